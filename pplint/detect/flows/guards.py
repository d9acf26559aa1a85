"""Reads of the first or last row of a list that may be empty, and whether something looks before."""

from __future__ import annotations

from collections.abc import Iterator

from pplint.expressions import Access, Call, Constant, Expression, walk
from pplint.flowgraph import FlowGraph, Relation, Step, Text
from pplint.flowgraph.names import fold_action
from pplint.records import NamedTuple

_ROWS = ("first", "last")
_LISTS = frozenset(("openapiconnection", "apiconnection", "query", "http"))
_QUESTIONS = frozenset(
    ("empty", "length", "if", "coalesce", "equals", "greater", "greaterorequals", "less", "contains")
)
_CONDITIONS = frozenset(("if", "switch", "until"))


class UnsafeFirst(NamedTuple):
    """``first()`` or ``last()`` of an action's list with a property taken from it; ``name`` is the action."""

    text: Text
    call: Call
    span: tuple[int, int]
    name: str


def unsafe_firsts(graph: FlowGraph) -> Iterator[UnsafeFirst]:
    """Yield properties taken from the first or last row of a list that nothing looked at before."""
    asked: dict[Step, set[str]] | None = None
    if graph.calls_by_name.keys().isdisjoint(_ROWS):
        return
    for text, call, keys in graph.calls:
        if call.lower not in _ROWS or not keys or keys[0].optional or len(call.args) != 1:
            continue
        source = _source(call.args[0])
        steps = graph.by_key.get(source, []) if source else []
        if len(steps) != 1 or steps[0].type not in _LISTS:
            continue
        if asked is None:
            asked = _asked(graph)
        if not _is_guarded(graph, text, call, source, asked):
            yield UnsafeFirst(text, call, (call.span[0], keys[0].span[1]), steps[0].name)


def _source(node: Expression) -> str:
    """The action whose list a node is: ``body('X')``, ``outputs('X')?['body/value']`` and the like."""
    while isinstance(node, Access):
        node = node.target
    if isinstance(node, Call) and node.lower in ("body", "outputs") and node.args:
        first = node.args[0]
        if isinstance(first, Constant) and isinstance(first.value, str):
            return fold_action(first.value)
    return ""


def _asked(graph: FlowGraph) -> dict[Step, set[str]]:
    """Conditions with the actions whose values they look at, directly or through a Compose or a variable."""
    through: dict[str, set[str]] = {}
    found: dict[Step, set[str]] = {}
    for read in graph.reads:
        step = read.text.step
        if step.type in _CONDITIONS and read.text.part != "inputs":
            names = found.setdefault(step, set())
            names.add(read.key)
            names |= through.get(read.key, set())
        elif step.type in ("compose", "setvariable", "query", "select"):
            key = (
                fold_action(step.name) if step.type != "setvariable" else str(step.inputs.get("name")).lower()
            )
            through.setdefault(key, set()).update({read.key}, through.get(read.key, set()))
    return found


def _is_guarded(graph: FlowGraph, text: Text, call: Call, source: str, asked: dict[Step, set[str]]) -> bool:
    if _asks_in_text(text, call, source):
        return True
    for condition, names in asked.items():
        if source in names:
            relation = graph.relation(text.step, condition)
            if relation in (Relation.AROUND, Relation.BEFORE, Relation.ITSELF):
                return True
    # A loop over the list has no iteration where the list is empty.
    for around in text.step.ancestors():
        if around.type == "foreach":
            reads = graph.reads_by_step.get(around, [])
            if any(read.key == source for read in reads):
                return True
    return False


def _asks_in_text(text: Text, call: Call, source: str) -> bool:
    """Whether the same expression looks at the list as well: ``if(empty(body('X')), …, first(body('X')))``."""
    for node in text.template.nodes:
        for inner in walk(node):
            if isinstance(inner, Call) and inner.lower in ("empty", "length") and inner.args:
                if _source(inner.args[0]) == source:
                    return True
    return False
