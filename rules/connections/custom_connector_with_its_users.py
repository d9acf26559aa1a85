"""A custom connector is in the same solution as the connection reference and flows that use it."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Connector, Consequence, Problem, Rule, Severity, Workspace, quote
from pplint.detect.connectors import is_for


class CustomConnectorWithItsUsers(Rule):
    severity = Severity.WARNING
    consequence = Consequence.STAYS_OFF
    first_import = True

    def check_connector(self, connector: Connector, workspace: Workspace) -> Iterator[Problem]:
        solution = connector.solution
        references = {r.key: r for r in solution.connection_references if is_for(r, connector)}
        flows = [
            flow
            for flow in solution.flows
            if any(connection.logical_name.lower() in references for connection in flow.connections)
        ]
        if flows:
            yield Problem(
                f"custom connector {quote(connector.name)} is in the same solution as its connection reference and "
                f"{len(flows)} flow{'s' if len(flows) > 1 else ''}, so they stay off after the first import; move it "
                "to its own solution",
                at=connector.site,
                touches=list(references),
                brief=f"no connection of {quote(connector.name)} can exist yet",
                related=(
                    *((reference.site, "its connection reference") for reference in references.values()),
                    *((flow.site, "a flow that uses it") for flow in flows[:5]),
                ),
            )
