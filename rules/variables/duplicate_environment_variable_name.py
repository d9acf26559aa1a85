"""Two environment variables of a solution share a name."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, EnvironmentVariable, Problem, Rule, Severity, Solution, Workspace, quote


class DuplicateEnvironmentVariableName(Rule):
    severity = Severity.WARNING
    consequence = Consequence.OPEN
    only_with = ("environment_variables",)

    def check_solution(self, solution: Solution, workspace: Workspace) -> Iterator[Problem]:
        schema_names: dict[str, EnvironmentVariable] = {}
        display_names: dict[str, EnvironmentVariable] = {}
        for variable in solution.environment_variables:
            first = schema_names.setdefault(variable.key, variable)
            if first is not variable:
                yield Problem(
                    f"environment variable {quote(variable.schema_name)} is defined twice in solution "
                    f"{quote(solution.label)}; remove one",
                    at=variable.site,
                    related=((first.site, "also defined here"),),
                )
                continue
            name = variable.display_name.strip().lower()
            first = display_names.setdefault(name, variable)
            if name and first is not variable:
                yield Problem(
                    f"{quote(variable.schema_name)} and {quote(first.schema_name)} are both shown as "
                    f"{quote(variable.display_name)}, so makers cannot tell them apart; rename one",
                    at=variable.site,
                    consequence=Consequence.NONE,
                    related=((first.site, "the other one"),),
                )
