"""Nothing in the sources mentions an environment variable."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, EnvironmentVariable, Problem, Rule, Severity, Workspace, quote
from pplint.detect.usage.unused import says_unused


class UnusedEnvironmentVariable(Rule):
    severity = Severity.NOTE
    consequence = Consequence.NONE
    precision = "medium"

    def check_environment_variable(
        self, variable: EnvironmentVariable, workspace: Workspace
    ) -> Iterator[Problem]:
        copies = says_unused(variable, workspace)
        if copies is not None:
            yield Problem(
                f"nothing here mentions environment variable {quote(variable.schema_name)}",
                at=variable.site,
                related=copies,
            )
