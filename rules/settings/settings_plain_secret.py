"""A settings file holds something else than a Key Vault reference for a secret environment variable."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, SettingsFile, Severity, Workspace, quote
from pplint.detect.credentials.key_vault import looks_like_reference


class SettingsPlainSecret(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STOPS
    tags = ("security",)

    def check_settings(self, settings: SettingsFile, workspace: Workspace) -> Iterator[Problem]:
        for entry in settings.environment_variables:
            variable = settings.find_environment_variable(entry.schema_name)
            if variable is None or variable.type != "secret" or not entry.value:
                continue
            if settings.is_token(entry.value) or looks_like_reference(entry.value):
                continue
            yield Problem(
                f"{quote(entry.schema_name)} is a secret: its value must be a Key Vault reference; the import "
                "refuses a bare name, and a secret itself does not belong here",
                at=entry.value_site,
                related=((variable.type_site, "its type is set here"),),
                hide_excerpt=True,
                brief=f"{quote(entry.schema_name)} is no Key Vault reference",
            )
