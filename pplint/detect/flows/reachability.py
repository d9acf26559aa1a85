"""Actions that never run, and conditions that are known before a run."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pplint.flowgraph import Blocked, FlowGraph, Step
from pplint.flowgraph.conditions import known_condition
from pplint.key_path import KeyPath
from pplint.model.flow import Flow
from pplint.records import NamedTuple


class Dead(NamedTuple):
    """A step that never runs by run-after alone, why, and the siblings that do not run because of it."""

    step: Step
    blocked: Blocked
    followers: list[Step]

    def why(self, quote: Callable[[str], str]) -> str:
        """The reason in words."""
        other = quote(self.blocked.other.name)
        if self.blocked.reason == "ends the run":
            return f"it comes after {other}, which ends the run"
        if self.blocked.reason == "never has that status":
            statuses = ", ".join(sorted(self.blocked.edge.statuses))
            return f"{other} cannot end as {statuses}"
        return "the statuses that it waits for contradict each other"


def never_run(graph: FlowGraph) -> Iterator[Dead]:
    """Yield the steps that can never run, each cause once."""
    roots: dict[Step, Dead] = {}
    behind: dict[Step, Step] = {}
    for group in graph.groups:
        for step in graph.order(group).sequence if graph.statuses.may_block(group) else ():
            blocked = graph.blocked(step) if step.edges else None
            if blocked is None:
                continue
            if blocked.reason != "never runs":
                roots[step] = Dead(step, blocked, [])
                continue
            root = behind[step] = behind.get(blocked.other, blocked.other)
            if root in roots:
                roots[root].followers.append(step)
    place = {step: index for index, step in enumerate(graph.steps)}
    yield from sorted(roots.values(), key=lambda dead: place[dead.step])


def constant_conditions(flow: Flow) -> list[tuple[Step, KeyPath, bool]]:
    """The conditions of constants, found once: the step, where in it the condition is, and its value."""
    return flow.derive("constant conditions", lambda flow: list(_find_constant(flow.graph)), is_plain=True)


def _find_constant(graph: FlowGraph) -> Iterator[tuple[Step, KeyPath, bool]]:
    for step in graph.steps:
        if step.type in ("if", "until"):
            value = known_condition(step.node.get("expression"))
            if value is not None:
                yield step, ("expression",), value
        elif step.is_trigger:
            conditions = step.node.get("conditions")
            for index, condition in enumerate(conditions if isinstance(conditions, list) else ()):
                expression = condition.get("expression") if isinstance(condition, dict) else None
                value = known_condition(expression)
                if value is not None:
                    yield step, ("conditions", index, "expression"), value


def dead_branches(flow: Flow) -> Iterator[tuple[Step, str, list[Step]]]:
    """Yield the branches of constant conditions that are never taken: the condition, its value, and the steps."""
    for step, _, value in constant_conditions(flow):
        if step.type != "if":
            continue
        taken = ("actions",) if value else ("else", "actions")
        for group in step.inner:
            if group.steps != taken and group.members:
                yield step, "true" if value else "false", group.members
