"""A call to another system has nothing that runs when it fails."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.graph import step_site
from pplint.detect.flows.handling import unhandled_calls


class ExternalCallWithoutHandler(Rule):
    severity = Severity.NOTE
    default = False
    consequence = Consequence.NONE

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        calls = list(unhandled_calls(flow.graph))
        if calls:
            first, *others = calls
            also = f" and {len(others)} more" if others else ""
            yield Problem(
                f"nothing runs when {quote(first.name)}{also} fails",
                at=step_site(flow, first),
                related=[(step_site(flow, step), "nor when this fails") for step in others[:50]],
            )
