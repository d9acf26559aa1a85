"""All facts about the graph of one flow, each computed when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from pplint.expressions import Access, Call
from pplint.flowgraph.containers import ActionNode, walk_actions
from pplint.flowgraph.names import fold_action, fold_variable
from pplint.flowgraph.order import Order
from pplint.flowgraph.scopes import Relation, always_before, relate, siblings
from pplint.flowgraph.statuses import Blocked, Statuses
from pplint.flowgraph.steps import Group, Step, build_steps
from pplint.flowgraph.texts import Read, String, Text, find_strings, find_texts, reads_of
from pplint.flowgraph.variables import Declaration, Write, find_declarations, find_writes
from pplint.key_path import KeyPath
from pplint.typed import Any


class FlowGraph:
    """The graph of a flow's ``definition``, whose place in its document is ``base``.

    ``walked`` is what `walk_actions` gave, if it was called before.
    ``steps`` are the trigger and then all actions in the order of the document.
    """

    def __init__(
        self, definition: Mapping[str, Any], base: KeyPath = (), walked: Sequence[ActionNode] | None = None
    ) -> None:
        self.definition = definition
        self.base = base
        self.steps, self.groups = build_steps(walk_actions(definition, base) if walked is None else walked)
        self._orders: dict[Group, Order] = {}
        self._relations: dict[tuple[int, int], Relation] = {}

    def take_apart(self) -> None:
        """Undo the rings between steps and groups, so that the graph goes without a collection; it is of no more use."""
        for group in self.groups:
            group.members.clear()
            group.by_key.clear()
        for step in self.steps:
            step.edges = ()
            step.inner = ()
        self.__dict__.clear()

    @cached_property
    def triggers(self) -> list[Step]:
        return [step for step in self.steps if step.is_trigger]

    @cached_property
    def actions(self) -> list[Step]:
        return [step for step in self.steps if not step.is_trigger]

    @cached_property
    def by_key(self) -> dict[str, list[Step]]:
        """Steps by their comparable name, triggers included."""
        found: dict[str, list[Step]] = {}
        for step in self.steps:
            found.setdefault(step.key, []).append(step)
        return found

    def find(self, name: str) -> Step | None:
        """The first step of that name, compared as the platform does."""
        steps = self.by_key.get(fold_action(name))
        return steps[0] if steps else None

    def inside(self, step: Step) -> list[Step]:
        """All steps in a container, at every depth."""
        found: list[Step] = []
        pending = [step]
        while pending:
            for group in pending.pop().inner:
                found += group.members
                pending += group.members
        return found

    # Order

    def order(self, group: Group) -> Order:
        """The order that run-after gives to siblings."""
        order = self._orders.get(group)
        if order is None:
            order = self._orders[group] = Order(group)
        return order

    def rings(self) -> Iterator[list[Step]]:
        """The siblings that wait for one another, each ring once, in the order of the document."""
        for group in self.groups:
            if _may_hold_ring(group):
                yield from self.order(group).cycles()

    def relation(self, reader: Step, target: Step) -> Relation:
        """How ``target`` stands to a step that reads it; see `Relation`."""
        # A step often reads another one several times.
        pair = id(reader), id(target)
        found = self._relations.get(pair)
        if found is None:
            found = self._relations[pair] = relate(reader, target, self.order)
        return found

    def always_before(self, first: Step, second: Step) -> bool:
        """Whether ``first`` has run, and was not skipped, whenever ``second`` runs (it dominates it)."""
        return always_before(first, second, self.order)

    def may_be_parallel(self, first: Step, second: Step) -> bool:
        """Whether two steps may run at the same time because neither waits for the other; loops aside.

        Steps of which only one can run, such as the handlers of success and of failure, are not parallel.
        """
        found = siblings(first, second)
        if found is None:
            return False  # a trigger
        beside, outer = found
        if beside is outer:
            return False  # in one another, or in two branches of which one runs
        order = self.order(outer.group)
        if order.may_precede(beside, outer) or order.may_precede(outer, beside):
            return False
        return self.statuses.may_both_run(beside, outer)

    @cached_property
    def statuses(self) -> Statuses:
        return Statuses(self.steps, self.order)

    def blocked(self, step: Step) -> Blocked | None:
        """Why a step can never run by run-after alone; None if it may."""
        return self.statuses.blocked(step)

    # Expressions

    @cached_property
    def strings(self) -> list[String]:
        """Every string that the platform evaluates, and keys with an ``@``, in the order of the document."""
        return find_strings(self.steps)

    @cached_property
    def texts(self) -> list[Text]:
        """Every evaluated string and key that holds an expression, with its syntax tree or its error."""
        return find_texts(self.strings)

    @cached_property
    def calls(self) -> list[tuple[Text, Call, tuple[Access, ...]]]:
        """Every function call, with its string and the accesses that follow it."""
        return [(text, call, keys) for text in self.texts for call, keys in text.template.calls]

    @cached_property
    def calls_by_name(self) -> dict[str, list[tuple[Text, Call, tuple[Access, ...]]]]:
        """The same by the function's name in lower case."""
        found: dict[str, list[tuple[Text, Call, tuple[Access, ...]]]] = {}
        for entry in self.calls:
            found.setdefault(entry[1].lower, []).append(entry)
        return found

    @cached_property
    def reads(self) -> list[Read]:
        """What expressions read by a constant name: actions, loops, variables, parameters, the trigger, the item."""
        return reads_of(self.calls)

    @cached_property
    def reads_by_step(self) -> dict[Step, list[Read]]:
        found: dict[Step, list[Read]] = {}
        for read in self.reads:
            found.setdefault(read.text.step, []).append(read)
        return found

    # Variables

    @cached_property
    def declarations(self) -> list[Declaration]:
        return list(find_declarations(self.steps))

    @cached_property
    def declared(self) -> dict[str, list[Declaration]]:
        """Declarations by the comparable name of the variable."""
        found: dict[str, list[Declaration]] = {}
        for declaration in self.declarations:
            found.setdefault(declaration.key, []).append(declaration)
        return found

    @cached_property
    def writes(self) -> list[Write]:
        return list(find_writes(self.steps))

    @cached_property
    def variable_reads(self) -> dict[str, list[Read]]:
        """Expressions that read a variable, by its comparable name."""
        found: dict[str, list[Read]] = {}
        for read in self.reads:
            if read.kind == "variables":
                found.setdefault(fold_variable(read.name), []).append(read)
        return found


def _may_hold_ring(group: Group) -> bool:
    """In a ring, some step waits for itself or for one that stands after it."""
    for step in group.members:
        for edge in step.edges:
            if edge.target is not None and edge.target.index >= step.index:
                return True
    return False
