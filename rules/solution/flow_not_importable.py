"""A JSON file among the flows does not have the shape of a flow, so it cannot be imported."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, Severity, Solution, Workspace, quote


class FlowNotImportable(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STOPS
    only_with = ("unrecognised",)

    def check_solution(self, solution: Solution, workspace: Workspace) -> Iterator[Problem]:
        unrecognised = set(solution.unrecognised)
        for document in solution.documents:
            if document.path not in unrecognised or document.kind != "json" or document.data is None:
                continue
            name = quote(document.path.rpartition("/")[2], 160)
            fault = _fault(document.data)
            if fault:
                yield Problem(f"{name} {fault}", at=document.root)


def _fault(data: object) -> str:
    if not isinstance(data, dict):
        return "is not a JSON object, so it is not a flow; export the flow again"
    if "definition" not in data and "properties" not in data:
        if "triggers" in data or "actions" in data:
            return "is a plain Logic Apps definition; put it in 'properties.definition'"
        return ""
    if "properties" not in data:
        return "has 'definition' at the top; move it to 'properties.definition'"
    return "has no 'properties.definition', so it is not a flow; export the flow again"
