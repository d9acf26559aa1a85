"""Answers that come too late for whoever waits for them."""

from __future__ import annotations

from collections.abc import Iterator

from pplint.flowgraph import FlowGraph, Relation, Step
from pplint.flowgraph.texts import as_object
from pplint.records import NamedTuple

_UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800, "month": 2_592_000}
PATIENCE = {"http": 120, "powerapp": 120, "powerappv2": 120, "skills": 100, "virtualagent": 100}
"""How many seconds a caller waits, by the kind of trigger: 100 for agents."""


class LateAnswer(NamedTuple):
    """A Response with what it waits for, how long that is at least (0 if for a person), and the caller's patience."""

    answer: Step
    wait: Step
    seconds: int
    patience: int


def late_answers(graph: FlowGraph) -> Iterator[LateAnswer]:
    """Yield the answers of a flow that come after a long wait, if none comes before it."""
    patience = next(
        (PATIENCE[t.kind] for t in graph.triggers if t.type == "request" and t.kind in PATIENCE), 0
    )
    answers = [step for step in graph.actions if step.type == "response"] if patience else []
    waits = [step for step in graph.actions if _is_wait(step)] if answers else []
    for answer in answers:
        total = 0
        for wait in waits:
            if graph.relation(answer, wait) is not Relation.BEFORE:
                continue
            if any(other is not answer and graph.always_before(other, wait) for other in answers):
                continue
            seconds = wait_seconds(wait)
            if seconds is None:
                yield LateAnswer(answer, wait, 0, patience)
                break
            if any(around.type in ("if", "switch", "foreach", "until") for around in wait.ancestors()):
                continue  # it may not be reached, or several times
            total += seconds
            if total > patience:
                yield LateAnswer(answer, wait, total, patience)
                break


def _is_wait(step: Step) -> bool:
    return (step.type == "wait" and wait_seconds(step) is not None) or step.type in (
        "openapiconnectionwebhook",
        "apiconnectionwebhook",
        "httpwebhook",
    )


def wait_seconds(step: Step) -> int | None:
    """How long a delay takes; None where that is not known, or until someone does something."""
    interval = as_object(step.inputs.get("interval"))
    count, unit = interval.get("count"), str(interval.get("unit")).lower()
    if step.type != "wait" or isinstance(count, bool) or unit not in _UNITS:
        return None
    if isinstance(count, str) and count.isascii() and count.isdecimal():
        count = int(count)
    return count * _UNITS[unit] if isinstance(count, int) else None
