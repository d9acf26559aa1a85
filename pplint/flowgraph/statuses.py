"""Which statuses an action can end with, and whether an action can run at all, by run-after alone.

Every action that runs may succeed, fail or time out, so that nothing is claimed about what it does. What is proved is
that the statuses that run-after asks for contradict each other: all predecessors must match, and a predecessor that is
to have run must have had its own predecessors match. This is unit propagation: what it refutes cannot be, what it
does not refute may still be impossible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pplint.flowgraph.order import Order
from pplint.flowgraph.steps import FAILED, SKIPPED, STATUSES, SUCCEEDED, TIMED_OUT, Group, RunAfter, Step
from pplint.records import NamedTuple

RAN = frozenset((SUCCEEDED, FAILED, TIMED_OUT))
_ONLY_SKIPPED = frozenset((SKIPPED,))
_BRANCHES = {
    "if": (("actions",), ("else", "actions")),
    "switch": (("default", "actions"),),
}
_MOST_STEPS = 600
"""Predecessors that one question looks at: more actions than a flow may have, so that only made-up files meet it."""


class Blocked(NamedTuple):
    """Why a step cannot run: ``edge`` asks for what ``reason`` says cannot be; ``other`` is the step at fault."""

    edge: RunAfter
    reason: str
    other: Step


class Statuses:
    """Answers for one flow of these ``steps``; nothing else is computed before it is asked for."""

    def __init__(
        self,
        steps: Iterable[Step],
        order: Callable[[Group], Order],
    ) -> None:
        self._order = order
        # What ends the run, and the containers around it: all else that runs can have any status.
        self._enders: set[Step] = set()
        for step in steps:
            if step.type == "terminate":
                self._enders.update((step, *step.ancestors()))
        self._possible: dict[Step, frozenset[str]] = {}
        self._outcomes: dict[Group, frozenset[str]] = {}
        self._blocked: dict[Step, Blocked | None] = {}
        self._green: set[Step] = set()

    def may_block(self, group: Group) -> bool:
        """Whether anything may be in the way of a member of a group: there is nothing where all may succeed."""
        for step in group.members:
            if step in self._enders:
                return True
            for edge in step.edges:
                if SUCCEEDED not in edge.statuses:
                    return True
        return False

    def blocked(self, step: Step) -> Blocked | None:
        """Why a step cannot run although its container does; None if it may."""
        if step.group.parent is not None:
            self._prepare(step.group.parent)
        self._judge(step.group)
        return self._blocked.get(step)

    def may_both_run(self, first: Step, second: Step) -> bool:
        """Whether two siblings may run in one run: a handler of a failure and what follows a success do not."""
        if first.group.parent is not None:
            self._prepare(first.group.parent)
        self._judge(first.group)
        wanted: dict[Step, frozenset[str]] = {}
        for edge in (*first.edges, *second.edges):
            if edge.target is None or not edge.statuses & STATUSES:
                return True
            wanted[edge.target] = wanted.get(edge.target, STATUSES) & edge.statuses
        return self._propagate(wanted) is not None

    def _prepare(self, step: Step) -> None:
        """Find what a step and all steps in it can end with, the innermost first."""
        pending = [(step, False)]
        while pending:
            current, is_ready = pending.pop()
            if current in self._possible:
                continue
            if current not in self._enders:
                self._possible[current] = RAN
                continue
            groups = current.inner
            if is_ready:
                for group in groups:
                    self._judge(group)
                self._possible[current] = self._outcome(current, groups)
            else:
                pending.append((current, True))
                pending.extend((member, False) for group in groups for member in group.members)

    def _outcome(self, step: Step, groups: Sequence[Group]) -> frozenset[str]:
        if step.type == "terminate":
            return frozenset()
        if not groups or step.type in ("foreach", "until"):
            return RAN  # a loop may have no iterations, or end by its limit
        outcomes = [self._outcomes[group] for group in groups]
        present = {group.steps for group in groups}
        needed = _BRANCHES.get(step.type, ())
        if not all(branch in present for branch in needed):
            return RAN  # a branch that is not there does nothing, and succeeds
        return frozenset().union(*outcomes)

    def _judge(self, group: Group) -> None:
        """Find which members of a group cannot run, and what the group can end with."""
        if group in self._outcomes:
            return
        for member in group.members:
            self._prepare(member)
        order = self._order(group)
        for step in order.sequence:
            if step.index not in order.unsure:
                for edge in step.edges:
                    if SUCCEEDED not in edge.statuses or edge.target not in self._green:
                        self._blocked[step] = self._find_block(step)
                        break
                else:
                    # All that comes before may have succeeded: that is proof enough, and the common case.
                    self._blocked[step] = None
                    if SUCCEEDED in self._possible[step]:
                        self._green.add(step)
        self._outcomes[group] = self._group_outcome(group, order)

    def _group_outcome(self, group: Group, order: Order) -> frozenset[str]:
        enders = [step for step in group.members if not self._possible[step] and not self._blocked.get(step)]
        if not enders or order.stuck:
            return RAN
        # Nothing in the group comes to an end unless every step that ends the run is skipped.
        without = dict.fromkeys(enders, _ONLY_SKIPPED)
        allowed = self._propagate(without)
        if allowed is None:
            return frozenset()
        for ender in enders:
            # A branch that ends in a skipped step takes the status of what it was skipped for.
            if not order.followers[ender.index] and len(ender.edges) == 1:
                target = ender.edges[0].target
                if target is not None and SUCCEEDED not in allowed.get(target, STATUSES):
                    return RAN - {SUCCEEDED}
        return RAN

    def _find_block(self, step: Step) -> Blocked | None:
        for edge in step.edges:
            target = edge.target
            if target is None or not edge.statuses & STATUSES:
                return None  # another fault, which has a finding of its own
            if edge.statuses & self._possible[target] and not self._blocked.get(target):
                continue
            if SKIPPED in edge.statuses:
                continue
            if self._blocked.get(target):
                return Blocked(edge, "never runs", target)
            reason = "ends the run" if not self._possible[target] else "never has that status"
            return Blocked(edge, reason, target)
        is_simple = len(step.edges) < 2 and not any(edge.statuses == _ONLY_SKIPPED for edge in step.edges)
        if (
            is_simple
            or self._propagate({e.target: e.statuses & STATUSES for e in step.edges if e.target}) is not None
        ):
            return None
        worst = max(step.edges, key=lambda edge: edge.target.index if edge.target else 0)
        assert worst.target is not None
        return Blocked(worst, "contradicts", worst.target)

    def _propagate(self, wanted: dict[Step, frozenset[str]]) -> dict[Step, frozenset[str]] | None:
        """Narrow down the statuses that follow from those that are wanted; None if they contradict each other."""
        allowed: dict[Step, frozenset[str]] = {}
        pending: list[Step] = []

        def narrow(step: Step, statuses: frozenset[str]) -> bool:
            before = allowed.get(step)
            if before is None:
                before = self._statuses_of(step)
            after = before & statuses
            if after != allowed.get(step):
                allowed[step] = after
                pending.append(step)
            return bool(after)

        for step, statuses in wanted.items():
            if not narrow(step, statuses):
                return None
        looked_at = 0
        while pending and looked_at < _MOST_STEPS:
            looked_at += 1
            step = pending.pop()
            if any(edge.target is None or not edge.statuses & STATUSES for edge in step.edges):
                continue
            if SKIPPED not in allowed[step]:
                for edge in step.edges:
                    assert edge.target is not None
                    if not narrow(edge.target, edge.statuses):
                        return None
            elif allowed[step] == _ONLY_SKIPPED:
                open_edges = []
                for edge in step.edges:
                    assert edge.target is not None
                    known = allowed.get(edge.target) or self._statuses_of(edge.target)
                    if not known <= edge.statuses:
                        open_edges.append(edge)
                if not open_edges:
                    return None  # nothing keeps it from running
                if len(open_edges) == 1:
                    edge = open_edges[0]
                    assert edge.target is not None
                    if not narrow(edge.target, STATUSES - edge.statuses):
                        return None
        return allowed

    def _statuses_of(self, step: Step) -> frozenset[str]:
        if self._blocked.get(step):
            return _ONLY_SKIPPED
        # The first steps of a branch run whenever the branch does.
        return self._possible[step] | _ONLY_SKIPPED if step.edges else self._possible[step]
