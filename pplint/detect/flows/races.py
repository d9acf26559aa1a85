"""Writes of one variable that may happen at once: in the iterations of a parallel loop, or in parallel branches."""

from __future__ import annotations

from collections.abc import Iterator

from pplint.expressions import Constant, parse
from pplint.flowgraph import FlowGraph, Read, Step, Write
from pplint.flowgraph.loops import parallel_loop
from pplint.flowgraph.texts import as_object
from pplint.records import NamedTuple


class LoopRace(NamedTuple):
    """A variable that the iterations of a loop write and read while others do."""

    loop: Step
    writes: list[Write]
    reads: list[Read]


class BranchRace(NamedTuple):
    """Two uses of a variable in branches of which neither waits for the other; ``read`` where the other one reads."""

    write: Write
    other: Write | None
    read: Read | None


def loop_races(graph: FlowGraph) -> Iterator[LoopRace]:
    """Yield the races in loops whose iterations really run at the same time, one for each loop and variable.

    Increment and Decrement read what they write. Set and Append are harmless where nothing in the loop reads the
    variable: the order of what is appended is not promised, and that is all.
    """
    found: dict[tuple[Step, str], list[Write]] = {}
    for write in graph.writes:
        loop = parallel_loop(write.step)
        if loop is not None:
            found.setdefault((loop, write.key), []).append(write)
    for (loop, key), writes in found.items():
        inside = set(graph.inside(loop))
        reads = [read for read in graph.variable_reads.get(key, ()) if read.text.step in inside]
        if reads or any(write.how in ("increment", "decrement") for write in writes):
            yield LoopRace(loop, writes, reads)


def child_calls_in_parallel(graph: FlowGraph) -> Iterator[tuple[Step, Step]]:
    """Yield calls of child flows in loops whose iterations run at the same time, each with the loop."""
    for step in graph.actions:
        loop = parallel_loop(step) if step.type == "workflow" else None
        if loop is not None:
            yield step, loop


def branch_races(graph: FlowGraph) -> Iterator[BranchRace]:
    """Yield the first race of each variable between parallel branches that may both run.

    Harmless are two appends, whose order alone is open; two branches that set the same literal; branches of
    conditions that exclude each other; and a loop that waits for a variable that a parallel branch sets.
    """
    by_key: dict[str, list[Write]] = {}
    for write in graph.writes:
        by_key.setdefault(write.key, []).append(write)
    for key, writes in by_key.items():
        race = _first_race(graph, writes, graph.variable_reads.get(key, []))
        if race is not None:
            yield race


_MOST_PAIRS = 2000


def _first_race(graph: FlowGraph, writes: list[Write], reads: list[Read]) -> BranchRace | None:
    pairs = 0
    for index, write in enumerate(writes):
        if write.is_append:
            continue
        others = [*writes[:index], *writes[index + 1 :]]
        for other in others:
            pairs += 1
            if pairs > _MOST_PAIRS:
                return None
            if not _agree(write, other) and _collide(graph, write.step, other.step):
                return BranchRace(write, other, None)
        for read in reads:
            pairs += 1
            if pairs > _MOST_PAIRS:
                return None
            step = read.text.step
            is_waiting = step.type == "until" or any(a.type == "until" for a in step.ancestors())
            if step is not write.step and not is_waiting and _collide(graph, write.step, step):
                return BranchRace(write, None, read)
    return None


def _agree(write: Write, other: Write) -> bool:
    """Whether two writes leave the same value in either order."""
    return write.how == other.how == "set" and write.value == other.value and _is_constant(write.value)


def _is_constant(value: object) -> bool:
    return not isinstance(value, str) or all(isinstance(node, Constant) for node in parse(value).nodes)


def _collide(graph: FlowGraph, first: Step, second: Step) -> bool:
    return graph.may_be_parallel(first, second) and not _exclude(first, second)


def _exclude(first: Step, second: Step) -> bool:
    """Whether two steps are in conditions that compare one thing with different constants."""
    one, other = _comparisons(first), _comparisons(second)
    return any(thing in other and other[thing] != value for thing, value in one.items())


def _comparisons(step: Step) -> dict[str, str]:
    """What the conditions around a step compare, in its *yes* branch, with which constant."""
    found: dict[str, str] = {}
    inner = step
    for around in step.ancestors():
        if around.type == "if" and inner.group.steps == ("actions",):
            pending = [around.node.get("expression")]
            while pending:
                expression = as_object(pending.pop())
                operands = expression.get("equals")
                if isinstance(operands, list) and len(operands) == 2:
                    texts = sorted((str(operand) for operand in operands), key=lambda text: "@" not in text)
                    if "@" in texts[0] and "@" not in texts[1]:
                        found.setdefault(texts[0], texts[1])
                terms = expression.get("and")
                pending += terms if isinstance(terms, list) else []
        inner = around
    return found
