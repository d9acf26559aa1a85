"""A flow initializes more than 250 variables."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote


class FlowVariableLimit(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STAYS_OFF
    needs = ("variable",)

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        most = 250
        declarations = flow.graph.declarations
        if len(declarations) > most:
            yield Problem(
                f"flow {quote(flow.name)} initializes {len(declarations)} variables; at most {most} are allowed",
                at=flow.site.child(*declarations[most].path, "name"),
            )
