"""Tables as CSV that a spreadsheet opens without running formulas from it."""

from __future__ import annotations

import csv
import io
from typing import Any

from pplint.generate.inventory.tables import Table

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""First characters that make a spreadsheet treat a cell as a formula."""


def as_csv(table: Table) -> bytes:
    """The table in UTF-8 with a byte-order mark, which tells spreadsheets the encoding, and CRLF line ends."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.columns)
    for row in table.rows:
        writer.writerow([cell(value) for value in row])
    return text.getvalue().encode("utf-8-sig", "backslashreplace")


def cell(value: Any) -> str:
    """A value as a cell: lists with semicolons, unknown values empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    text = "; ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
