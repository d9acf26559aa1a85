"""An action uses a connection that its flow does not declare."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Action, Consequence, Flow, Problem, Rule, Severity, Site, Workspace, quote


class UndeclaredConnectionKey(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STAYS_OFF

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        # Legacy packages keep their connections in a file of their own.
        if flow.is_legacy_package:
            return
        declared = {connection.key.lower() for connection in flow.connections}
        for action in flow.nodes:
            key = action.connection_key
            if key and not key.startswith("@") and key.lower() not in declared:
                yield _problem(action, key)


def _problem(action: Action, key: str) -> Problem:
    site: Site = action.at("inputs", "host", "connectionName")
    if "connectionName" not in action.host:
        site = action.at("inputs", "host", "connection", "name")
    what = "trigger" if action.is_trigger else "action"
    return Problem(
        f"{what} {quote(action.name)} uses connection {quote(key)}, which its flow does not declare; select "
        "the connection again",
        at=site,
    )
