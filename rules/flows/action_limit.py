"""A flow has more than 500 actions."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.graph import step_site

MOST = 500


class ActionLimit(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STAYS_OFF

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        actions = flow.graph.actions
        if len(actions) > MOST:
            yield Problem(
                f"flow {quote(flow.name)} has {len(actions)} actions; at most {MOST} are allowed",
                at=step_site(flow, actions[MOST]),
            )
