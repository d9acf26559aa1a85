"""A flow calls other systems but has no action that runs after a failure."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.graph import step_site
from pplint.detect.flows.handling import external_calls, has_failure_path


class NoFailurePath(Rule):
    severity = Severity.NOTE
    default = False
    consequence = Consequence.NONE

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        calls = external_calls(flow.graph)
        if calls and not has_failure_path(flow.graph):
            yield Problem(
                f"flow {quote(flow.name)} calls other systems but has no action that runs after a failure; add one",
                at=step_site(flow, calls[0]),
            )
