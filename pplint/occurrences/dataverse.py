"""Tables and columns that Dataverse actions and triggers of a flow name.

Source: learn.microsoft.com/connectors/commondataserviceforapps, "List rows", "Update a row" and the triggers; the shape
of the parameters as the designer writes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pplint.detect.dataverse import DATAVERSE
from pplint.model.action import Action
from pplint.model.json_values import as_text
from pplint.records import NamedTuple

_READING = ("list", "get", "executechangeset")
_WRITING = ("create", "update", "upsert", "delete", "associate", "disassociate", "patch", "post")


class DataverseName(NamedTuple):
    """A table or a column: ``keys`` leads to the parameter, ``span`` to the name inside its text."""

    kind: str
    table: str
    column: str
    use: str
    keys: tuple[str, ...]
    span: tuple[int, int] | None
    is_key: bool = False


def dataverse_names(action: Action) -> Iterator[DataverseName]:
    """Yield the tables and columns that a Dataverse action or trigger names; nothing for other actions."""
    if action.api_name not in DATAVERSE:
        return
    parameters = action.parameters
    if action.is_trigger:
        yield from _of_trigger(action)
        return
    table = as_text(parameters.get("entityName")) or as_text(parameters.get("table"))
    key = "entityName" if parameters.get("entityName") else "table"
    if not table or "@" in table:
        return
    operation = action.operation_id.lower()
    use = (
        "writes" if operation.startswith(_WRITING) else "reads" if operation.startswith(_READING) else "names"
    )
    yield DataverseName("table", table, "", use, _at(key), None)
    for parameter, value in parameters.items():
        if parameter.startswith("item/"):
            column = parameter[5:].partition("@")[0].partition("/")[0]
            if column:
                yield DataverseName("column", table, column, "writes", _at(parameter), None, is_key=True)
        elif not isinstance(value, str) or not value:
            continue
        elif parameter in ("$select", "$orderby"):
            yield from _listed(value, table, "reads", _at(parameter))
        elif parameter == "$filter":
            yield from _compared(value, table, _at(parameter))
        elif parameter == "fetchXml":
            yield from _fetched(value, _at(parameter))
        elif parameter == "fileImageFieldName" and "@" not in value:
            yield DataverseName("column", table, value, "writes", _at(parameter), None)


def _of_trigger(trigger: Action) -> Iterator[DataverseName]:
    parameters = trigger.parameters
    table = as_text(parameters.get("subscriptionRequest/entityname"))
    if not table or "@" in table:
        return
    yield DataverseName("table", table, "", "triggers on", _at("subscriptionRequest/entityname"), None)
    columns = as_text(parameters.get("subscriptionRequest/filteringattributes"))
    yield from _listed(columns, table, "triggers on", _at("subscriptionRequest/filteringattributes"))
    condition = as_text(parameters.get("subscriptionRequest/filterexpression"))
    yield from _compared(condition, table, _at("subscriptionRequest/filterexpression"))


def _at(parameter: str) -> tuple[str, ...]:
    return ("inputs", "parameters", parameter)


@cache
def _name() -> re.Pattern[str]:
    return re.compile(r"[A-Za-z_]\w*(?:/[A-Za-z_]\w*)*")


@cache
def _skipped() -> re.Pattern[str]:
    # Texts, and expressions of the workflow language, hold no column's name.
    return re.compile(r"'(?:[^']|'')*'|@\{[^}]*\}")


@cache
def _fetch() -> re.Pattern[str]:
    return re.compile(
        r"<\s*(?P<tag>entity|link-entity|attribute|condition|order)\b[^>]*?"
        r"\b(?:name|attribute)\s*=\s*(?P<mark>[\"'])(?P<name>\w+)(?P=mark)"
    )


_WORDS = frozenset(
    (
        *(
            "eq",
            "ne",
            "gt",
            "ge",
            "lt",
            "le",
            "and",
            "or",
            "not",
            "in",
            "null",
            "true",
            "false",
            "asc",
            "desc",
            "any",
        ),
        *(
            "all",
            "contains",
            "startswith",
            "endswith",
            "year",
            "month",
            "day",
            "hour",
            "minute",
            "second",
            "tolower",
        ),
        *(
            "toupper",
            "length",
            "indexof",
            "substring",
            "trim",
            "concat",
            "date",
            "time",
            "now",
            "round",
            "floor",
        ),
        *("ceiling", "isof", "cast"),
    )
)
"""Words of OData expressions that are no columns."""


def _listed(text: str, table: str, use: str, keys: tuple[str, ...]) -> Iterator[DataverseName]:
    blank = _skipped().sub(lambda found: " " * len(found[0]), text)
    if blank.lstrip().startswith("@"):
        return
    for found in _name().finditer(blank):
        before = blank[max(found.start() - 1, 0) : found.start()]
        if before not in ("@", ".") and found[0].lower() not in _WORDS:
            yield DataverseName("column", table, found[0].partition("/")[0], use, keys, _first(found))


def _first(found: re.Match[str]) -> tuple[int, int]:
    return found.start(), found.start() + len(found[0].partition("/")[0])


def _compared(text: str, table: str, keys: tuple[str, ...]) -> Iterator[DataverseName]:
    blank = _skipped().sub(lambda found: " " * len(found[0]), text)
    if blank.lstrip().startswith("@"):
        return
    for found in _name().finditer(blank):
        before, after = blank[: found.start()].rstrip()[-2:], blank[found.end() : found.end() + 1]
        if found[0].lower() in _WORDS or after in ("(", ":") or before.endswith(("@", ".", "/")):
            continue
        if after == "." or after == "'":
            continue  # Microsoft.Dynamics.CRM.…
        yield DataverseName("column", table, found[0].partition("/")[0], "filters", keys, _first(found))


def _fetched(text: str, keys: tuple[str, ...]) -> Iterator[DataverseName]:
    if text.startswith("@") and not text.startswith("@{"):
        return
    table = ""
    for found in _fetch().finditer(text):
        tag, name, span = found["tag"], found["name"], found.span("name")
        if tag in ("entity", "link-entity"):
            table = name
            yield DataverseName("table", name, "", "reads", keys, span)
        elif table:
            yield DataverseName(
                "column", table, name, "filters" if tag == "condition" else "reads", keys, span
            )
