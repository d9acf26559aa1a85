"""Flows that start themselves, or one another, by what they write."""

from __future__ import annotations

from collections.abc import Iterator

from pplint.detect.flows.row_changes import changes_of, is_guarded, is_same_table, place_of, watch_of
from pplint.detect.flows.row_filters import filter_holds
from pplint.model.facts import RowChange, Watch
from pplint.model.flow import Flow
from pplint.model.workspace import Workspace


def own_loops(flow: Flow) -> Iterator[tuple[Watch, RowChange]]:
    """Yield the changes of a flow that start it again, without anything that ends that."""
    watch = watch_of(flow)
    if watch is None:
        return
    for change in changes_of(flow):
        if not is_same_table(change, watch) or not (change.is_own_row or change.is_added):
            continue
        if _starts(change, watch, is_own=True) and not _is_stopped(flow, watch, change):
            yield watch, change


def _starts(change: RowChange, watch: Watch, is_own: bool) -> bool:
    """Whether a change fires a trigger for certain, as far as columns and filter say.

    The filter is asked after the change, with the new values. Of columns that are not written, the row that started
    the flow had what the filter wants; a new row has nothing in them, and of another row nothing is known.
    """
    if change.is_added:
        if not watch.on_added:
            return False
    elif not watch.on_modified or (watch.columns and not watch.columns & change.columns.keys()):
        return False
    if not watch.row_filter:
        return True
    other = False if change.is_added else (True if is_own else None)
    return filter_holds(watch.row_filter, change.columns, other) is True


def _is_stopped(flow: Flow, watch: Watch, change: RowChange) -> bool:
    words = (*change.columns, "modifiedby", "editor")
    if any(word in watch.conditions for word in words):
        return True
    step = flow.graph.find(change.name)
    return step is None or is_guarded(flow.graph, step, change.columns)


def keep_for_loops(flow: Flow) -> None:
    """Find what starts a flow and what it writes while it is in memory; comparing all flows would read them again."""
    if watch_of(flow) is not None:
        changes_of(flow)


def cross_loops(workspace: Workspace) -> Iterator[list[tuple[Flow, RowChange]]]:
    """Yield rings of two flows that start each other: each flow with its change that starts the next."""
    watches: list[tuple[Flow, Watch]] = []
    for flow in workspace.flows:
        if flow.is_on is not False:
            watch = watch_of(flow)
            # A condition of the trigger may end it, and what it says of rows of others is not known.
            if watch is not None and not watch.conditions:
                watches.append((flow, watch))
    watching: dict[tuple[str, ...], list[tuple[int, Flow, Watch]]] = {}
    for number, (flow, watch) in enumerate(watches):
        watching.setdefault(place_of(watch), []).append((number, flow, watch))

    def started(flow: Flow, change: RowChange) -> Iterator[int]:
        for number, other, watch in watching.get(place_of(change), ()) if change.columns else ():
            if other is not flow and not _is_copy(flow, other) and _starts(change, watch, False):
                yield number

    may_start = {
        (number, other)
        for number, (flow, _) in enumerate(watches)
        for change in changes_of(flow)
        for other in started(flow, change)
    }
    rings: dict[int, set[int]] = {}
    for one, two in sorted(may_start):
        if (two, one) in may_start:
            rings.setdefault(one, set()).add(two)
    starts: dict[tuple[int, int], RowChange] = {}
    for one, others in rings.items():
        flow = watches[one][0]
        for change in changes_of(flow):
            its = others.intersection(started(flow, change))
            # Asked last and of rings alone, since a flow that was let go is read again for it.
            if its and _is_certain(flow, change):
                others -= its
                starts.update(dict.fromkeys(((one, two) for two in its), change))
        # What was derived from one flow would stay until its document is let go.
        flow.forget()
    for (one, two), there in sorted(starts.items(), key=lambda item: item[0]):
        back = starts.get((two, one))
        if one < two and back is not None:
            yield [(watches[one][0], there), (watches[two][0], back)]


def _is_certain(flow: Flow, change: RowChange) -> bool:
    """Whether a change is made in every run."""
    step = flow.graph.find(change.name)
    if step is None or any(a.type in ("if", "switch") for a in step.ancestors()):
        return False
    return not is_guarded(flow.graph, step, change.columns)


def _is_copy(flow: Flow, other: Flow) -> bool:
    return flow.id == other.id or flow.name == other.name
