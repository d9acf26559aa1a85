"""A Switch has more than 25 cases."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.graph import step_site

MOST = 25


class SwitchCaseLimit(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STAYS_OFF
    needs = ("switch",)

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        for step in flow.graph.actions:
            cases = step.node.get("cases")
            if step.type == "switch" and isinstance(cases, dict) and len(cases) > MOST:
                yield Problem(
                    f"{quote(step.name)} has {len(cases)} cases; at most {MOST} are allowed",
                    at=step_site(flow, step),
                )
