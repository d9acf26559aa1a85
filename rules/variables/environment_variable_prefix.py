"""An environment variable does not begin with the prefix of its solution's publisher."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, EnvironmentVariable, Problem, Rule, Severity, Workspace, quote


class EnvironmentVariablePrefix(Rule):
    severity = Severity.NOTE
    consequence = Consequence.NONE
    default = False

    def check_environment_variable(
        self, variable: EnvironmentVariable, workspace: Workspace
    ) -> Iterator[Problem]:
        prefix = variable.solution.publisher_prefix.lower().rstrip("_") if variable.solution else ""
        if prefix and not variable.key.startswith(prefix + "_"):
            yield Problem(
                f"environment variable {quote(variable.schema_name)} does not begin with the publisher's prefix "
                f"{quote(prefix)}; create it again in this solution",
                at=variable.site,
            )
