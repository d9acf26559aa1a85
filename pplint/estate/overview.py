"""The page that opens the results: worst repositories, credentials, what is the same everywhere, the trend."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from pplint import __version__
from pplint.data.tables import FOLDER
from pplint.estate.store import KeptResult, Row, rows_of
from pplint.generate.templates import html_templates

MOST = 50
"""Rows of a table of the page; the Parquet tables have all."""


def render_overview(parts: Sequence[KeptResult], date: str) -> str:
    """One self-contained HTML page, without a script, that allows nothing but its own style."""
    environment = html_templates(FOLDER, "estate")
    with open(f"{FOLDER}/estate.css", encoding="utf-8") as file:
        style = file.read()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    page: str = environment.get_template("estate.html").render(
        style=style, digest=digest, version=__version__, date=date, most=MOST, **_facts(parts)
    )
    return page


def _facts(parts: Sequence[KeptResult]) -> dict[str, Any]:
    rows = [part.row for part in parts]
    statuses = Counter(row["status"] for row in rows)
    checked = [row for row in rows if row["status"] in ("checked", "unchanged")]
    worst = sorted(
        checked, key=lambda row: (-row["credentials"], -row["errors"], -row["warnings"], row["repository"])
    )
    secrets = [f for f in rows_of(parts, "findings") if f["family"] == "secrets" and f["severity"] == "error"]
    return {
        "statuses": statuses,
        "total": len(rows),
        "errors": sum(row["errors"] for row in checked),
        "warnings": sum(row["warnings"] for row in checked),
        "credentials": len(secrets),
        "new": sum(row["new"] for row in rows),
        "fixed": sum(row["fixed"] for row in rows),
        "failed": [row for row in rows if row["status"] == "failed" or row["error"]],
        "worst": worst[:MOST],
        "secrets": sorted(secrets, key=lambda f: (f["repository"], f["path"], f["line"]))[:MOST],
        "rules": Counter(
            (f["severity"], f["rule"]) for f in rows_of(parts, "findings") if f["severity"] != "note"
        ).most_common(MOST),
        "literals": _everywhere(rows_of(parts, "literals"), ("kind", "value"))[:MOST],
        "connectors": _everywhere(rows_of(parts, "connectors"), ("name",))[:MOST],
        "copies": [entry for entry in _everywhere(rows_of(parts, "solutions"), ("name",)) if entry[1] > 1][
            :MOST
        ],
        "trend": [row for row in checked if row["new"] or row["fixed"]],
    }


def _everywhere(rows: Iterable[Row], keys: Sequence[str]) -> list[tuple[tuple[str, ...], int, list[str]]]:
    """What is named, in how many repositories, and in which; the most widespread first."""
    found: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for row in rows:
        key = tuple(row[name] or "" for name in keys)
        if all(key):
            found[key].add(row["repository"])
    entries = [(key, len(where), sorted(where)) for key, where in found.items()]
    return sorted(entries, key=lambda entry: (-entry[1], entry[0]))
