"""The columns of the estate's tables: those of the inventory, each row with its repository, and a few of their own."""

from __future__ import annotations

from typing import Any, get_type_hints

from pplint.generate.inventory.rows import TABLES

WRITTEN = (
    "solutions",
    "flows",
    "connectors",
    "references",
    "variables",
    "settings",
    "targets",
    "apps",
    "agents",
)
"""Tables of the inventory that become tables of the estate."""

OWN: dict[str, dict[str, Any]] = {
    "repositories": {
        "repository": str,
        "kind": str,
        "status": str,
        "state": str,
        "seconds": float,
        "errors": int,
        "warnings": int,
        "notes": int,
        "credentials": int,
        "new": int,
        "fixed": int,
        "error": str,
        "complete": bool,
        "notifications": tuple[str, ...],
    },
    "findings": {
        "repository": str,
        "rule": str,
        "family": str,
        "severity": str,
        "consequence": str,
        "message": str,
        "path": str,
        "line": int,
        "solution": str,
        "kind": str,
        "name": str,
        "action": str,
        "fingerprint": str,
    },
    "literals": {"repository": str, "kind": str, "value": str, "used_by": str, "places": int},
}
"""Tables that only the estate has, with the types of their columns."""


def columns() -> dict[str, dict[str, Any]]:
    """Every table with its columns and their Python types, the repository first."""
    found = dict(OWN)
    for name in WRITTEN:
        found[name] = {"repository": str, **get_type_hints(TABLES[name])}
    return found
