"""A connection reference has no connector, so it cannot get a connection."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import ConnectionReference, Consequence, Problem, Rule, Severity, Workspace, quote
from pplint.detect.connectors import has_connector, is_defined_elsewhere


class ConnectionReferenceWithoutConnector(Rule):
    severity = Severity.WARNING
    consequence = Consequence.STAYS_OFF

    def check_connection_reference(
        self, reference: ConnectionReference, workspace: Workspace
    ) -> Iterator[Problem]:
        if not has_connector(reference) and not is_defined_elsewhere(reference, workspace):
            yield Problem(
                f"connection reference {quote(reference.logical_name)} has no connector, so it cannot get a "
                "connection; create a new one",
                at=reference.connector_id_site,
            )
