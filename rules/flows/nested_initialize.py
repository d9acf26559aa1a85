"""A variable is initialized inside a scope, a condition or a loop."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.graph import step_site


class NestedInitialize(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STAYS_OFF
    needs = ("initializevariable",)

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        for step in flow.graph.actions:
            if step.type == "initializevariable" and step.parent is not None:
                yield Problem(
                    f"{quote(step.name)} initializes a variable inside {quote(step.parent.name)}; "
                    "move it to the top level of the flow",
                    at=step_site(flow, step),
                )
