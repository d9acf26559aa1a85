"""Solutions need each other, so none of them can be imported first."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, Severity, Workspace, quote
from pplint.detect.order import find_cycles


class SolutionCycle(Rule):
    severity = Severity.WARNING
    consequence = Consequence.STOPS

    def check_workspace(self, workspace: Workspace) -> Iterator[Problem]:
        for cycle in find_cycles(workspace):
            names = " → ".join(quote(solution.label) for solution in (*cycle, cycle[0]))
            yield Problem(
                f"solutions {names} need each other, so none can be imported first; move shared parts to another one",
                at=cycle[0].site,
                touches=[solution.unique_name for solution in cycle],
                related=tuple((solution.site, "needs the next and is needed") for solution in cycle[1:]),
            )
