"""A flow uses a connection reference or environment variable that another solution here defines."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Resolution, Rule, Severity, Site, Workspace, quote


class CrossSolutionReference(Rule):
    severity = Severity.NOTE
    consequence = Consequence.NONE
    leaves_flow = "definitions"
    default = False

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        for connection in flow.connections:
            if connection.logical_name:
                found = workspace.resolve_reference(flow.solution, connection.logical_name)
                yield from _report(flow, connection.logical_name, connection.logical_name_site, found)
        for use in flow.variable_uses:
            found = workspace.resolve_variable(flow.solution, use.schema_name)
            yield from _report(flow, use.schema_name, use.site, found)


def _report(flow: Flow, name: str, site: Site, found: Resolution) -> Iterator[Problem]:
    if found.how != "workspace" or found.definition is None:
        return
    yield Problem(
        f"flow {quote(flow.name)} uses {quote(name)} of solution {quote(found.definition.solution.label)}; "
        "import that solution first",
        at=site,
        related=((found.definition.site, "defined here"),),
    )
