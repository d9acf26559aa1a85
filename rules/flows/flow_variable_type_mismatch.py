"""An action does not fit the type of the variable that it changes."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.variable_types import mismatches


class FlowVariableTypeMismatch(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STAYS_OFF
    needs = ("variable",)

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        for found in mismatches(flow.graph):
            yield Problem(
                f"{quote(found.step.name)} {found.does} variable {quote(found.declaration.name)}, "
                f"which is of type {found.declaration.type}; change the type or the action",
                at=flow.site.child(*found.path),
                related=[(flow.site.child(*found.declaration.path, "type"), "its type is set here")]
                if found.step is not found.declaration.step
                else (),
            )
