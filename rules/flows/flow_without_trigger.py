"""A flow has no trigger."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote


class FlowWithoutTrigger(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STAYS_OFF

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        if not flow.definition or flow.triggers:
            return
        here = ("properties", "definition")
        where = (*here, "triggers") if "triggers" in flow.definition else here
        yield Problem(f"flow {quote(flow.name)} has no trigger; add one", at=flow.site.child(*where).key())
