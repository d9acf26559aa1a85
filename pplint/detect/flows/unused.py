"""What a flow computes and nothing reads."""

from __future__ import annotations

from collections.abc import Iterator

from pplint.flowgraph import Declaration, FlowGraph, Step
from pplint.flowgraph.containers import inner_groups
from pplint.flowgraph.texts import ACTION_READS

_DATA = frozenset(("compose", "parsejson", "select", "query", "table", "join", "expression"))
_WHOLE = frozenset(("result", "actions"))


def unread_variables(graph: FlowGraph) -> Iterator[Declaration]:
    """Yield the variables that no expression reads; writing is not reading."""
    for key, declarations in graph.declared.items():
        if key not in graph.variable_reads:
            yield declarations[0]


def unread_outputs(graph: FlowGraph) -> Iterator[Step]:
    """Yield data actions whose output nothing reads, directly or through the result of a scope around them.

    A name that is computed could be any action's, so that then nothing is said.
    """
    for _, call, _ in graph.calls:
        if call.lower in ACTION_READS and call.args and not _is_constant(call.args[0]):
            return
    read = {entry.key for entry in graph.reads if entry.kind in ACTION_READS}
    for step in graph.actions:
        if (
            step.type in _DATA
            and step.key not in read
            and not any(outer.key in read for outer in step.ancestors())
        ):
            yield step


def _is_constant(node: object) -> bool:
    return isinstance(getattr(node, "value", None), str)


def empty_containers(graph: FlowGraph) -> Iterator[tuple[Step, str]]:
    """Yield containers without actions, conditions with only a *no* branch, and cases without actions."""
    for step in graph.actions:
        if step.type in ("scope", "foreach", "until"):
            if not any(group.members for group in step.inner):
                yield step, "has no actions; delete it"
        elif step.type == "if":
            filled = {steps for steps, group in inner_groups(step.node) if group}
            if not filled:
                yield step, "has no actions in either branch; delete it"
            elif ("actions",) not in filled:
                yield step, "has actions in the no branch only; reverse it"
        elif step.type == "switch":
            empty = [
                str(steps[1]) for steps, group in inner_groups(step.node) if steps[0] == "cases" and not group
            ]
            if empty:
                yield (
                    step,
                    f"has {len(empty)} case{'' if len(empty) == 1 else 's'} without actions; fill or delete them",
                )
