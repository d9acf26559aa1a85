"""A settings file has an entry for a connection reference that no solution defines."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, SettingsFile, Severity, Workspace, quote
from pplint.detect.settings.unknown import unknown_references


class SettingsUnknownConnectionReference(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STOPS

    def check_settings(self, settings: SettingsFile, workspace: Workspace) -> Iterator[Problem]:
        if not settings.solutions or settings.role == "template":
            return
        found = unknown_references(settings, workspace)
        if found.array is not None:
            number = len(found.entries)
            yield Problem(
                f"none of the {number} connection references is defined by a solution here; remove them",
                at=found.array,
                related=found.related,
                brief=f"{number} connection references are not defined here",
                severity=found.severity,
                consequence=found.consequence,
            )
            return
        for entry in found.entries:
            advice = f"did you mean {quote(entry.meant)}?" if entry.meant else "remove the entry"
            yield Problem(
                f"no solution here defines connection reference {quote(entry.name)}; {advice}",
                at=entry.site,
                related=entry.related,
                fixes=entry.fixes,
                brief=f"{quote(entry.name)} is not defined here",
                severity=found.severity,
                consequence=found.consequence,
            )
