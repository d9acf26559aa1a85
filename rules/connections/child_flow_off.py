"""A flow that is on calls a child flow that is off."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote


class ChildFlowOff(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STAYS_OFF
    leaves_flow = "flows"
    precision = "very-high"

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        if flow.is_on is not True:
            return
        for action, child_id in flow.child_calls:
            children = workspace.flows_by_id(child_id)
            own = [child for child in children if child.solution is flow.solution] or children
            # Where several solutions hold the child, one that is on is enough.
            if own and all(child.is_on is False for child in own):
                yield Problem(
                    f"flow {quote(flow.name)} is on and calls {quote(own[0].name)}, which is off, so it cannot be "
                    "turned on",
                    at=action.site,
                    related=((own[0].metadata_site or own[0].site, "the child flow"),),
                )
