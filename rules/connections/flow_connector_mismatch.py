"""A flow uses a connection reference with a connector that it does not belong to."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import ConnectionReference, Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.connectors import same_connector


class FlowConnectorMismatch(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STAYS_OFF
    only_with = ("connections",)
    leaves_flow = "definitions"

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        for connection in flow.connections:
            if not connection.logical_name or not connection.api_name:
                continue
            definition = workspace.resolve_reference(flow.solution, connection.logical_name).definition
            if not isinstance(definition, ConnectionReference) or not definition.connector_id:
                continue
            if not same_connector(connection.api_name, definition.api_name):
                yield Problem(
                    f"flow {quote(flow.name)} uses connection reference {quote(connection.logical_name)} with connector "
                    f"{quote(connection.api_name)}, but it belongs to {quote(definition.api_name)}; select another",
                    at=connection.logical_name_site,
                    related=((definition.connector_id_site, "its connector is set here"),),
                )
