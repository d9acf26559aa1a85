"""A query in a loop returns the same rows in every iteration."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.graph import step_site
from pplint.detect.flows.queries import invariant_queries


class LoopInvariantQuery(Rule):
    severity = Severity.NOTE
    consequence = Consequence.NONE
    needs = ("foreach",)

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        for step, loop in invariant_queries(flow.graph):
            yield Problem(
                f"{quote(step.name)} reads the same rows in every iteration of {quote(loop.name)}; move it "
                "before the loop",
                at=step_site(flow, step),
                related=[(step_site(flow, loop), "the loop")],
            )
