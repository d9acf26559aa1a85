"""A data-source variable for a list or table has no parent variable for its site or data set."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, EnvironmentVariable, Problem, Rule, Severity, Workspace, quote


class DataSourceVariableWithoutParent(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE

    def check_environment_variable(
        self, variable: EnvironmentVariable, workspace: Workspace
    ) -> Iterator[Problem]:
        if variable.type != "data-source" or variable.parameter_key.lower() != "table":
            return
        if not variable.parent:
            yield Problem(
                f"data-source variable {quote(variable.schema_name)} names a table but has no parent variable for its "
                "site; select the site",
                at=variable.site,
            )
        elif workspace.resolve_variable(variable.solution, variable.parent).how == "unknown":
            yield Problem(
                f"the parent {quote(variable.parent)} of data-source variable {quote(variable.schema_name)} is not "
                "defined here; add it to the solution",
                at=variable.parent_site or variable.site,
            )
