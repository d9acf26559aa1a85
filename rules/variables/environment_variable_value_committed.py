"""A current value is committed beside its definition and travels with the solution."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, EnvironmentVariable, Problem, Rule, Severity, Workspace, quote


class EnvironmentVariableValueCommitted(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE
    precision = "very-high"

    def check_environment_variable(
        self, variable: EnvironmentVariable, workspace: Workspace
    ) -> Iterator[Problem]:
        for value in variable.values:
            if value.value is not None:
                yield Problem(
                    f"the current value of {quote(variable.schema_name)} is committed and overrides the default in "
                    "every target; set it in each settings file, then remove it from the solution",
                    at=value.site,
                    related=((variable.site, "defined here"),),
                    # The value of a secret variable, or of one that should be secret, is never shown.
                    hide_excerpt=True,
                )
