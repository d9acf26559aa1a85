"""A connection reference names no connector, so that no one can bind it."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import ConnectionReference, Consequence, Problem, Rule, Severity, Workspace, quote


class ConnectionReferenceWithoutConnector(Rule):
    severity = Severity.WARNING
    consequence = Consequence.STAYS_OFF

    def check_connection_reference(
        self, reference: ConnectionReference, workspace: Workspace
    ) -> Iterator[Problem]:
        if not reference.connector_id.strip() and not reference.custom_connector_id.strip():
            yield Problem(
                f"connection reference {quote(reference.logical_name)} names no connector, so no connection fits it",
                at=reference.connector_id_site,
            )
