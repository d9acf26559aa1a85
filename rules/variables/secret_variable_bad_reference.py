"""A secret environment variable's default or value is not a Key Vault reference."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, EnvironmentVariable, Problem, Rule, Severity, Site, Workspace, quote
from pplint.detect.credentials.key_vault import is_reference, is_vault_uri
from pplint.detect.values import given_values, holds_token


class SecretVariableBadReference(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STOPS
    precision = "very-high"
    tags = ("security",)

    def check_environment_variable(
        self, variable: EnvironmentVariable, workspace: Workspace
    ) -> Iterator[Problem]:
        if variable.type != "secret":
            return
        for what, value, site in given_values(variable):
            yield from _check(variable, what, value, site, workspace)


def _check(
    variable: EnvironmentVariable, what: str, value: str, site: Site, workspace: Workspace
) -> Iterator[Problem]:
    if is_reference(value) or holds_token(value, workspace.token_patterns):
        return
    if is_vault_uri(value):
        yield Problem(
            f"the {what} of secret {quote(variable.schema_name)} is a vault's URI; use the documented form "
            "'/subscriptions/…/secrets/…'",
            at=site,
            severity=Severity.NOTE,
            hide_excerpt=True,
        )
        return
    # The value may be the secret itself, so it is never shown.
    yield Problem(
        f"the {what} of secret {quote(variable.schema_name)} is not a Key Vault reference"
        "; expected '/subscriptions/…/vaults/…/secrets/…'",
        at=site,
        hide_excerpt=True,
    )
