"""All tables of a repository."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from pplint.findings import Report
from pplint.generate.contents import Contents
from pplint.generate.inventory.components import agent_rows, app_rows, connector_rows, desktop_flow_rows
from pplint.generate.inventory.flows import flow_rows
from pplint.generate.inventory.rows import TABLES
from pplint.generate.inventory.solutions import process_rows, role_rows, solution_rows, web_resource_rows
from pplint.generate.inventory.values import (
    pipeline_rows,
    reference_rows,
    setting_rows,
    settings_file_rows,
    target_rows,
    unread_rows,
    variable_rows,
)
from pplint.model.workspace import Workspace
from pplint.secrets.masking import mask
from pplint.text import sanitise

TableRow = tuple[Any, ...]

MAKERS: dict[str, Callable[[Contents], Iterable[TableRow]]] = {
    "solutions": solution_rows,
    "flows": flow_rows,
    "desktop_flows": desktop_flow_rows,
    "processes": process_rows,
    "apps": app_rows,
    "agents": agent_rows,
    "connectors": connector_rows,
    "web_resources": web_resource_rows,
    "roles": role_rows,
    "variables": variable_rows,
    "references": reference_rows,
    "targets": target_rows,
    "settings": setting_rows,
    "settings_files": settings_file_rows,
    "pipelines": pipeline_rows,
    "not_read": unread_rows,
}
IN_ORDER = frozenset({"solutions", "targets", "configuration"})
"""Tables whose order has a meaning; the others are sorted by their rows."""


class Table(NamedTuple):
    """A table's name, the names of its columns, and its rows, safe to show."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]


def make_tables(workspace: Workspace, report: Report, configuration: Iterable[TableRow] = ()) -> list[Table]:
    """Every table, the same for the same sources; it includes all solutions, also copies and archives.

    ``configuration`` are the rows of the configuration table, if it is wanted.
    """
    contents = Contents(workspace, report, report.forecast)
    made: dict[str, Iterable[TableRow]] = {name: make(contents) for name, make in MAKERS.items()}
    made["configuration"] = configuration
    tables = []
    for name, found in made.items():
        rows = [row._make(shown(item, workspace.hide) for item in row) for row in found]  # type: ignore[attr-defined]
        if name not in IN_ORDER:
            rows.sort(key=_order)
        tables.append(Table(name, tuple(TABLES[name].__annotations__), tuple(rows)))
    return tables


def shown(value: Any, hide: Callable[[str], str]) -> Any:
    """A cell that is safe to write: texts masked, and without control characters."""
    if isinstance(value, str):
        return sanitise(hide(mask(value)), 0)
    if isinstance(value, tuple):
        return tuple(shown(item, hide) for item in value)
    return value


def _order(row: TableRow) -> tuple[str, ...]:
    """Sorts by what readers read first, ignoring case, then by the rest."""
    texts = [str(cell) for cell in row]
    return (*(text.casefold() for text in texts), *texts)
