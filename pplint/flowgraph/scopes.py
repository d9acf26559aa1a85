"""Whether a step may read another one, through all the containers around both."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from pplint.flowgraph.order import Order
from pplint.flowgraph.steps import Group, Step


class Relation(Enum):
    """How the step that is read stands to the one that reads it.

    ``BEFORE``: it, or a container around it, is on the way of run-after; ``UNTIL``: it is in the Until loop that
    reads it; ``TRIGGER``. These are legal. ``LATER``: it comes after the reader. ``PARALLEL``: neither leads to the
    other. ``BRANCH``: it is in another branch or case of a container around both. ``INSIDE``: it is in the container
    that reads it. ``AROUND``: it is a container around the reader. ``ITSELF``. ``LOOPS``: it is before the reader,
    but in more than one Foreach that is not around the reader.
    """

    BEFORE = "before"
    UNTIL = "until"
    TRIGGER = "trigger"
    LATER = "later"
    PARALLEL = "parallel"
    BRANCH = "branch"
    INSIDE = "inside"
    AROUND = "around"
    ITSELF = "itself"
    LOOPS = "loops"


LEGAL = frozenset((Relation.BEFORE, Relation.UNTIL, Relation.TRIGGER))


def relate(reader: Step, target: Step, order: Callable[[Group], Order]) -> Relation:
    """How ``target`` stands to ``reader``.

    The service's words: an action must be "in 'runAfter' path or within a scope action on the 'runAfter' path", and
    "referencing repetition actions from outside the scope is supported only when there are no multiple levels of
    nesting".
    """
    if target.is_trigger:
        return Relation.ITSELF if reader is target else Relation.TRIGGER
    if target is reader:
        return Relation.ITSELF
    found = siblings(reader, target)
    if found is None:
        return Relation.LATER  # the reader is a trigger
    beside, outer = found
    loops = 0
    inner = target
    while inner is not outer:
        assert inner.parent is not None
        inner = inner.parent
        loops += inner.type == "foreach"
    if beside is outer:
        if outer is target:
            return Relation.AROUND
        if outer is not reader:
            return Relation.BRANCH
        if outer.type != "until":
            return Relation.INSIDE
        return Relation.LOOPS if loops > 1 else Relation.UNTIL
    sequence = order(outer.group)
    if sequence.may_precede(outer, beside):
        return Relation.LOOPS if loops > 1 else Relation.BEFORE
    return Relation.LATER if sequence.may_precede(beside, outer) else Relation.PARALLEL


def siblings(first: Step, second: Step) -> tuple[Step, Step] | None:
    """The two steps, or the containers around them, that are in one group: the innermost that both are in.

    Twice the same where one is in the other, or they are in two branches of it; None for a trigger and an action.
    """
    one: Step | None = first
    other: Step | None = second
    while one is not None and other is not None:
        if one.group is other.group:
            return one, other
        depth = one.depth
        if depth >= other.depth:
            one = one.parent
        if depth <= other.depth:
            other = other.parent
    return None


def always_before(first: Step, second: Step, order: Callable[[Group], Order]) -> bool:
    """Whether ``first`` has run, and was not skipped, whenever ``second`` runs."""
    beside: Step | None = second
    while beside is not None and beside.group is not first.group:
        beside = beside.parent
    return beside is not None and beside is not first and order(first.group).must_precede(first, beside)
