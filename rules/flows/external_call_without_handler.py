"""Nothing runs when a call to another system fails."""

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
                f"nothing handles a failure of {quote(first.name)}{also}",
                at=step_site(flow, first),
                related=[(step_site(flow, step), "nor when this fails") for step in others[:50]],
            )
