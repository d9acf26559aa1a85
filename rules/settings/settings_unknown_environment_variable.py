"""A settings file has an entry for an environment variable that no solution defines."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, SettingsFile, Severity, Workspace, quote
from pplint.detect.settings.gaps import is_named_elsewhere


class SettingsUnknownEnvironmentVariable(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STOPS

    def check_settings(self, settings: SettingsFile, workspace: Workspace) -> Iterator[Problem]:
        # A file that fits no solution at all is one finding of settings-for-no-solution, not dozens.
        if not settings.solutions or settings.role == "template":
            return
        for entry in settings.environment_variables:
            name = entry.schema_name
            if settings.find_environment_variable(name) or workspace.variables_named(name):
                continue
            if is_named_elsewhere(settings, workspace, name):
                continue
            alone = settings.is_target and len(settings.solutions) == 1
            yield Problem(
                f"{quote(name)} is defined by no solution here, and the import of an unknown variable fails",
                at=entry.site,
                brief=f"{quote(name)} is defined nowhere",
                severity=None if alone else Severity.WARNING,
                consequence=None if alone else Consequence.OPEN,
            )
