"""A connection reference is not used anywhere in the sources."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import ConnectionReference, Consequence, Problem, Rule, Severity, Workspace, quote
from pplint.detect.connectors import has_connector, is_defined_elsewhere
from pplint.detect.usage.unused import says_unused


class UnusedConnectionReference(Rule):
    severity = Severity.NOTE
    consequence = Consequence.NONE
    precision = "medium"

    def check_connection_reference(
        self, reference: ConnectionReference, workspace: Workspace
    ) -> Iterator[Problem]:
        if not has_connector(reference) and is_defined_elsewhere(reference, workspace):
            return
        copies = says_unused(reference, workspace)
        if copies is not None:
            yield Problem(
                f"connection reference {quote(reference.logical_name)} is not used anywhere in this "
                "repository; remove it if nothing else uses it",
                at=reference.site,
                related=copies,
            )
