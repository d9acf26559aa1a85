"""A deployment settings entry differs from its definition only in upper and lower case."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, SettingsFile, Severity, Workspace, quote
from pplint.detect.fixes import spell

SYNC = "pplint settings sync"


class SettingsCaseMismatch(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STOPS
    only_with = ("environment_variables", "connection_references")
    precision = "very-high"

    def check_settings(self, settings: SettingsFile, workspace: Workspace) -> Iterator[Problem]:
        for entry in settings.environment_variables:
            variable = settings.find_environment_variable(entry.schema_name)
            if variable is not None and variable.schema_name != entry.schema_name:
                yield Problem(
                    f"{quote(entry.schema_name)} must be spelled {quote(variable.schema_name)}, as it is defined",
                    at=entry.site,
                    related=((variable.site, "defined here"),),
                    fixes=spell(entry.site, variable.schema_name),
                    brief=f"{quote(entry.schema_name)} has the wrong case",
                    fix=SYNC if settings.is_target else "",
                )
        for row in settings.connection_references:
            reference = settings.find_connection_reference(row.logical_name)
            if reference is not None and reference.logical_name != row.logical_name:
                yield Problem(
                    f"{quote(row.logical_name)} must be spelled {quote(reference.logical_name)}, as it is defined",
                    at=row.site,
                    related=((reference.site, "defined here"),),
                    fixes=spell(row.site, reference.logical_name),
                    brief=f"{quote(row.logical_name)} has the wrong case",
                    fix=SYNC if settings.is_target else "",
                )
