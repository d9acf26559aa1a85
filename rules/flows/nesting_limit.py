"""An action is inside more than eight nested scopes, conditions or loops."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.graph import step_site

MOST = 8


class NestingLimit(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STAYS_OFF

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        too_deep = [step for step in flow.graph.actions if step.depth > MOST]
        if too_deep:
            first = too_deep[0]
            deepest = max(step.depth for step in too_deep)
            yield Problem(
                f"{quote(first.name)} is inside {first.depth} containers; at most {MOST} are allowed"
                + (f" (the deepest here: {deepest})" if deepest > first.depth else ""),
                at=step_site(flow, first),
                related=[(step_site(flow, step), "too deep as well") for step in too_deep[1:50]],
            )
