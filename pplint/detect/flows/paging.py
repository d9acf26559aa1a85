"""Lists that come back cut off, from ``pplint/data/paged_lists.toml``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from pplint.data.tables import read_table
from pplint.flowgraph.texts import as_object
from pplint.model.action import Action
from pplint.typed import Any

MOST_PAGED = 100_000
"""The largest threshold of pagination (Limits of automated, scheduled, and instant flows)."""


@cache
def _rows() -> dict[tuple[str, str], int]:
    return {
        (entry["api"], operation): entry["rows"]
        for entry in read_table("paged_lists")["list"]
        for operation in entry["operations"]
    }


def pagination(node: Mapping[str, Any]) -> Mapping[str, Any]:
    """The setting of pagination, empty where it is off."""
    return as_object(as_object(node.get("runtimeConfiguration")).get("paginationPolicy"))


def silent_limit(action: Action) -> int:
    """How many rows a list returns at most, without saying that there are more; 0 if it asks for a number or pages."""
    rows = _rows().get((action.api_name, action.operation_id), 0)
    parameters = action.parameters
    if not rows or pagination(action.node) or parameters.get("$top") not in (None, ""):
        return 0
    return rows


def row_filter(action: Action) -> str:
    """The filter of a list, lower case."""
    value = action.parameters.get("$filter")
    return value.lower() if isinstance(value, str) else ""


def too_many_rows(action: Action) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """Numbers of rows above what may be asked for: the path below the action, the number, and the most."""
    if "runtimeConfiguration" not in action.node and "$top" not in action.parameters:
        return  # as nearly all
    top = _number(action.parameters.get("$top"))
    if top is not None:
        most = read_table("paged_lists")["most"].get(action.api_name)
        if most is not None and top > most:
            yield ("inputs", "parameters", "$top"), top, most
    threshold = _number(pagination(action.node).get("minimumItemCount"))
    if threshold is not None and threshold > MOST_PAGED:
        yield ("runtimeConfiguration", "paginationPolicy", "minimumItemCount"), threshold, MOST_PAGED


def _number(value: object) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


_LISTS = frozenset(("listrecords", "getitems", "getitems_v2", "getfileitems"))
_NARROWING = ("$filter", "$top", "fetchXml", "$search", "$skiptoken")


def lists_everything(action: Action) -> bool:
    """Whether a query asks for every row of a table."""
    if action.operation_id.lower() not in _LISTS:
        return False
    return not any(action.parameters.get(key) not in (None, "") for key in _NARROWING)
