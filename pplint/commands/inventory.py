"""``pplint inventory``: what is there, as data."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from pplint import __version__
from pplint.api import lint_workspace
from pplint.commands.request import make_config
from pplint.errors import UsageError
from pplint.files.writing import write_atomically
from pplint.findings import Report
from pplint.generate.inventory.configuration import configuration_rows
from pplint.generate.inventory.csv import as_csv
from pplint.generate.inventory.tables import Table, make_tables
from pplint.reports.common import encode, encode_lines
from pplint.terminal import say, show
from pplint.text import sanitise

VERSION = 1
"""Raised when a reader of an older version would misread the document; new tables and columns do not raise it."""


def run(paths: Sequence[str], options: Mapping[str, Any]) -> int:
    """Write the tables: JSON to ``--output`` or standard output, CSV to a folder, one file a table."""
    form, output = options["form"], options["output"]
    if form == "csv" and not output:
        raise UsageError("CSV writes one file for each table; name a folder with -o")
    config, roots = make_config(paths, options)
    settings = list(configuration_rows(config))
    # The findings are not shown, so only what the forecast itself asks has to run.
    config.select, config.extend_select = (), ()
    workspace, report = lint_workspace(roots, config)
    tables = make_tables(workspace, report, settings)
    if form == "json":
        text = render_json(report, tables)
        if output:
            write_atomically(output, text, root=roots.report)
        else:
            show(text)
    else:
        write_csv(output, tables, roots.report)
        say(f"pplint: wrote {len(tables)} tables to {sanitise(output, 0)}")
    for notification in report.notifications:
        say(f"pplint: warning: {notification}")
    return 2 if report.crashed else 0


def render_json(report: Report, tables: Sequence[Table]) -> str:
    """One object, one line a row; ``data/inventory.schema.json`` describes it."""
    head = {
        "version": VERSION,
        "tool": {"name": "pplint", "version": __version__},
        "checked": report.checked._asdict(),
        "notifications": [sanitise(text, 0) for text in report.notifications],
    }
    parts = [encode(head)[1:-1]]
    for table in tables:
        rows = (dict(zip(table.columns, row, strict=True)) for row in table.rows)
        parts.append(f'"{table.name}":{encode_lines(rows)}')
    return "{" + ",\n".join(parts) + "}\n"


def write_csv(folder: str, tables: Sequence[Table], root: str) -> None:
    """A file a table, empty tables too, so that a reader finds each."""
    if os.path.exists(folder) and not os.path.isdir(folder):
        raise UsageError(f"{folder!r} is a file; name a folder for the tables")
    for table in tables:
        write_atomically(os.path.join(folder, f"{table.name}.csv"), as_csv(table), root=root)
