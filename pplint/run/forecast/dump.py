"""The content of an environment from a file made by the user: connections, references, variables, solutions, flows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from pplint.errors import UsageError
from pplint.records import NamedTuple
from pplint.typed import Any

PARTS = {
    "connections": ("connections",),
    "references": ("connectionreferences",),
    "variables": ("environmentvariables", "environmentvariabledefinitions"),
    "solutions": ("solutions",),
    "flows": ("flows", "workflows"),
}
"""The parts of a dump with their keys, regardless of case."""


class Dump(NamedTuple):
    """The dumped content; a part is ``None`` if the file does not have it, and is then not compared.

    Names are in lower case. ``connections`` are ids with their connector's name (``shared_x``, or empty),
    ``references`` and ``variables`` say whether each is bound or has a value, never which; ``solutions`` have their
    versions; ``flows`` are ids with whether they are on. ``is_complete`` says that an administrator made the lists.
    """

    by: str
    is_complete: bool
    connections: Mapping[str, str] | None
    references: Mapping[str, bool] | None
    variables: Mapping[str, bool] | None
    solutions: Mapping[str, str] | None
    flows: Mapping[str, bool] | None

    @property
    def missing_parts(self) -> list[str]:
        """Parts that the file does not have, in words."""
        words = {"references": "connection references", "variables": "environment variables"}
        return [words.get(part, part) for part in PARTS if getattr(self, part) is None]


def parse_dump(text: str, name: str) -> Dump:
    """A dump in the shape of docs/environment.md. Raises ``UsageError`` in one sentence; unknown keys are ignored."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{name}: is not JSON, so it is not a dump of an environment") from error
    if not isinstance(data, dict):
        raise UsageError(f"{name}: a dump of an environment is a JSON object; see docs/environment.md")
    top = _lowered(data)
    rows = {part: _rows(top, keys, name) for part, keys in PARTS.items()}
    if all(part is None for part in rows.values()):
        raise UsageError(
            f"{name}: has none of connections, connectionReferences, environmentVariables, solutions and flows"
        )
    return Dump(
        by=_text(top, "by", "user", "caller"),
        is_complete=top.get("administrator") is True,
        connections=_pairs(rows["connections"], _connection),
        references=_pairs(rows["references"], _reference),
        variables=_pairs(rows["variables"], _variable),
        solutions=_pairs(rows["solutions"], _solution),
        flows=_pairs(rows["flows"], _flow),
    )


def _rows(top: Mapping[str, Any], keys: tuple[str, ...], name: str) -> list[dict[str, Any]] | None:
    for key in keys:
        part = top.get(key)
        # The answer of a web API wraps its rows.
        if isinstance(part, dict):
            part = _lowered(part).get("value", part)
        if part is None:
            continue
        if not isinstance(part, list):
            raise UsageError(f"{name}: {key!r} has to be a list; see docs/environment.md")
        return [_lowered(row) for row in part if isinstance(row, dict)]
    return None


def _pairs(rows: list[dict[str, Any]] | None, read: Any) -> dict[str, Any] | None:
    if rows is None:
        return None
    found = {}
    for row in rows:
        name, value = read(row)
        if name:
            found[name.lower()] = value
    return found


def _connection(row: Mapping[str, Any]) -> tuple[str, str]:
    properties = _lowered(row["properties"]) if isinstance(row.get("properties"), dict) else {}
    connector = _text(row, "apiid", "connectorid", "connectorname", "connector", "api") or _text(
        properties, "apiid"
    )
    id = _text(row, "connectionid", "connectionname") or _text(row, "id", "name")
    return id.rstrip("/").rpartition("/")[2], connector.rstrip("/").rpartition("/")[2].lower()


def _reference(row: Mapping[str, Any]) -> tuple[str, bool]:
    return _text(row, "connectionreferencelogicalname", "logicalname"), bool(_text(row, "connectionid"))


def _variable(row: Mapping[str, Any]) -> tuple[str, bool]:
    """Whether a variable has a value; the value itself is not read further."""
    if isinstance(row.get("hasvalue"), bool):
        has_value = row["hasvalue"]
    else:
        values = row.get("environmentvariabledefinition_environmentvariablevalue", row.get("values"))
        has_value = bool(values) or bool(_text(row, "value", "currentvalue"))
    return _text(row, "schemaname"), has_value


def _solution(row: Mapping[str, Any]) -> tuple[str, str]:
    return _text(row, "solutionuniquename", "uniquename"), _text(row, "versionnumber", "version")


def _flow(row: Mapping[str, Any]) -> tuple[str, bool]:
    state = row.get("statecode", row.get("state"))
    is_on = state in (1, "1", True) or str(state).lower() in ("activated", "on", "started")
    return _text(row, "workflowid", "id", "workflowidunique").strip("{}"), is_on


def _text(row: Mapping[str, Any], *keys: str) -> str:
    return next((row[key].strip() for key in keys if isinstance(row.get(key), str) and row[key].strip()), "")


def _lowered(data: Mapping[str, Any]) -> dict[str, Any]:
    return dict(_lowered_items(data))


def _lowered_items(data: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in data.items():
        yield key.replace(" ", "").replace("_", "").lower() if key.count("_") == 0 else key.lower(), value
