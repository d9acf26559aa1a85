"""Reads of rows: in loops, without a filter, and those that are the same in every iteration."""

from __future__ import annotations

from collections.abc import Iterator

from pplint.detect.flows.graph import loop_around
from pplint.flowgraph import FlowGraph, Step
from pplint.flowgraph.texts import as_object
from pplint.flowgraph.variables import WRITES
from pplint.records import NamedTuple

_CONNECTORS = frozenset(("openapiconnection", "apiconnection"))
_READS = ("list", "get", "search", "query")
_WRITES = (
    "create",
    "update",
    "patch",
    "post",
    "delete",
    "put",
    "associate",
    "disassociate",
    "upsert",
    "add",
    "set",
)


def operation_of(step: Step) -> str:
    """The connector's operation, or the method of an older or an HTTP action, in lower case."""
    host = as_object(step.inputs.get("host"))
    operation = host.get("operationId") or step.inputs.get("operationId") or step.inputs.get("method")
    return operation.lower() if isinstance(operation, str) else ""


def is_query(step: Step) -> bool:
    """Whether an action only reads something from another system."""
    if step.type == "http":
        return operation_of(step) == "get"
    return step.type in _CONNECTORS and operation_of(step).startswith(_READS)


def queries_in_loops(graph: FlowGraph) -> Iterator[tuple[Step, Step]]:
    """Yield the queries that run once in each iteration, each with its loop."""
    for step in graph.actions:
        if is_query(step):
            loop = loop_around(step, "foreach")
            if loop is not None:
                yield step, loop


def invariant_queries(graph: FlowGraph) -> Iterator[tuple[Step, Step]]:
    """Yield queries that give the same in every iteration of their loop, each with the loop.

    They read nothing of the loop: neither its item nor an action in it, nor a variable that is written in it, and
    nothing in the loop writes to another system.
    """
    bodies: dict[Step, _Body] = {}
    for step, loop in queries_in_loops(graph):
        body = bodies.get(loop)
        if body is None:
            body = bodies[loop] = _read_body(graph, loop)
        if body.changes:
            continue
        depends = any(
            read.kind == "item"
            or (read.key in body.written if read.kind == "variables" else read.key in body.keys)
            for read in graph.reads_by_step.get(step, ())
        )
        if not depends and not _is_volatile(graph, step):
            yield step, loop


class _Body(NamedTuple):
    """What is in a loop: the keys of its steps, the variables that they write, and whether any may change rows."""

    keys: set[str]
    written: set[str]
    changes: bool


def _read_body(graph: FlowGraph, loop: Step) -> _Body:
    inside = graph.inside(loop)
    keys = {inner.key for inner in inside} | {loop.key}
    written = {str(inner.inputs.get("name")).lower() for inner in inside if inner.type in WRITES}
    return _Body(keys, written, any(_may_change(inner) for inner in inside))


def _may_change(step: Step) -> bool:
    """Whether an action may change what a query returns."""
    if step.type in ("workflow", "wait", "until") or step.type.endswith("webhook"):
        return True
    if step.type == "http":
        return operation_of(step) != "get"
    return step.type in _CONNECTORS and not is_query(step)


def _is_volatile(graph: FlowGraph, step: Step) -> bool:
    return any(
        text.step is step and call.lower in ("utcnow", "guid", "rand") for text, call, _ in graph.calls
    )
