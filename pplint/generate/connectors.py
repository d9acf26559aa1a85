"""Tells which connectors are in use, which need a premium licence, and which come with the import."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from pplint.data.tables import read_table
from pplint.detect.connectors import is_for, readable
from pplint.generate.contents import Contents, references_of
from pplint.markdown import plain
from pplint.model.apps import App
from pplint.model.components import Connector
from pplint.model.flow import Flow
from pplint.model.workspace import Solution

STANDARD = frozenset(
    {
        *("shared_sharepointonline", "shared_office365", "shared_office365users", "shared_office365groups"),
        *("shared_teams", "shared_planner", "shared_onedriveforbusiness", "shared_excelonlinebusiness"),
        *("shared_outlook", "shared_onedrive", "shared_excelonline", "shared_onenote", "shared_todo"),
        *("shared_approvals", "shared_microsoftforms", "shared_rss", "shared_powerbi", "shared_yammer"),
        *("shared_flowpush", "shared_sendmail", "shared_msnweather", "shared_conversionservice"),
        *(
            "shared_shifts",
            "shared_office365groupsmail",
            "shared_bookings",
            "shared_github",
            "shared_logicflows",
        ),
    }
)
"""Connectors of the standard class, as the connector reference on learn.microsoft.com lists them; others are premium."""


def accounts() -> dict[str, dict[str, Any]]:
    """Kinds of accounts by the name of the connector, from ``data/connector_accounts.toml``."""
    return read_table("connector_accounts")


class Uses(NamedTuple):
    """The flows and the apps that have a connection of a connector."""

    flows: list[Flow]
    apps: list[App]


def uses_of_connectors(solutions: Iterable[Solution]) -> dict[str, Uses]:
    """Connectors (``shared_x``) that flows and apps have a connection of, by name."""
    found: dict[str, Uses] = {}
    for solution in solutions:
        for flow in solution.flows:
            for name in sorted({c.api_name.lower() for c in flow.connections if c.api_name}):
                found.setdefault(name, Uses([], [])).flows.append(flow)
        for app in solution.apps:
            for name in sorted({c.api_name.lower() for c in app.connection_references if c.api_name}):
                found.setdefault(name, Uses([], [])).apps.append(app)
        for reference in solution.connection_references:
            if reference.api_name:
                found.setdefault(reference.api_name, Uses([], []))
    return dict(sorted(found.items()))


def connectors_in_use(contents: Contents) -> list[str]:
    """Names of connectors (``shared_x``) that flows and apps use, or a reference that something uses, in order."""
    found = {name for name, use in uses_of_connectors(contents.solutions).items() if use.flows or use.apps}
    for solution in contents.solutions:
        found |= {
            r.api_name for r in solution.connection_references if r.api_name and contents.is_used(r.key)
        }
    return sorted(found)


def has_http(contents: Contents) -> bool:
    """Whether a flow has an HTTP action, which a data policy treats like a connector."""
    return any(map(uses_http, contents.flows))


def uses_http(flow: Flow) -> bool:
    """Whether a flow has a built-in HTTP action or webhook."""
    return any(action.type.lower() in ("http", "httpwebhook") for action in flow.nodes)


def connector_title(name: str) -> str:
    """The display name of a connector."""
    known = accounts().get(name, {}).get("title")
    return str(known) if known else readable(name)


def title(name: str, contents: Contents) -> str:
    """The display name of a connector; for a custom one, its own name if the sources have it."""
    known = accounts().get(name, {}).get("title")
    if known:
        return str(known)
    for reference in references_of(contents):
        if reference.api_name == name:
            for connector in _connectors(contents):
                if is_for(reference, connector):
                    return plain(connector.name)
    return plain(connector_title(name))


def is_premium(name: str) -> bool:
    """Whether a connector needs a premium licence: it is not among the standard ones."""
    return name not in STANDARD


def brought_references(contents: Contents) -> set[str]:
    """Names of the references for custom connectors that the import itself brings: no connection can exist before it."""
    connectors = _connectors(contents)
    return {r.key for r in references_of(contents) if any(is_for(r, connector) for connector in connectors)}


def _connectors(contents: Contents) -> list[Connector]:
    return [connector for solution in contents.solutions for connector in solution.connectors]
