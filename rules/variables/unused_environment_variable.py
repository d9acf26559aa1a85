"""An environment variable is not used anywhere in the sources."""

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
                f"environment variable {quote(variable.schema_name)} is not used anywhere in this "
                "repository; remove it if nothing else uses it",
                at=variable.site,
                related=copies,
            )
