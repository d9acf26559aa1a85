"""A flow declares a connection that none of its actions uses."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.fixes import drop_connection


class UnusedConnectionKey(Rule):
    severity = Severity.NOTE
    consequence = Consequence.NONE
    only_with = ("connections",)

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        if flow.is_legacy_package or not flow.connections:
            return
        used = {action.connection_key.lower() for action in flow.nodes}
        text = flow.document.text
        for connection in flow.connections:
            # An expression may name the key too: @parameters('$connections')['shared_x'].
            if connection.key.lower() not in used and f"'{connection.key}'" not in text:
                yield Problem(
                    f"flow {quote(flow.name)} declares connection {quote(connection.key)} but never uses it; "
                    "save the flow again",
                    at=connection.site,
                    fixes=drop_connection(flow, connection),
                )
