"""A settings file has an entry for a connection reference that no solution defines."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, SettingsFile, Severity, Workspace, quote
from pplint.detect.settings.gaps import is_named_elsewhere


class SettingsUnknownConnectionReference(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STOPS

    def check_settings(self, settings: SettingsFile, workspace: Workspace) -> Iterator[Problem]:
        if not settings.solutions or settings.role == "template":
            return
        # Without a customizations file nobody can say which references a solution defines.
        if not all(solution.has_customizations for solution in settings.solutions):
            return
        for entry in settings.connection_references:
            name = entry.logical_name
            if settings.find_connection_reference(name) or workspace.references_named(name):
                continue
            if is_named_elsewhere(settings, workspace, name):
                continue
            alone = settings.is_target and len(settings.solutions) == 1
            yield Problem(
                f"{quote(name)} is a connection reference that no solution here defines",
                at=entry.site,
                brief=f"{quote(name)} is defined nowhere",
                severity=None if alone else Severity.WARNING,
                consequence=None if alone else Consequence.OPEN,
            )
