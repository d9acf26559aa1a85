"""A solution defines a connection reference twice."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import ConnectionReference, Consequence, Problem, Rule, Severity, Solution, Workspace, quote


class DuplicateConnectionReference(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STOPS
    only_with = ("connection_references",)
    precision = "very-high"

    def check_solution(self, solution: Solution, workspace: Workspace) -> Iterator[Problem]:
        seen: dict[str, ConnectionReference] = {}
        for reference in solution.connection_references:
            first = seen.setdefault(reference.key, reference)
            if first is not reference:
                same = first.api_name == reference.api_name
                what = "" if same else ", for different connectors"
                yield Problem(
                    f"connection reference {quote(reference.logical_name)} is defined twice in solution "
                    f"{quote(solution.label)}{what}; remove one",
                    at=reference.site,
                    related=((first.site, "first defined here"),),
                )
