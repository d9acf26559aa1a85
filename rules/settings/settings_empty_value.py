"""A target's settings file gives an environment variable an empty value, which the import refuses."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, SettingsFile, Severity, Workspace, quote


class SettingsEmptyValue(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STOPS
    precision = "very-high"

    def check_settings(self, settings: SettingsFile, workspace: Workspace) -> Iterator[Problem]:
        if not settings.is_target:
            return
        for entry in settings.environment_variables:
            if entry.value != "":
                continue
            variable = settings.find_environment_variable(entry.schema_name)
            given = (variable.value or variable.default) if variable is not None else None
            if variable is not None and given and variable.type != "secret":
                advice = f"remove the entry and the value in the sources applies, {quote(given)}, or give one"
            else:
                advice = "give a value, nothing else does"
            yield Problem(
                f"{quote(entry.schema_name)} is empty, which the import refuses; {advice}",
                at=entry.value_site,
                brief=f"{quote(entry.schema_name)} is empty",
                related=((variable.site, "defined here"),) if variable is not None else (),
            )
