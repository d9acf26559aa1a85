"""A flow that is called as a child has a connection provided by the run-only user."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Action, Consequence, Flow, Problem, Rule, Severity, Workspace, quote

DATAVERSE = frozenset({"shared_commondataserviceforapps", "shared_commondataservice"})


class InvokerConnectionInChildFlow(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STAYS_OFF
    precision = "very-high"

    def check_workspace(self, workspace: Workspace) -> Iterator[Problem]:
        for child, calls in _children(workspace):
            invoker = [c for c in child.connections if c.runtime_source == "invoker"]
            # One finding a child: at a connection that breaks it, if one does.
            broken = [c for c in invoker if c.api_name.lower() not in DATAVERSE]
            if not invoker:
                continue
            entry = (broken or invoker)[0]
            yield Problem(
                f"flow {quote(child.name)} is called as a child flow, but its connection {quote(entry.key)} is "
                "provided by the run-only user",
                at=entry.site,
                related=tuple((call.site, f"called by {quote(call.flow.name)}") for call in calls),
                severity=None if broken else Severity.NOTE,
            )


def _children(workspace: Workspace) -> Iterator[tuple[Flow, list[Action]]]:
    calls: dict[int, tuple[Flow, list[Action]]] = {}
    for parent in workspace.flows:
        for action, child_id in parent.child_calls:
            children = workspace.flows_by_id(child_id)
            # In a repository with copies a parent calls the child of its own root.
            own = [child for child in children if child.solution is parent.solution] or children
            for child in own:
                calls.setdefault(id(child), (child, []))[1].append(action)
    yield from calls.values()
