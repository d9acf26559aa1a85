"""A custom connector, its connection reference and flows that use it lie in one solution."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Connector, Problem, Rule, Severity, Workspace, quote
from pplint.detect.connectors import same_connector


class CustomConnectorWithItsUsers(Rule):
    severity = Severity.WARNING

    def check_connector(self, connector: Connector, workspace: Workspace) -> Iterator[Problem]:
        solution = connector.solution
        if solution is None:
            return
        references = {
            reference.key: reference
            for reference in solution.connection_references
            if reference.custom_connector_id == connector.id.lower()
            or (connector.connector_id and same_connector(reference.api_name, connector.connector_id))
        }
        flows = [
            flow
            for flow in solution.flows
            if any(connection.logical_name.lower() in references for connection in flow.connections)
        ]
        if flows:
            yield Problem(
                f"custom connector {quote(connector.name)} lies in one solution with its connection reference and "
                f"{len(flows)} flow{'s' if len(flows) > 1 else ''}; the first import cannot bind them",
                at=connector.site,
                related=(
                    *((reference.site, "its connection reference") for reference in references.values()),
                    *((flow.site, "a flow that uses it") for flow in flows[:5]),
                ),
            )
