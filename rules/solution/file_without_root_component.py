"""A flow has a file in the solution but Solution.xml does not list it."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.fixes import list_in_manifest


class FileWithoutRootComponent(Rule):
    severity = Severity.WARNING
    consequence = Consequence.LEFT_OUT
    leaves_flow = "definitions"

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        solution = flow.solution
        if solution.layout not in ("xml", "plain-unzip") or not solution.unique_name:
            return
        listed = {row.id for row in solution.root_components if row.type == "29"}
        if flow.id.lower() not in listed and flow.metadata_id not in listed:
            yield Problem(
                f"flow {quote(flow.name)} is not listed in Solution.xml of {quote(solution.label)}, so "
                "packing leaves it out; add it as a root component",
                at=flow.site,
                brief=f"flow {quote(flow.name)} is not a root component",
                related=((solution.site, "the solution"),),
                fixes=list_in_manifest(solution, "29", {"id": f"{{{flow.id.lower()}}}"}),
            )
