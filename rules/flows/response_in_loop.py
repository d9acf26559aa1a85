"""A Response is inside a loop."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.graph import loop_around, step_site


class ResponseInLoop(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STAYS_OFF
    needs = ("response",)
    needs_also = ('"foreach"', '"until"')

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        for step in flow.graph.actions:
            loop = loop_around(step) if step.type == "response" else None
            if loop is not None:
                yield Problem(
                    f"Response {quote(step.name)} is inside loop {quote(loop.name)}, which is not allowed; move "
                    "it after the loop",
                    at=step_site(flow, step),
                )
