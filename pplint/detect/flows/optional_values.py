"""Functions that fail when a value is missing."""

from __future__ import annotations

from collections.abc import Iterator

from pplint.expressions import Access, Call, Expression
from pplint.flowgraph import FlowGraph, Step, Text
from pplint.flowgraph.texts import as_object

_FAIL_ON_NULL = frozenset(("split", "replace", "substring", "slice", "indexof", "tolower", "toupper", "trim"))
_SOURCES = frozenset(("outputs", "body", "triggerbody", "triggeroutputs", "items", "item"))


def unsafe_arguments(graph: FlowGraph) -> Iterator[tuple[Text, Call]]:
    """Yield calls that fail on null and get a property that may be missing, by its question mark."""
    for text, call, _ in graph.calls:
        if call.lower in _FAIL_ON_NULL and call.args and _is_optional(call.args[0]):
            if not _asks(text):
                yield text, call


def _is_optional(node: Expression) -> bool:
    if not isinstance(node, Access) or not node.optional:
        return False
    while isinstance(node, Access):
        node = node.target
    return isinstance(node, Call) and node.lower in _SOURCES


def _asks(text: Text) -> bool:
    lowered = text.text.lower()
    return any(word in lowered for word in ("empty(", "coalesce(", "if(", "equals("))


def strict_schemas(graph: FlowGraph) -> Iterator[tuple[Step, tuple[str | int, ...]]]:
    """Yield Parse JSON actions of what a call returned whose schema allows no null, each with the first such property.

    A schema of the flow's own data is not reported.
    """
    for step in graph.actions:
        if step.type != "parsejson" or not _is_from_outside(graph, step):
            continue
        schema = as_object(step.inputs.get("schema"))
        for path, value in _properties(schema):
            if isinstance(value.get("type"), str) and value["type"] in (
                "string",
                "integer",
                "number",
                "boolean",
            ):
                yield step, ("inputs", "schema", *path, "type")
                break


def _is_from_outside(graph: FlowGraph, step: Step) -> bool:
    for read in graph.reads_by_step.get(step, ()):
        for source in graph.by_key.get(read.key, []):
            if source.type in ("http", "openapiconnection", "apiconnection"):
                return True
    return False


def _properties(schema: object) -> Iterator[tuple[tuple[str | int, ...], dict[str, object]]]:
    pending: list[tuple[tuple[str | int, ...], object]] = [((), schema)]
    while pending:
        path, node = pending.pop()
        found = as_object(node)
        for name, inner in as_object(found.get("properties")).items():
            if isinstance(inner, dict):
                yield (*path, "properties", name), inner
                pending.append(((*path, "properties", name), inner))
        if isinstance(found.get("items"), dict):
            pending.append(((*path, "items"), found["items"]))
