"""Failures that no one gets to know of, and handlers that wait for what never comes."""

from __future__ import annotations

from collections.abc import Iterator

from pplint.flowgraph import FlowGraph, Group, Step
from pplint.flowgraph.steps import FAILED, SUCCEEDED, TIMED_OUT
from pplint.flowgraph.variables import WRITES
from pplint.records import NamedTuple

CALLS = frozenset(
    (
        "openapiconnection", "openapiconnectionwebhook", "apiconnection", "apiconnectionwebhook", "http",
        "httpwebhook", "workflow", "response", "function",
    )
)  # fmt: skip
"""Actions that someone outside the flow notices."""
_LOOKS = frozenset(("result", "actions", "outputs", "body"))


class Swallowed(NamedTuple):
    """A failure of ``step`` that leaves the run green: ``handler`` runs then, and tells no one.

    ``scope`` is the scope that succeeds because its last step, the handler, always runs, and ``waiting`` the step
    that waits for its failure in vain; both are None for a handler of failures whose result no one reads.
    """

    step: Step
    handler: Step
    scope: Step | None = None
    waiting: Step | None = None


def swallowed_errors(graph: FlowGraph) -> Iterator[Swallowed]:
    """Yield failures of whole blocks that cannot be known outside their handler."""
    for group in graph.groups:
        scope = group.parent if group.parent is not None and group.parent.type == "scope" else None
        if scope is None and "scope" not in [step.type for step in group.members]:
            continue
        if not _has_handler(group):
            continue
        order = graph.order(group)
        if order.stuck:
            continue
        followers: dict[Step, list[Step]] = {
            step: [group.members[index] for index in order.followers[step.index]] for step in group.members
        }
        for step in group.members:
            if step.type == "scope":
                handler = _silent_handler(graph, step, followers)
                if handler is not None:
                    yield Swallowed(step, handler)
        leaves = [step for step in group.members if not followers[step]]
        if scope is not None and len(leaves) == 1:
            found = _hiding_last_step(graph, scope, leaves[0])
            if found is not None:
                yield found


def _has_handler(group: Group) -> bool:
    """Whether a member of a group runs after a failure."""
    for step in group.members:
        for edge in step.edges:
            if FAILED in edge.statuses:
                return True
    return False


def _silent_handler(graph: FlowGraph, step: Step, followers: dict[Step, list[Step]]) -> Step | None:
    """The one handler of a scope's failure, if nothing in or after it tells anyone, and nothing fails the run.

    The failure of a scope that calls nothing is not reported.
    """
    handlers = followers[step]
    if len(handlers) != 1:
        return None  # a branch that is skipped takes the failure on, and the run is failed
    statuses = _statuses(handlers[0], step)
    if FAILED not in statuses or SUCCEEDED in statuses:
        return None
    if not any(inner.type in CALLS for inner in graph.inside(step)):
        return None
    reached = _closure(handlers[0], followers)
    told = [*reached, *(inner for outer in reached for inner in graph.inside(outer))]
    if any(inner.type in CALLS or _fails_run(inner) for inner in told):
        return None
    return None if _is_read_outside(graph, step, set(told)) else handlers[0]


def _hiding_last_step(graph: FlowGraph, scope: Step, last: Step) -> Swallowed | None:
    hidden = [edge.target for edge in last.edges if edge.target and {SUCCEEDED, FAILED} <= edge.statuses]
    if not hidden or len(hidden) < len(last.edges):
        return None
    waiting = [
        step
        for step in scope.group.members
        for edge in step.edges
        if edge.target is scope and FAILED in edge.statuses and SUCCEEDED not in edge.statuses
    ]
    inside = [last, *graph.inside(last)]
    names = {step.key for step in hidden}
    looks = any(
        read.kind in _LOOKS and read.key in names
        for step in inside
        for read in graph.reads_by_step.get(step, ())
    )
    # What fails of itself behind the hidden step is not hidden, and a step that looks at the outcome may report it.
    if not waiting or looks or any(_fails_run(step) for step in inside):
        return None
    return Swallowed(hidden[0], last, scope, waiting[0])


def _statuses(step: Step, target: Step) -> frozenset[str]:
    return next((edge.statuses for edge in step.edges if edge.target is target), frozenset())


def _fails_run(step: Step) -> bool:
    return step.type == "terminate" and str(step.inputs.get("runStatus")).lower() != "succeeded"


def _closure(step: Step, followers: dict[Step, list[Step]]) -> list[Step]:
    found = [step]
    for current in found:  # grows while it is read
        found += [step for step in followers[current] if step not in found]
    return found


def _is_read_outside(graph: FlowGraph, step: Step, inside: set[Step]) -> bool:
    """Whether a step elsewhere reads the outcome of the step, or what its handler made."""
    names = {step.key, *(inner.key for inner in inside)}
    variables = {str(inner.inputs.get("name")).lower() for inner in inside if inner.type in WRITES}
    own = set(graph.inside(step))
    for read in graph.reads:
        if read.text.step in inside or read.text.step in own:
            continue
        if read.kind == "variables" and read.key in variables:
            return True
        if read.kind in _LOOKS and read.key in names:
            return True
    return False


class VainHandler(NamedTuple):
    """A step that waits for a loop to time out, which its limits do not make it do."""

    loop: Step
    handler: Step


def vain_handlers(graph: FlowGraph) -> Iterator[VainHandler]:
    """Yield handlers of a Do until's time-out: reaching a limit lets the loop succeed, unless it is set to fail."""
    for step in graph.actions:
        for edge in step.edges:
            target = edge.target
            if target is None or target.type != "until" or fails_at_limit(target):
                continue
            if edge.statuses == {TIMED_OUT}:
                yield VainHandler(target, step)


def fails_at_limit(loop: Step) -> bool:
    """Whether a Do until is set to fail when it reaches a limit."""
    return "failwhenlimitsreached" in str(loop.node.get("operationOptions")).lower()


def busy_loops(graph: FlowGraph) -> Iterator[Step]:
    """Yield Do until loops with the default limits and nothing in them that waits or calls."""
    for step in graph.actions:
        if step.type != "until":
            continue
        limit = step.node.get("limit")
        count, timeout = (
            (limit.get("count"), limit.get("timeout")) if isinstance(limit, dict) else (None, None)
        )
        inside = graph.inside(step)
        waits = any(inner.type == "wait" or inner.type.endswith("webhook") for inner in inside)
        if count in (None, 60) and timeout in (None, "PT1H") and not waits:
            yield step
