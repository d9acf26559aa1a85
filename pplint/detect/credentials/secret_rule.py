"""The common base of the rules about credentials of a known shape."""

from __future__ import annotations

from collections.abc import Iterator

from pplint.model.action import action_steps
from pplint.model.places import Site
from pplint.model.problem import Consequence, Problem, Severity
from pplint.model.workspace import Workspace
from pplint.rule import Rule
from pplint.secrets.finding import KINDS, find_secrets, kinds_in
from pplint.secrets.masking import quote

BY_SHAPE = KINDS
"""The rules that know a credential by its shape: stronger than those that know it by its place or its name."""

CANVAS_PLACES = ("/entropy/", "/pkgs/", "/assets/", "/resources/")
"""Folders of an unpacked canvas app in which the studio writes links that expire soon."""


class SecretRule(Rule):
    """A rule that reports the credentials of the detector of its own name, wherever a string holds one.

    The value never leaves the detector: no message or excerpt shows any of it, and no fingerprint depends on it.
    """

    severity = Severity.ERROR
    consequence = Consequence.NONE
    precision = "very-high"
    tags = ("security", "external/cwe/cwe-798", "OWASP-LCNC-SEC-08")
    security_severity = "8.8"
    finds_credential = True
    ignorable_by_note = False

    def may_occur_in(self, text: str) -> bool:
        """One search for the shapes of all detectors; the result is kept for the next rules."""
        return self.name in kinds_in(text)

    def check_text(self, text: str, site: Site, workspace: Workspace) -> Iterator[Problem]:
        """Find credentials in each string of each document."""
        path = "/" + site.document.path.lower()
        is_canvas = "/canvasapps/" in path and any(place in path for place in CANVAS_PLACES)
        # Late, since most repositories have no credential.
        from pplint.secrets.public import surroundings

        for secret in find_secrets(text, kinds=(self.name,), canvas=is_canvas):
            public = surroundings(text, secret.span)
            at = site.in_text(text, *secret.span)
            yield Problem(
                f"{secret.label} in clear text ({secret.length} characters){public.words}"
                f"{': ' + place if (place := describe_place(at)) else ''}; replace it and use Key Vault",
                at=at,
                discriminator=public.key,
                hide_excerpt=True,
                value=text[slice(*secret.span)],
            )


def describe_place(site: Site) -> str:
    """The place of a string in words: ``action 'Notify', inputs/uri``; empty if the file name is enough."""
    owner = site.owner()
    steps = action_steps(site.path) if site.document.kind == "json" else 0
    if steps:
        what = "trigger" if site.path[steps - 2] == "triggers" else "action"
        rest = "/".join(map(str, site.path[steps:]))
        return f"{what} {quote(site.path[steps - 1])}, {quote(rest)[1:-1]}"
    if owner is not None and site.document.kind == "binary" and len(site.path) == 2:
        what = owner.kind.replace("-", " ")
        return f"{what} {quote(owner.name)}, member {quote(site.path[0])}, line {site.path[1]}"
    if owner is not None and owner.kind != "solution":
        return f"{owner.kind} {quote(owner.name)}"
    return ""
