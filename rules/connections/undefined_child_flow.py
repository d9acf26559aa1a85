"""A flow calls a child flow that is not in any solution here."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote


class UndefinedChildFlow(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STAYS_OFF
    needs = ("workflowreferencename",)
    first_import = True

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        for action, child_id, children in workspace.children(flow):
            if flow.is_legacy_package or "@" in child_id or children or workspace.is_external(child_id):
                continue
            if child_id in flow.solution.missing_names:
                continue
            yield Problem(
                f"action {quote(action.name)} of flow {quote(flow.name)} runs child flow {quote(child_id)}, which is "
                "not in any solution here; add it to the solution",
                at=action.at("inputs", "host", "workflowReferenceName"),
                brief=f"{quote(flow.name)} calls a child flow that is not in any solution here",
            )
