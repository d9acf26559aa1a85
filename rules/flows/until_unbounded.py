"""A loop ends at its limit without an error, or repeats without a pause."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.graph import step_site
from pplint.detect.flows.handlers import busy_loops, vain_handlers


class UntilUnbounded(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE
    needs = ("until",)

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        for found in vain_handlers(flow.graph):
            yield Problem(
                f"{quote(found.handler.name)} waits for {quote(found.loop.name)} to time out, "
                "but the loop succeeds when it reaches its limit; check its result after it",
                at=step_site(flow, found.handler),
                related=[(step_site(flow, found.loop), "the loop")],
            )
        for loop in busy_loops(flow.graph):
            yield Problem(
                f"{quote(loop.name)} has the default limits (60 iterations, one hour) and no delay; add a delay",
                at=step_site(flow, loop),
                severity=Severity.NOTE,
            )
