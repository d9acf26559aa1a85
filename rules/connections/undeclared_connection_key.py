"""An action uses a connection that its flow does not declare."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Action, Problem, Rule, Severity, Site, Workspace, quote


class UndeclaredConnectionKey(Rule):
    severity = Severity.ERROR

    def check_action(self, action: Action, workspace: Workspace) -> Iterator[Problem]:
        yield from _check(action)

    def check_trigger(self, trigger: Action, workspace: Workspace) -> Iterator[Problem]:
        yield from _check(trigger)


def _check(action: Action) -> Iterator[Problem]:
    key = action.connection_key
    # Legacy packages keep their connections in a file of their own.
    if not key or key.startswith("@") or action.flow.is_legacy_package:
        return
    declared = [connection.key for connection in action.flow.connections]
    if key.lower() in (name.lower() for name in declared):
        return
    site: Site = action.at("inputs", "host", "connectionName")
    if "connectionName" not in action.host:
        site = action.at("inputs", "host", "connection", "name")
    what = "trigger" if action.is_trigger else "action"
    yield Problem(
        f"{what} {quote(action.name)} uses connection {quote(key)}, which its flow does not declare", at=site
    )
