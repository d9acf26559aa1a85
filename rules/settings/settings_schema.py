"""A settings file does not have the structure that an import reads."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, SettingsFile, Severity, VariableEntry, Workspace
from pplint.detect.settings.schema import find_faults
from pplint.detect.settings.variable_types import is_bare


class SettingsSchema(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STOPS
    precision = "very-high"

    def check_settings(self, settings: SettingsFile, workspace: Workspace) -> Iterator[Problem]:
        # A yes/no value without quotes is settings-type-mismatch's, which knows the form.
        known = {
            entry.value_site.path
            for entry in settings.environment_variables
            if _is_yes_or_no(settings, entry)
        }
        for fault in find_faults(settings):
            if (*settings.path, *fault.path) in known and fault.kind == "type":
                continue
            yield Problem(
                fault.message,
                at=settings.site.child(*fault.path),
                severity=Severity.WARNING if fault.is_harmless else None,
                consequence=Consequence.OPEN if fault.is_harmless else None,
                discriminator=fault.kind,
            )


def _is_yes_or_no(settings: SettingsFile, entry: VariableEntry) -> bool:
    variable = settings.find_environment_variable(entry.schema_name)
    return is_bare(entry) and variable is not None and variable.type == "boolean"
