"""A target's settings file has an empty value, which the import rejects."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import (
    Consequence,
    Problem,
    Rule,
    SettingsFile,
    Severity,
    VariableEntry,
    Workspace,
    quote,
    quote_value,
)
from pplint.detect.settings.gaps import is_defined_nowhere


class SettingsEmptyValue(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STOPS
    only_with = ("environment_variables",)
    precision = "very-high"

    def check_settings(self, settings: SettingsFile, workspace: Workspace) -> Iterator[Problem]:
        if not settings.is_target:
            return
        entries = settings.environment_variables
        empty = [entry for entry in entries if entry.value == ""]
        # What no solution defines needs another name, not a value.
        known = [entry for entry in empty if not is_defined_nowhere(settings, workspace, entry.schema_name)]
        site = settings.variables_site
        if len(known) > 1 and len(known) == len(entries) and site is not None:
            yield Problem(
                f"all {len(known)} values are empty, and imports reject empty values; enter values, or remove the "
                "entries of variables that have a default",
                at=site,
                related=[(entry.value_site, "empty") for entry in known[:5]],
                brief=f"all {len(known)} values are empty",
            )
            return
        yield from (_problem(settings, entry) for entry in known)


def _problem(settings: SettingsFile, entry: VariableEntry) -> Problem:
    variable = settings.find_environment_variable(entry.schema_name)
    given = (variable.value or variable.default) if variable is not None else None
    if variable is not None and given and variable.type != "secret":
        shown = quote_value(given, variable.schema_name, variable.display_name)
        advice = f"enter a value, or remove the entry to use {shown} from the sources"
    else:
        advice = "enter a value, since it has no default"
    return Problem(
        f"{quote(entry.schema_name)} is empty, and imports reject empty values; {advice}",
        at=entry.value_site,
        brief=f"{quote(entry.schema_name)} is empty",
        related=((variable.site, "defined here"),) if variable is not None else (),
    )
