"""A value in a settings file does not fit the type of its environment variable."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, EnvironmentVariable, Problem, Rule, SettingsFile, Severity, Workspace, quote
from pplint.detect.credentials.key_vault import is_reference, is_vault_uri, looks_like_reference
from pplint.detect.settings.variable_types import find_misfit
from pplint.model.settings import VariableEntry


class SettingsTypeMismatch(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STOPS

    def check_settings(self, settings: SettingsFile, workspace: Workspace) -> Iterator[Problem]:
        for entry in settings.environment_variables:
            variable = settings.find_environment_variable(entry.schema_name)
            if variable is None or not entry.value or settings.is_token(entry.value):
                continue
            if variable.type == "secret":
                yield from _check_secret(variable, entry)
                continue
            misfit = find_misfit(variable.type, entry.value)
            if misfit is not None:
                yield Problem(
                    f"{quote(entry.schema_name)} is a {variable.type} variable and its value is "
                    f"{quote(entry.value)}; expected is {misfit.expected}",
                    at=entry.value_site,
                    related=((variable.type_site, "its type is set here"),),
                    severity=Severity.WARNING if misfit.is_tolerated else None,
                    # It is imported all the same, and only the flows find out.
                    consequence=Consequence.OPEN,
                    brief=f"{quote(entry.schema_name)} is not {misfit.expected}",
                )


def _check_secret(variable: EnvironmentVariable, entry: VariableEntry) -> Iterator[Problem]:
    # What does not even look like a reference is settings-plain-secret's.
    value = entry.value or ""
    if not looks_like_reference(value) or is_reference(value):
        return
    related = ((variable.type_site, "its type is set here"),)
    if is_vault_uri(value):
        yield Problem(
            f"{quote(entry.schema_name)} is a secret and its value a vault's URI; the documented form is "
            "'/subscriptions/…/vaults/…/secrets/…'",
            at=entry.value_site,
            related=related,
            severity=Severity.NOTE,
            hide_excerpt=True,
        )
    else:
        yield Problem(
            f"{quote(entry.schema_name)} is a secret and its value no complete Key Vault reference; expected is "
            "'/subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.KeyVault/vaults/<vault>/secrets/<name>'",
            at=entry.value_site,
            related=related,
            hide_excerpt=True,
        )
