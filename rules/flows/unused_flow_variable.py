"""A variable of a flow is never read."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.unused import unread_variables


class UnusedFlowVariable(Rule):
    severity = Severity.NOTE
    default = False
    consequence = Consequence.NONE
    needs = ("variable",)

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        for declaration in unread_variables(flow.graph):
            yield Problem(
                f"variable {quote(declaration.name)} is never read; delete it",
                at=flow.site.child(*declaration.path, "name"),
            )
