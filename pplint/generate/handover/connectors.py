"""Connectors in use: which, whether they cost a licence, and which come with the import."""

from __future__ import annotations

from typing import Any

from pplint.data.tables import read_table
from pplint.detect.connectors import is_for
from pplint.generate.handover.contents import Contents, references_of
from pplint.markdown import plain

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
    return read_table("connector_accounts")


def connectors_in_use(contents: Contents) -> list[str]:
    """Names of connectors (``shared_x``) that flows and apps use, in order."""
    found = set()
    for solution in contents.solutions:
        for flow in solution.flows:
            found |= {connection.api_name.lower() for connection in flow.connections if connection.api_name}
        for app in solution.apps:
            found |= {
                connection.api_name.lower() for connection in app.connection_references if connection.api_name
            }
        found |= {
            r.api_name for r in solution.connection_references if r.api_name and contents.is_used(r.key)
        }
    return sorted(found)


def has_http(contents: Contents) -> bool:
    """Whether a flow has an HTTP action, which a data policy treats like a connector."""
    return any(
        action.type.lower() in ("http", "httpwebhook") for flow in contents.flows for action in flow.nodes
    )


def title(name: str) -> str:
    """What people call a connector."""
    known = accounts().get(name, {}).get("title")
    return str(known) if known else plain(name.removeprefix("shared_"))


def is_premium(name: str) -> bool:
    return name not in STANDARD


def brought_references(contents: Contents) -> set[str]:
    """Names of the references for custom connectors that the import itself brings: no connection can exist before it."""
    connectors = [connector for solution in contents.solutions for connector in solution.connectors]
    return {r.key for r in references_of(contents) if any(is_for(r, connector) for connector in connectors)}
