"""A flow that is called as a child has no response, so its callers cannot be saved."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Action, Consequence, Flow, Problem, Rule, Severity, Workspace, quote


class ChildFlowWithoutResponse(Rule):
    severity = Severity.WARNING
    consequence = Consequence.STAYS_OFF

    def check_workspace(self, workspace: Workspace) -> Iterator[Problem]:
        calls: dict[int, tuple[Flow, list[Action]]] = {}
        for parent in workspace.flows:
            for action, child_id in parent.child_calls:
                for child in workspace.flows_by_id(child_id):
                    if child.solution is parent.solution or len(workspace.flows_by_id(child_id)) == 1:
                        calls.setdefault(id(child), (child, []))[1].append(action)
        for child, actions in calls.values():
            if not any(action.type.lower() == "response" for action in child.actions):
                yield Problem(
                    f"flow {quote(child.name)} is called as a child flow and has no response action",
                    at=child.triggers[0].site if child.triggers else child.site,
                    related=tuple((call.site, f"called by {quote(call.flow.name)}") for call in actions),
                )
