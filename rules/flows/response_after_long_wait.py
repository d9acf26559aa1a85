"""A flow answers after its caller has stopped waiting."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.calls import is_child
from pplint.detect.flows.graph import step_site
from pplint.detect.flows.waiting import late_answers


class ResponseAfterLongWait(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE
    needs = ("response",)
    needs_also = ('"wait"', 'webhook"')

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        for found in late_answers(flow.graph):
            how = f"{found.seconds} seconds of delay" if found.seconds else quote(found.wait.name)
            yield Problem(
                f"{quote(found.answer.name)} answers after {how}, "
                f"but the caller waits {found.patience} seconds at most; answer before the wait",
                at=step_site(flow, found.answer),
                related=[(step_site(flow, found.wait), "waits here")],
                severity=Severity.NOTE if is_child(flow, workspace) else None,
            )
