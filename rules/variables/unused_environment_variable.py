"""Nothing in the sources mentions an environment variable."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, EnvironmentVariable, Problem, Rule, Severity, Workspace, quote
from pplint.detect.usage.index import unsearched_app


class UnusedEnvironmentVariable(Rule):
    severity = Severity.NOTE
    consequence = Consequence.NONE
    precision = "medium"

    def check_environment_variable(
        self, variable: EnvironmentVariable, workspace: Workspace
    ) -> Iterator[Problem]:
        if not workspace.usage.is_used(variable.schema_name):
            yield Problem(
                f"nothing here mentions environment variable {quote(variable.schema_name)}"
                f"{unsearched_app(variable.solution)}",
                at=variable.site,
            )
