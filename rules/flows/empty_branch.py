"""A condition, a switch, a scope or a loop has an empty branch."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.graph import step_site
from pplint.detect.flows.unused import empty_containers


class EmptyBranch(Rule):
    severity = Severity.NOTE
    default = False
    consequence = Consequence.NONE

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        for step, words in empty_containers(flow.graph):
            yield Problem(f"{quote(step.name)} {words}", at=step_site(flow, step))
