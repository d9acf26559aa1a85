"""The folder that ``pplint estate`` writes: Parquet tables, and what is known of each repository from the last run."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from pplint.errors import UsageError
from pplint.estate.columns import columns
from pplint.estate.sources import Source
from pplint.estate.worker import Outcome
from pplint.files.writing import write_atomically

PARTS = "parts"
"""Subfolder with a file a repository, from which a run that was interrupted goes on."""

Row = dict[str, Any]


class KeptResult(NamedTuple):
    """What is kept of one repository: its row, its tables, and the fingerprints of its findings."""

    row: Row
    tables: dict[str, list[Row]]

    @property
    def fingerprints(self) -> set[str]:
        """The identities of its findings."""
        return {finding["fingerprint"] for finding in self.tables.get("findings", ())}


class Store:
    """A folder of results. Everything is written to a temporary file first and renamed."""

    def __init__(self, folder: str) -> None:
        if os.path.exists(folder) and not os.path.isdir(folder):
            raise UsageError(f"{folder!r} is a file; name a folder with -o")
        if os.path.isdir(folder) and os.listdir(folder) and not os.path.isdir(os.path.join(folder, PARTS)):
            raise UsageError(
                f"{folder!r} is not empty and was not written by pplint estate; name another folder with -o"
            )
        self.folder = folder
        os.makedirs(os.path.join(folder, PARTS), exist_ok=True)

    def _file(self, source: Source) -> str:
        key = hashlib.sha256(source.address.encode("utf-8", "surrogateescape")).hexdigest()[:24]
        return os.path.join(self.folder, PARTS, f"{key}.json")

    def earlier(self, source: Source) -> KeptResult | None:
        """What the last run kept of a source; ``None`` where it kept nothing, or it cannot be read."""
        try:
            with open(self._file(source), encoding="utf-8") as file:
                digest, _, text = file.read().partition("\n")
        except (OSError, UnicodeDecodeError):
            return None
        # Half a file, or one that a disk or a person changed, is as good as none.
        if digest != _digest(text):
            return None
        kept = json.loads(text)
        return KeptResult(kept["row"], kept["tables"])

    def known_state(self, source: Source) -> str:
        """The state that was checked completely, or nothing."""
        part = self.earlier(source)
        if part is None or part.row["status"] == "failed" or not part.row["complete"]:
            return ""
        state: str = part.row["state"]
        return state

    def keep(self, outcome: Outcome) -> KeptResult:
        """Keep what is known of a source now, and return it."""
        before = self.earlier(outcome.source)
        part = _part(outcome, before)
        document = {"row": part.row, "tables": part.tables}
        text = json.dumps(document)
        write_atomically(self._file(outcome.source), f"{_digest(text)}\n{text}")
        return part

    def write_tables(self, parts: Iterable[KeptResult]) -> dict[str, int]:
        """Write a Parquet file a table, and return how many rows each has."""
        # Late, since it is an extra.
        import pyarrow as pa
        import pyarrow.parquet as pq

        parts = list(parts)
        counts = {}
        for name, types in columns().items():
            schema = pa.schema([(column, _arrow(kind)) for column, kind in types.items()])
            rows = [
                {column: row.get(column) for column in types}
                for part in parts
                for row in ([part.row] if name == "repositories" else part.tables.get(name, []))
            ]
            sink = pa.BufferOutputStream()
            pq.write_table(pa.Table.from_pylist(rows, schema=schema), sink)
            write_atomically(os.path.join(self.folder, f"{name}.parquet"), sink.getvalue().to_pybytes())
            counts[name] = len(rows)
        return counts


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _part(outcome: Outcome, before: KeptResult | None) -> KeptResult:
    label = outcome.source.label
    if outcome.status == "unchanged" and before is not None:
        row = {**before.row, "status": "unchanged", "seconds": outcome.seconds, "new": 0, "fixed": 0}
        return KeptResult(row, before.tables)
    wanted = columns()
    tables = {
        name: [
            {"repository": label, **dict(zip(table["columns"], row, strict=True))} for row in table["rows"]
        ]
        for name, table in outcome.tables.items()
        if name in wanted
    }
    findings = tables.get("findings", [])
    severities = Counter(finding["severity"] for finding in findings)
    now = {finding["fingerprint"] for finding in findings}
    then = before.fingerprints if before is not None and before.row["status"] != "failed" else None
    is_compared = then is not None and outcome.status == "checked"
    row = {
        "repository": label,
        "kind": outcome.source.kind,
        "status": outcome.status,
        "state": outcome.state,
        "seconds": outcome.seconds,
        "errors": severities["error"],
        "warnings": severities["warning"],
        "notes": severities["note"],
        "credentials": sum(f["family"] == "secrets" and f["severity"] == "error" for f in findings),
        "new": len(now - (then or set())) if is_compared else 0,
        "fixed": len((then or set()) - now) if is_compared else 0,
        "error": outcome.error,
        "complete": outcome.status == "nothing" or not outcome.error,
        "notifications": list(outcome.notifications),
    }
    return KeptResult(row, tables)


def _arrow(kind: Any) -> Any:
    """The Arrow type of a column's Python type."""
    # Late, since it is an extra.
    import pyarrow as pa

    plain = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
    if kind in plain:
        return plain[kind]
    options = [option for option in getattr(kind, "__args__", ()) if option in plain]
    if getattr(kind, "__origin__", None) is tuple:
        return pa.list_(plain[options[0]])
    return plain[options[0]]


def rows_of(parts: Iterable[KeptResult], table: str) -> Iterator[Row]:
    """The rows of a table over all repositories."""
    for part in parts:
        yield from part.tables.get(table, ())
