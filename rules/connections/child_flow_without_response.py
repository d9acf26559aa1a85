"""A child flow has no response action, so its callers cannot be saved."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote


class ChildFlowWithoutResponse(Rule):
    severity = Severity.WARNING
    consequence = Consequence.STAYS_OFF
    leaves_flow = "flows"

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        if not workspace.is_called(flow) or any(action.type.lower() == "response" for action in flow.actions):
            return
        calls = workspace.calls_of(flow)
        yield Problem(
            f"flow {quote(flow.name)} is called as a child flow but has no response action; add one",
            at=flow.triggers[0].site if flow.triggers else flow.site,
            touches=[call.flow.id for call in calls],
            brief=f"child flow {quote(flow.name)} has no response",
            related=tuple((call.site, f"called by {quote(call.flow.name)}") for call in calls),
        )
