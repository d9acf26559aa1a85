"""A connection reference has no connector, so it cannot get a connection."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import ConnectionReference, Consequence, Problem, Rule, Severity, Workspace, quote


class ConnectionReferenceWithoutConnector(Rule):
    severity = Severity.WARNING
    consequence = Consequence.STAYS_OFF

    def check_connection_reference(
        self, reference: ConnectionReference, workspace: Workspace
    ) -> Iterator[Problem]:
        if not _has_connector(reference) and not _is_defined_elsewhere(reference, workspace):
            yield Problem(
                f"connection reference {quote(reference.logical_name)} has no connector, so it cannot get a "
                "connection; create a new one",
                at=reference.connector_id_site,
            )


def _has_connector(reference: ConnectionReference) -> bool:
    return bool(reference.connector_id.strip() or reference.custom_connector_id.strip())


def _is_defined_elsewhere(reference: ConnectionReference, workspace: Workspace) -> bool:
    """An export writes an element without content for a reference that another solution defines."""
    if any(_has_connector(other) for other in workspace.references_named(reference.logical_name)):
        return True
    rows = reference.solution.missing_dependencies
    return workspace.is_external(reference.logical_name) or any(reference.key in row.names() for row in rows)
