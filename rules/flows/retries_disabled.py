"""The retries of a call are turned off."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.graph import step_site
from pplint.detect.flows.handling import without_retries


class RetriesDisabled(Rule):
    severity = Severity.NOTE
    default = False
    consequence = Consequence.NONE

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        steps = list(without_retries(flow.graph))
        if steps:
            first, *others = steps
            also = f" and {len(others)} more" if others else ""
            yield Problem(
                f"retries are turned off for {quote(first.name)}{also}",
                at=step_site(flow, first),
                related=[(step_site(flow, step), "nor does this") for step in others[:50]],
            )
