"""The name of an action is longer than 80 characters."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.graph import step_site

MOST = 80


class ActionNameLength(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        for step in flow.graph.steps:
            text = step.name
            if isinstance(text, str) and len(text) > MOST:
                yield Problem(
                    f"the name of {quote(step.name)} has {len(text)} characters; the limit is {MOST}",
                    at=step_site(flow, step),
                )
