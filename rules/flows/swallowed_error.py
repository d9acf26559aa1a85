"""A run succeeds although an action failed, and the failure is not reported."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.graph import step_site
from pplint.detect.flows.handlers import swallowed_errors


class SwallowedError(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE
    needs = ("failed",)
    needs_also = ('"scope"',)

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        for found in swallowed_errors(flow.graph):
            if found.scope is not None and found.waiting is not None:
                yield Problem(
                    f"{quote(found.handler.name)} runs although {quote(found.step.name)} failed, so "
                    f"{quote(found.scope.name)} succeeds and {quote(found.waiting.name)} does not run; "
                    "let it run only after success",
                    at=step_site(flow, found.handler),
                    related=[
                        (step_site(flow, found.step), "its failure is hidden"),
                        (step_site(flow, found.waiting), "waits for the failure"),
                    ],
                )
            else:
                yield Problem(
                    f"{quote(found.handler.name)} handles the failure of {quote(found.step.name)} but does not "
                    "report it, "
                    "so the run succeeds; end it with Terminate",
                    at=step_site(flow, found.handler),
                    related=[(step_site(flow, found.step), "its failure is hidden")],
                )
