"""Tells which flows start automatically and which child flows they call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pplint.model.flow import Flow
from pplint.model.workspace import Solution, Workspace

PERIODS = {
    "second": "every second",
    "minute": "every minute",
    "hour": "hourly",
    "day": "daily",
    "week": "weekly",
    "month": "monthly",
}


def starts_by_itself(solutions: Iterable[Solution], off: Iterable[Flow] = ()) -> Iterator[tuple[Flow, str]]:
    """Flows that run on a schedule as soon as they are imported, with the frequency: they are on and can be turned on."""
    staying = {id(flow) for flow in off}
    for solution in solutions:
        for flow in solution.flows:
            if flow.is_on and id(flow) not in staying:
                when = schedule(flow)
                if when:
                    yield flow, when


def schedule(flow: Flow) -> str:
    """How often a flow's recurrence trigger runs it, in words; empty without one."""
    recurrence = flow.recurrence
    if recurrence is None:
        return ""
    frequency, interval = str(recurrence.get("frequency", "")).lower(), recurrence.get("interval", 1)
    if interval == 1:
        return PERIODS.get(frequency, "on a schedule")
    return f"every {interval} {frequency}s" if frequency in PERIODS else "on a schedule"


def children_of(flow: Flow, workspace: Workspace) -> list[Flow]:
    """The child flows that a flow calls, each once."""
    return workspace.called_flows(flow)


def unique(solutions: Iterable[Solution]) -> list[Solution]:
    """Solutions without duplicates, in order."""
    seen: dict[int, Solution] = {}
    for solution in solutions:
        seen.setdefault(id(solution), solution)
    return list(seen.values())
