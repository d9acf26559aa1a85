"""What changed in a flow: its trigger, actions, connections, parameters and state, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pplint.changes.change import MISSING, Change, json_changes, show_pair
from pplint.changes.steps import step_changes
from pplint.model.flow import Flow
from pplint.model.json_values import as_mapping, as_text
from pplint.secrets.masking import quote


def flow_changes(before: Flow, after: Flow) -> Iterator[Change]:
    """Yield what changed between two versions of a flow; nothing where only the file is written in another way."""
    if before.name != after.name:
        yield Change("~", f"renamed from {quote(before.name)}")
    if before.id.lower() != after.id.lower():
        yield Change("~", f"made again: it has another id, {quote(after.id)}")
    if before.is_on is not None and after.is_on is not None and before.is_on != after.is_on:
        yield Change("~", "turned on" if after.is_on else "turned off")
    if before.description != after.description:
        yield Change(
            "~", f"description: {show_pair(before.description or MISSING, after.description or MISSING)}"
        )
    yield from _connections(before, after)
    yield from _parameters(before, after)
    yield from step_changes(before.definition, after.definition)


def _connections(before: Flow, after: Flow) -> Iterator[Change]:
    olds = as_mapping(before.properties.get("connectionReferences"))
    news = as_mapping(after.properties.get("connectionReferences"))
    for key in dict.fromkeys((*olds, *news)):
        old, new = olds.get(key, MISSING), news.get(key, MISSING)
        name = f"connection {quote(key)}"
        if old is MISSING:
            yield Change("+", f"{name}{_bound(new)}")
        elif new is MISSING:
            yield Change("-", f"{name}{_bound(old)}")
        else:
            for path, was, now in json_changes(old, new):
                what = {
                    "connectionReferenceLogicalName": "reference",
                    "name": "connector",
                    "runtimeSource": "provided by",
                }.get(path[-1] if path else "", ".".join(path) or "value")
                yield Change("~", f"{name}: {what} {show_pair(was, now, path[-1] if path else '')}")


def _bound(entry: Any) -> str:
    reference = as_text(as_mapping(as_mapping(entry).get("connection")).get("connectionReferenceLogicalName"))
    return f", bound to {quote(reference)}" if reference else ""


def _parameters(before: Flow, after: Flow) -> Iterator[Change]:
    olds, news = (
        {p.schema_name.lower() or f" {p.name}": p for p in flow.parameters if not p.name.startswith("$")}
        for flow in (before, after)
    )
    for key in dict.fromkeys((*olds, *news)):
        old, new = olds.get(key), news.get(key)
        if old is None or new is None:
            parameter = new or old
            assert parameter is not None
            bound = f", the variable {quote(parameter.schema_name)}" if parameter.schema_name else ""
            yield Change("+" if old is None else "-", f"parameter {quote(parameter.name)}{bound}")
            continue
        name = f"parameter {quote(new.name)}"
        if old.name != new.name:
            yield Change("~", f"parameter {quote(old.name)} renamed to {quote(new.name)}")
        if old.type.lower() != new.type.lower():
            yield Change("~", f"{name}: type {show_pair(old.type, new.type)}")
        if old.schema_name != new.schema_name:
            yield Change("~", f"{name}: variable {show_pair(old.schema_name, new.schema_name)}")
        if list(json_changes(old.default, new.default)):
            yield Change(
                "~", f"{name}: default {show_pair(old.default, new.default, new.schema_name or new.name)}"
            )
