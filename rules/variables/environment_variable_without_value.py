"""An environment variable has neither a default nor a committed value."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, EnvironmentVariable, Problem, Rule, Severity, Workspace, quote


class EnvironmentVariableWithoutValue(Rule):
    severity = Severity.NOTE
    consequence = Consequence.NONE
    default = False

    def check_environment_variable(
        self, variable: EnvironmentVariable, workspace: Workspace
    ) -> Iterator[Problem]:
        if not variable.default and not variable.value:
            yield Problem(
                f"environment variable {quote(variable.schema_name)} has neither a default nor a value, so each "
                "target's settings file must set it",
                at=variable.site,
            )
