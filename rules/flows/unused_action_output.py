"""The output of a data action is never read."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.graph import step_site
from pplint.detect.flows.unused import unread_outputs


class UnusedActionOutput(Rule):
    severity = Severity.NOTE
    default = False
    consequence = Consequence.NONE

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        for step in unread_outputs(flow.graph):
            yield Problem(
                f"nothing reads the output of {quote(step.name)}; use or delete it", at=step_site(flow, step)
            )
