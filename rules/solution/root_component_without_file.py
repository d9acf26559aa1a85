"""The manifest lists a flow, app, web resource or other component that has no file."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, Severity, Solution, Workspace, quote
from pplint.detect.parts import missing_parts


class RootComponentWithoutFile(Rule):
    severity = Severity.ERROR
    consequence = Consequence.LEFT_OUT

    def check_solution(self, solution: Solution, workspace: Workspace) -> Iterator[Problem]:
        for part in missing_parts(solution, workspace):
            manifest = (
                part.site.document.path.rpartition("/")[2] if solution.layout == "yaml" else "Solution.xml"
            )
            yield Problem(
                f"{manifest} lists {part.what} {quote(part.name)}, but the solution has no file for it; "
                "export the solution again",
                at=part.site,
            )
