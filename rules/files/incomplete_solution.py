"""A part of a solution is missing in the sources, so pplint cannot check what depends on it."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, Severity, Workspace, quote
from pplint.detect.parts import MissingFile, missing_files


class IncompleteSolution(Rule):
    """Manifests without a customizations file are told by the loaders."""

    severity = Severity.NOTE
    consequence = Consequence.OPEN
    precision = "very-high"

    def check_workspace(self, workspace: Workspace) -> Iterator[Problem]:
        kinds: dict[str, list[MissingFile]] = {}
        for missing in missing_files(workspace):
            if missing.is_whole_kind and not missing.is_note:
                kinds.setdefault(missing.kind, []).append(missing)
        for kind, several in kinds.items():
            owners = "canvas app" if several[0].owner.kind == "app" else "custom connector"
            first = quote(several[0].owner.name)
            who = f"{owners} {first} has"
            if len(several) > 1:
                who = f"{len(several)} {owners}s, {first} among them, have"
            rest, step = ("them", "commit the files") if len(several) > 1 else ("it", "commit the file")
            yield Problem(
                f"{who} no {kind} in the sources, so nothing in {rest} was checked; {step}",
                at=several[0].file.site,
                related=[(other.file.site, f"{owners} {quote(other.owner.name)}") for other in several[1:]],
                discriminator=kind,
            )
