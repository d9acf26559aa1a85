"""A secret environment variable has something other than a Key Vault reference in a settings file."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, SettingsFile, Severity, Workspace, quote
from pplint.detect.credentials.key_vault import looks_like_reference


class SettingsPlainSecret(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STOPS
    only_with = ("environment_variables",)
    tags = ("security",)

    def check_settings(self, settings: SettingsFile, workspace: Workspace) -> Iterator[Problem]:
        for entry in settings.environment_variables:
            variable = settings.find_environment_variable(entry.schema_name)
            if variable is None or variable.type != "secret" or not entry.value:
                continue
            if settings.is_token(entry.value) or looks_like_reference(entry.value):
                continue
            yield Problem(
                f"{quote(entry.schema_name)} is a secret: enter a Key Vault reference, not a name or the "
                "secret itself",
                at=entry.value_site,
                related=((variable.type_site, "its type is set here"),),
                hide_excerpt=True,
                brief=f"{quote(entry.schema_name)} is not a Key Vault reference",
            )
