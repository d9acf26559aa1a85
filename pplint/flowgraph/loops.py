"""Loops and their real concurrency: *Apply to each* runs one iteration at a time unless it is set otherwise."""

from __future__ import annotations

from pplint.flowgraph.steps import Step
from pplint.flowgraph.texts import as_object

MOST_ROUNDS_AT_ONCE = 50


def repetitions(step: Step) -> object:
    """The configured degree of parallelism of a Foreach, None where none is configured."""
    concurrency = as_object(as_object(step.node.get("runtimeConfiguration")).get("concurrency"))
    return concurrency.get("repetitions")


def outermost_loop(step: Step) -> Step | None:
    """The Foreach or Until farthest out around a step."""
    loops = [ancestor for ancestor in step.ancestors() if ancestor.type in ("foreach", "until")]
    return loops[-1] if loops else None


def is_nested_loop(step: Step) -> bool:
    """Whether a loop is inside another one, where its concurrency has no effect."""
    return any(ancestor.type in ("foreach", "until") for ancestor in step.ancestors())


def runs_parallel(step: Step) -> bool:
    """Whether the iterations of a Foreach really run at the same time.

    Only the outermost *Apply to each* heeds the setting; a degree of 1 is sequential, and so is a missing degree. A
    degree that is an expression is not known, and counts as sequential.
    """
    count = repetitions(step)
    return (
        step.type == "foreach"
        and isinstance(count, int)
        and not isinstance(count, bool)
        and count > 1
        and not is_nested_loop(step)
    )


def parallel_loop(step: Step) -> Step | None:
    """The loop around a step whose iterations run at the same time, if any: plain loops inside it do not help."""
    loop = outermost_loop(step)
    return loop if loop is not None and runs_parallel(loop) else None
