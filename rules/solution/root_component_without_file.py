"""Solution.xml lists a flow, app or connector that has no file."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, Severity, Solution, Workspace, quote

FLOW, APP, CONNECTOR = "29", "300", "372"


class RootComponentWithoutFile(Rule):
    severity = Severity.ERROR
    consequence = Consequence.LEFT_OUT

    def check_solution(self, solution: Solution, workspace: Workspace) -> Iterator[Problem]:
        processes = {flow.id.lower() for flow in solution.flows} | {
            flow.metadata_id for flow in solution.flows
        }
        processes |= {workflow.id.lower() for workflow in solution.workflows}
        # A file that is there but could not be read, or is no flow, has a finding of its own.
        paths = [path.lower() for path in solution.files]
        apps = {app.name.lower() for app in solution.apps} | {app.id.lower() for app in solution.apps}
        connectors = {c.id.lower() for c in solution.connectors} | {
            c.name.lower() for c in solution.connectors
        }
        for row in solution.root_components:
            if row.type == FLOW and row.id and row.id not in processes:
                if not any(row.id in path for path in paths):
                    yield _missing("flow or process", row.id, row.site)
            elif row.type == APP and row.schema_name and row.schema_name.lower() not in apps:
                if not any(row.schema_name.lower() in path for path in paths):
                    yield _missing("canvas app", row.schema_name, row.site)
            elif row.type == CONNECTOR and not {row.id, row.schema_name.lower()} & connectors:
                if not any(row.schema_name.lower() in path for path in paths):
                    yield _missing("custom connector", row.schema_name or row.id, row.site)


def _missing(what: str, name: str, site: object) -> Problem:
    return Problem(f"{what} {quote(name)} is listed here and has no file in the solution", at=site)  # type: ignore[arg-type]
