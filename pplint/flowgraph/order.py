"""What may have run before what: the order that run-after gives to siblings, and to what is in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pplint.flowgraph.steps import SKIPPED, Group, RunAfter, Step


class Reach:
    """Which nodes of a graph without cycles lead to which.

    The nodes are laid out in chains; each knows the last position in every chain that leads to it. A flow that is one
    long chain therefore costs no more than its length, and one of parallel branches no more than their number a node.
    """

    def __init__(self, predecessors: Sequence[Iterable[int]], order: Iterable[int]) -> None:
        count = len(predecessors)
        self._chain = [-1] * count
        self._position = [0] * count
        self._others: list[dict[int, int]] = [{}] * count
        last: list[int] = []
        for node in order:
            others: dict[int, int] | None = None
            chain = -1
            copied = False
            for before in predecessors[node]:
                if self._chain[before] < 0:
                    continue
                if chain < 0 and last[self._chain[before]] == before:
                    chain = self._chain[before]
                if others is None:
                    others = self._others[before]
                    first = before
                    continue
                if not copied:
                    others = {**others, self._chain[first]: self._position[first]}
                    copied = True
                _merge(others, self._others[before])
                _raise(others, self._chain[before], self._position[before])
            if others is None:
                others = {}
            elif not copied and self._chain[first] != chain:
                others = {**others, self._chain[first]: self._position[first]}
            if chain < 0:
                chain = len(last)
                last.append(node)
            else:
                self._position[node] = self._position[last[chain]] + 1
                last[chain] = node
            self._chain[node] = chain
            self._others[node] = others

    def leads(self, start: int, end: int) -> bool:
        """Whether there is a way from ``start`` to ``end``, which are two nodes."""
        chain = self._chain[start]
        if chain < 0 or self._chain[end] < 0:
            return False
        position = self._position[start]
        if chain == self._chain[end] and position < self._position[end]:
            return True
        return self._others[end].get(chain, -1) >= position


def _merge(into: dict[int, int], more: dict[int, int]) -> None:
    for chain, position in more.items():
        _raise(into, chain, position)


def _raise(into: dict[int, int], chain: int, position: int) -> None:
    if into.get(chain, -1) < position:
        into[chain] = position


class Order:
    """The order among siblings.

    ``sequence`` are the members such that each comes after those it runs after; what is in a cycle, or after one, is
    left out of it and in ``stuck``. ``unsure`` are members whose predecessors are not known, because an edge leads to
    no sibling or is part of a cycle, and those after them: nothing may be concluded from their order.
    """

    def __init__(self, group: Group) -> None:
        self.group = group
        members = group.members
        before: list[list[int]] = [[] for _ in members]
        after: list[list[int]] = [[] for _ in members]
        for step in members:
            for edge in step.edges:
                if edge.target is not None:
                    before[step.index].append(edge.target.index)
                    after[edge.target.index].append(step.index)
        open_edges = [len(entries) for entries in before]
        sequence = [index for index, count in enumerate(open_edges) if not count]
        for index in sequence:  # grows while it is read
            for follower in after[index]:
                open_edges[follower] -= 1
                if not open_edges[follower]:
                    sequence.append(follower)
        placed = set(sequence)
        self.sequence = [members[index] for index in sequence]
        self.stuck = [step for step in members if step.index not in placed]
        self.followers = after
        self.unsure: set[int] = {step.index for step in self.stuck}
        for index in sequence:
            for edge in members[index].edges:
                if edge.target is None or edge.target.index in self.unsure:
                    self.unsure.add(index)
                    break
        self._before = before
        self._sequence = sequence
        self._reach: Reach | None = None
        self._forced: Reach | None = None

    def may_precede(self, first: Step, second: Step) -> bool:
        """Whether ``first`` is on the way of run-after to ``second``; True where that cannot be known."""
        if second.index in self.unsure or first.index in self.unsure:
            return True
        if self._reach is None:
            self._reach = Reach(self._before, self._sequence)
        return self._reach.leads(first.index, second.index)

    def must_precede(self, first: Step, second: Step) -> bool:
        """Whether ``first`` has run, and was not skipped, whenever ``second`` runs."""
        if self._forced is None:
            members = self.group.members
            forced = [
                [e.target.index for e in step.edges if e.target is not None and not allows_skipped(e)]
                for step in members
            ]
            self._forced = Reach(forced, self._sequence)
        return self._forced.leads(first.index, second.index)

    def cycles(self) -> list[list[Step]]:
        """The rings of members that wait for one another, each once, in the order of the document."""
        if not self.stuck:
            return []
        stuck = {step.index for step in self.stuck}
        members = self.group.members
        rings = strong_components(
            sorted(stuck), lambda index: [before for before in self._before[index] if before in stuck]
        )
        return [
            [members[index] for index in sorted(ring)]
            for ring in rings
            if len(ring) > 1 or ring[0] in self._before[ring[0]]
        ]


def allows_skipped(edge: RunAfter) -> bool:
    """Whether a step with this edge may run although the target was skipped."""
    return SKIPPED in edge.statuses


def strong_components(nodes: list[int], successors: Callable[[int], list[int]]) -> list[list[int]]:
    """Tarjan's strongly connected components without recursion, in the order of their first node."""
    number: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    on_stack: set[int] = set()
    found: list[list[int]] = []
    for root in nodes:
        if root in number:
            continue
        work = [(root, iter(successors(root)))]
        number[root] = low[root] = len(number)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, following = work[-1]
            for other in following:
                if other not in number:
                    number[other] = low[other] = len(number)
                    stack.append(other)
                    on_stack.add(other)
                    work.append((other, iter(successors(other))))
                    break
                if other in on_stack:
                    low[node] = min(low[node], number[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == number[node]:
                    ring = []
                    while True:
                        member = stack.pop()
                        on_stack.discard(member)
                        ring.append(member)
                        if member == node:
                            break
                    found.append(ring)
    return sorted(found, key=min)
