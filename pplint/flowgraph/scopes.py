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
    around_reader = {id(reader.group): reader}
    for ancestor in reader.ancestors():
        if ancestor is target:
            return Relation.AROUND
        around_reader[id(ancestor.group)] = ancestor
    loops = 0
    outer: Step | None = target
    while outer is not None:
        if outer is not target and outer.type == "foreach":
            loops += 1
        beside = around_reader.get(id(outer.group))
        if beside is None:
            outer = outer.parent
            continue
        if beside is outer:
            if outer is not reader:
                return Relation.BRANCH
            if outer.type != "until":
                return Relation.INSIDE
            return Relation.LOOPS if loops > 1 else Relation.UNTIL
        sequence = order(outer.group)
        if sequence.may_precede(outer, beside):
            return Relation.LOOPS if loops > 1 else Relation.BEFORE
        return Relation.LATER if sequence.may_precede(beside, outer) else Relation.PARALLEL
    return Relation.LATER  # the reader is a trigger


def always_before(first: Step, second: Step, order: Callable[[Group], Order]) -> bool:
    """Whether ``first`` has run, and was not skipped, whenever ``second`` runs."""
    around = {id(second.group): second}
    for ancestor in second.ancestors():
        around[id(ancestor.group)] = ancestor
    beside = around.get(id(first.group))
    return beside is not None and beside is not first and order(first.group).must_precede(first, beside)
