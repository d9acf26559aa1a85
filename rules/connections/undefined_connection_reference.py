"""A flow uses a connection reference that nothing defines."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote


class UndefinedConnectionReference(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STOPS
    first_import = True

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        solution = flow.solution
        # Without a customizations file nobody can say which references the solution defines.
        if solution is None or not solution.has_customizations:
            return
        for connection in flow.connections:
            name = connection.logical_name
            if name and workspace.resolve_reference(solution, name).how == "unknown":
                yield Problem(
                    f"flow {quote(flow.name)} uses connection reference {quote(name)}, which neither "
                    f"solution {quote(solution.label)} nor any other here defines",
                    at=connection.logical_name_site,
                    brief=f"{quote(name)} is defined nowhere",
                )
