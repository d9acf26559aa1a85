"""A connection reference does not begin with the prefix of its solution's publisher."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import ConnectionReference, Consequence, Problem, Rule, Severity, Workspace, quote


class ConnectionReferencePrefix(Rule):
    severity = Severity.NOTE
    consequence = Consequence.NONE
    default = False

    def check_connection_reference(
        self, reference: ConnectionReference, workspace: Workspace
    ) -> Iterator[Problem]:
        prefix = reference.solution.publisher_prefix.lower().rstrip("_") if reference.solution else ""
        # Names that an agent makes begin with the agent's own schema name.
        if prefix and not reference.key.startswith((prefix + "_", prefix + ".")):
            yield Problem(
                f"connection reference {quote(reference.logical_name)} does not begin with the publisher's prefix "
                f"{quote(prefix)}; create it again in this solution",
                at=reference.site,
            )
