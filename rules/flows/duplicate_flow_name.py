"""Two flows of a solution have the same name."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, Severity, Solution, Workspace, quote
from pplint.detect.flows.twins import same_names


class DuplicateFlowName(Rule):
    severity = Severity.NOTE
    consequence = Consequence.NONE
    # The name is in the metadata of each flow, and the second of two is told apart by the first.
    leaves_flow = "flows"

    def check_solution(self, solution: Solution, workspace: Workspace) -> Iterator[Problem]:
        for first, *others in same_names(solution.flows):
            for other in others:
                yield Problem(
                    f"another flow of the solution is also named {quote(other.name)}; rename one",
                    at=other.metadata_site or other.site,
                    related=[(first.metadata_site or first.site, "the other flow")],
                )
