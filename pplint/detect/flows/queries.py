"""Reads of rows: in loops, without a filter, and those that are the same in every iteration."""

from __future__ import annotations

from collections.abc import Iterator

from pplint.detect.flows.graph import loop_around
from pplint.flowgraph import FlowGraph, Step
from pplint.flowgraph.texts import as_object
from pplint.flowgraph.variables import WRITES

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
    operation = operation_of(step)
    if step.type == "http":
        return operation == "get"
    return step.type in _CONNECTORS and operation.startswith(_READS)


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
    for step, loop in queries_in_loops(graph):
        inside = graph.inside(loop)
        keys = {inner.key for inner in inside} | {loop.key}
        written = {str(inner.inputs.get("name")).lower() for inner in inside if inner.type in WRITES}
        reads = graph.reads_by_step.get(step, [])
        depends = any(
            read.kind == "item" or (read.key in written if read.kind == "variables" else read.key in keys)
            for read in reads
        )
        changes = any(_may_change(inner) for inner in inside)
        if not depends and not changes and not _is_volatile(graph, step):
            yield step, loop


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
