"""A flow or connector talks to a server without encryption."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import (
    Action,
    Connector,
    Consequence,
    Problem,
    Rule,
    Severity,
    Workspace,
    as_mapping,
    as_text,
    quote,
)


class InsecureHttpUrl(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE
    action_types = ("http", "httpwebhook")
    tags = ("security", "external/cwe/cwe-319")

    def check_action(self, action: Action, workspace: Workspace) -> Iterator[Problem]:
        places = [("uri",), ("subscribe", "uri"), ("unsubscribe", "uri")]
        for place in places:
            node: object = action.inputs
            for step in place:
                node = as_mapping(node).get(step)
            uri = as_text(node)
            if uri.lower().startswith("http://") and not _is_local(uri):
                site = action.at("inputs", *place).within(0, len("http://"))
                yield Problem(
                    f"action {quote(action.name)} calls {quote(uri)} without encryption; use https", at=site
                )

    def check_connector(self, connector: Connector, workspace: Workspace) -> Iterator[Problem]:
        if connector.openapi is None:
            return
        schemes = as_mapping(connector.openapi.data).get("schemes")
        if isinstance(schemes, list) and "https" not in schemes and "http" in schemes:
            yield Problem(
                f"custom connector {quote(connector.name)} calls its host without encryption; use https",
                at=connector.openapi.root.child("schemes", schemes.index("http")),
            )


def _is_local(uri: str) -> bool:
    host = uri[len("http://") :].partition("/")[0].partition(":")[0].lower()
    return host in ("localhost", "127.0.0.1", "[::1]")
