"""A plain-text environment variable named like a credential has its value in the sources."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import (
    Consequence,
    EnvironmentVariable,
    Problem,
    Rule,
    SettingsFile,
    Severity,
    Site,
    Workspace,
    quote,
)
from pplint.detect.credentials.secret_rule import BY_SHAPE
from pplint.detect.values import given_values, is_credential_variable_name, is_in_clear


class SecretInTextVariable(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE
    precision = "medium"
    yields_to = BY_SHAPE
    tags = ("security", "external/cwe/cwe-312", "OWASP-LCNC-SEC-08")
    security_severity = "6.5"
    finds_credential = True
    ignorable_by_note = False

    def check_environment_variable(
        self, variable: EnvironmentVariable, workspace: Workspace
    ) -> Iterator[Problem]:
        if not _says_credential(variable):
            return
        for what, value, site in given_values(variable):
            words = "default" if what == "default" else "committed value"
            yield from _check(variable, words, value, site, workspace)

    def check_settings(self, settings: SettingsFile, workspace: Workspace) -> Iterator[Problem]:
        for entry in settings.environment_variables:
            variable = settings.find_environment_variable(entry.schema_name)
            if variable is not None and _says_credential(variable):
                yield from _check(variable, "value", entry.value, entry.value_site, workspace)


def _says_credential(variable: EnvironmentVariable) -> bool:
    if variable.type not in ("string", "json"):
        return False
    return is_credential_variable_name(variable.schema_name) or is_credential_variable_name(
        variable.display_name
    )


def _check(
    variable: EnvironmentVariable, what: str, value: str | None, site: Site, workspace: Workspace
) -> Iterator[Problem]:
    if not value or not is_in_clear(value, workspace.token_patterns):
        return
    yield Problem(
        f"{quote(variable.schema_name)} is named like a credential, and its {what} is in clear text; use a secret "
        "environment variable",
        at=site,
        related=((variable.type_site, "its type is set here"),),
        hide_excerpt=True,
    )
