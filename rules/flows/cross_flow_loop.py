"""Two flows start each other with the rows that they write."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.trigger_loops import cross_loops, keep_for_loops


class CrossFlowLoop(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE

    def check_flow(self, flow: Flow, workspace: Workspace) -> tuple[()]:
        keep_for_loops(flow)
        return ()

    def check_workspace(self, workspace: Workspace) -> Iterator[Problem]:
        for (flow, there), (other, back) in cross_loops(workspace):
            yield Problem(
                f"action {quote(there.name)} starts flow {quote(other.name)}, "
                f"whose action {quote(back.name)} starts flow {quote(flow.name)} again; "
                "filter one of the triggers",
                at=there.site,
                related=[(back.site, "starts the first flow again")],
            )
