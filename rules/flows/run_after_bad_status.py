"""A run-after setting has no status, or one that does not exist."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.graph import bad_status


class RunAfterBadStatus(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STAYS_OFF

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        for step in flow.graph.actions:
            for edge in step.edges:
                why = bad_status(edge)
                if why:
                    yield Problem(
                        f"{quote(step.name)} runs after {quote(edge.name)} {why}",
                        at=flow.site.child(*edge.path),
                    )
