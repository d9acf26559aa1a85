"""An environment variable has no description for the people who set its value."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, EnvironmentVariable, Problem, Rule, Severity, Workspace, quote


class EnvironmentVariableMissingDescription(Rule):
    severity = Severity.NOTE
    consequence = Consequence.NONE
    default = False

    def check_environment_variable(
        self, variable: EnvironmentVariable, workspace: Workspace
    ) -> Iterator[Problem]:
        if not variable.description.strip():
            yield Problem(
                f"environment variable {quote(variable.schema_name)} has no description; say what to enter",
                at=variable.site,
            )
