"""An environment variable's default or committed value does not fit its type."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import (
    Consequence,
    EnvironmentVariable,
    Problem,
    Rule,
    Severity,
    Site,
    Workspace,
    hides_value,
    quote,
    quote_value,
)
from pplint.detect.settings.variable_types import find_misfit, type_name
from pplint.detect.values import given_values, holds_token


class EnvironmentVariableTypeMismatch(Rule):
    severity = Severity.ERROR
    consequence = Consequence.OPEN

    def check_environment_variable(
        self, variable: EnvironmentVariable, workspace: Workspace
    ) -> Iterator[Problem]:
        for what, value, site in given_values(variable):
            yield from _check(variable, what, value, site, workspace)


def _check(
    variable: EnvironmentVariable, what: str, value: str, site: Site, workspace: Workspace
) -> Iterator[Problem]:
    misfit = find_misfit(variable.type, value)
    if misfit is not None and not holds_token(value, workspace.token_patterns):
        names = (variable.schema_name, variable.display_name)
        yield Problem(
            f"the {what} of {type_name(variable.type)} variable {quote(variable.schema_name)} is "
            f"{quote_value(value, *names)}; expected {misfit.expected}",
            at=site,
            severity=Severity.WARNING if misfit.is_tolerated else None,
            hide_excerpt=any(map(hides_value, names)),
        )
