"""An action can never run."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.graph import step_site
from pplint.detect.flows.reachability import dead_branches, never_run


class UnreachableAction(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE
    needs = ('"if"', '"terminate"', "failed", "skipped", "timedout")

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        for dead in never_run(flow.graph):
            yield Problem(
                f"{quote(dead.step.name)} never runs: {dead.why(quote)}; move or delete it",
                at=step_site(flow, dead.step),
                related=[
                    (step_site(flow, dead.blocked.other), "because of this"),
                    *((step_site(flow, step), "never runs either") for step in dead.followers),
                ],
            )
        for condition, value, steps in dead_branches(flow):
            yield Problem(
                f"{quote(steps[0].name)} never runs: condition {quote(condition.name)} is always {value}; "
                "correct the condition",
                at=step_site(flow, steps[0]),
                related=[
                    (step_site(flow, condition), "the condition"),
                    *((step_site(flow, step), "never runs either") for step in steps[1:]),
                ],
                severity=Severity.NOTE,
            )
