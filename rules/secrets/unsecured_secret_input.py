"""An action uses a credential without secure inputs, so the run history shows it."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.credentials.places import find_credential_places
from pplint.detect.fixes import secure


class UnsecuredSecretInput(Rule):
    severity = Severity.ERROR
    consequence = Consequence.NONE
    tags = ("security", "external/cwe/cwe-532", "OWASP-LCNC-SEC-08")
    security_severity = "5.5"
    ignorable_by_note = False
    yields_to = ("literal-credential", "secret-reaches-run-history")

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        for place in find_credential_places(flow, workspace):
            if "inputs" in place.action.secured:
                continue
            in_clear = place.is_literal and place.group in ("body", "queries")
            yield Problem(
                f"the run history shows {place.what} of action {quote(place.action.name)} ({place.origin}); turn "
                "on Secure inputs",
                at=place.site,
                severity=None if in_clear else Severity.WARNING,
                hide_excerpt=True,
                fixes=secure(place.action, "inputs"),
            )
