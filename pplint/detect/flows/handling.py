"""Calls to other systems, and whether anything handles their failure."""

from __future__ import annotations

from collections.abc import Iterator

from pplint.flowgraph import FlowGraph, Step
from pplint.flowgraph.steps import FAILED, SUCCEEDED
from pplint.flowgraph.texts import as_object

EXTERNAL = frozenset(
    (
        "openapiconnection", "openapiconnectionwebhook", "apiconnection", "apiconnectionwebhook", "http",
        "httpwebhook", "workflow", "function",
    )
)  # fmt: skip
"""Actions that call another system, which may be out of reach."""


def external_calls(graph: FlowGraph) -> list[Step]:
    """The actions that call another system, by name: which one stands for all must not depend on their order."""
    return sorted((step for step in graph.actions if step.type in EXTERNAL), key=lambda step: step.key)


def has_failure_path(graph: FlowGraph) -> bool:
    """Whether anything in the flow runs after a failure."""
    return any(FAILED in edge.statuses for step in graph.actions for edge in step.edges)


def unhandled_calls(graph: FlowGraph) -> Iterator[Step]:
    """Yield the calls after whose failure, or that of a container around them, nothing runs.

    What is itself in a handler of a failure is not reported.
    """
    handled: set[Step] = set()
    handlers: set[Step] = set()
    for step in graph.actions:
        for edge in step.edges:
            if edge.target is not None and FAILED in edge.statuses:
                handled.add(edge.target)
                if SUCCEEDED not in edge.statuses:
                    handlers.add(step)
    for step in external_calls(graph):
        around = (step, *step.ancestors())
        if not any(outer in handled for outer in around) and not any(outer in handlers for outer in around):
            if not _is_behind_handler(step, handlers):
                yield step


def _is_behind_handler(step: Step, handlers: set[Step]) -> bool:
    seen = {step}
    pending = [step]
    while pending:
        for edge in pending.pop().edges:
            if edge.target is not None and edge.target not in seen:
                if edge.target in handlers:
                    return True
                seen.add(edge.target)
                pending.append(edge.target)
    return False


def without_retries(graph: FlowGraph) -> Iterator[Step]:
    """Yield the calls whose retries are turned off; the default does retry."""
    for step in external_calls(graph):
        policy = as_object(step.inputs.get("retryPolicy")) or as_object(step.node.get("retryPolicy"))
        kind = policy.get("type")
        if isinstance(kind, str) and kind.lower() == "none":
            yield step
