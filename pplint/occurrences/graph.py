"""Components and what they use, as nodes and arrows: what ``pplint graph`` draws."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from pplint.occurrences.index import Index, Subject, fold
from pplint.occurrences.occurrence import Occurrence
from pplint.records import NamedTuple

DRAWN = frozenset(("variable", "reference", "connector", "table", "flow", "app", "agent"))
"""Kinds that the graph of a whole workspace holds; others only around a name."""

_OF_COMPONENT = {
    "flow": "flow",
    "app": "app",
    "agent": "agent",
    "connector": "connector",
    "connection-reference": "reference",
    "variable": "variable",
}
"""Kind of a component → kind of subject that it is."""


class Node(NamedTuple):
    """A thing of the graph: ``kind`` is that of a subject; ``key`` is unique, ``label`` what people call it."""

    kind: str
    key: str
    label: str


class Edge(NamedTuple):
    """One node uses another; ``use`` is the graver of the ways in which it does."""

    source: Node
    target: Node
    use: str


class Graph(NamedTuple):
    """Nodes and edges in a stable order."""

    nodes: list[Node]
    edges: list[Edge]


_STRENGTH = ("writes", "triggers on", "calls", "binds", "reads", "filters", "names")


def make_graph(index: Index, around: Iterable[Subject] = ()) -> Graph:
    """The graph of a workspace; with ``around``, of these things, all that use them and all that they use."""
    chosen = list(around)
    kinds = DRAWN | {subject.kind for subject in chosen}
    nodes: dict[tuple[str, str], Node] = {}
    found: dict[tuple[Node, Node], set[str]] = defaultdict(set)
    for occurrence in index.occurrences:
        if occurrence.kind not in kinds:
            continue
        target = _node(nodes, occurrence.kind, occurrence.name)
        source = _user(nodes, occurrence)
        if occurrence.use in _STRENGTH and source is not None and source != target:
            found[source, target].add(occurrence.use)
    through = {(a, target) for a, b in found if b.kind == "reference" for c, target in found if c == b}
    edges = [
        Edge(source, target, min(uses, key=_STRENGTH.index))
        for (source, target), uses in found.items()
        # A flow calls a connector through its reference, which says so.
        if not (target.kind == "connector" and (source, target) in through)
    ]
    kept = set(nodes.values())
    if chosen:
        centre = {node for node in kept for s in chosen if (node.kind, node.key) == (s.kind, fold(*s))}
        edges = [edge for edge in edges if centre & {edge.source, edge.target}]
        kept = centre | {node for edge in edges for node in edge[:2]}
    return Graph(sorted(kept), sorted(edges))


def _node(nodes: dict[tuple[str, str], Node], kind: str, name: str) -> Node:
    key = fold(kind, name)
    return nodes.setdefault((kind, key), Node(kind, key, name))


def _user(nodes: dict[tuple[str, str], Node], occurrence: Occurrence) -> Node | None:
    component = occurrence.component
    kind = _OF_COMPONENT.get(component.kind) if component is not None else None
    if component is None or kind is None:
        return None
    return _node(nodes, kind, component.name)
