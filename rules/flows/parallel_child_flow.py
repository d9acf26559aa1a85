"""A loop with concurrency calls a child flow several times at once."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.graph import step_site
from pplint.detect.flows.races import child_calls_in_parallel


class ParallelChildFlow(Rule):
    severity = Severity.NOTE
    default = False
    consequence = Consequence.NONE

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        for step, loop in child_calls_in_parallel(flow.graph):
            yield Problem(
                f"{quote(step.name)} starts up to 50 child flows at a time in {quote(loop.name)}; "
                "lower the concurrency if they conflict",
                at=step_site(flow, step),
                related=[(step_site(flow, loop), "the loop with concurrency")],
            )
