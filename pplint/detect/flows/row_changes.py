"""What starts a flow when a row changes, and which rows a flow changes: Dataverse tables and SharePoint lists."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from sys import intern

from pplint.detect.dataverse import CURRENT_DATAVERSE, fold_table
from pplint.detect.flows.row_filters import UNKNOWN
from pplint.flowgraph import FlowGraph, Step
from pplint.flowgraph.names import fold_action
from pplint.model.action import Action
from pplint.model.facts import RowChange, Watch
from pplint.model.flow import Flow
from pplint.typed import Any

SHAREPOINT = "shared_sharepointonline"

_ADDED, _MODIFIED = frozenset((1, 4, 5, 7)), frozenset((3, 4, 6, 7))
"""Values of ``subscriptionRequest/message`` (1 Added, 2 Deleted, 3 Modified, and their unions)."""
_SHAREPOINT_TRIGGERS = {
    "getonnewitems": (True, False),
    "getonnewfileitems": (True, False),
    "getonupdateditems": (True, True),
    "getonupdatedfileitems": (True, True),
}


def watch_of(flow: Flow) -> Watch | None:
    """What starts the flow, if that is a change of a row."""
    found = flow.facts.watches
    if found is None:
        watch = _find_watch(flow)
        found = flow.facts.watches = () if watch is None else (watch,)
    return found[0] if found else None


def watches_dataverse(watch: Watch) -> bool:
    """Whether a trigger watches a table of Dataverse, and no list."""
    return watch.system == CURRENT_DATAVERSE


def changes_of(flow: Flow) -> Sequence[RowChange]:
    """The actions that add or modify a row of which the table and the columns are known."""
    found = flow.facts.changes
    if found is None:
        found = flow.facts.changes = tuple(_find_changes(flow))
    return found


def _find_watch(flow: Flow) -> Watch | None:
    for trigger in flow.triggers:
        parameters = trigger.parameters
        if trigger.api_name == CURRENT_DATAVERSE:
            table, message = (
                parameters.get("subscriptionRequest/entityname"),
                parameters.get("subscriptionRequest/message"),
            )
            if not isinstance(table, str) or "@" in table or not isinstance(message, int):
                continue
            columns = parameters.get("subscriptionRequest/filteringattributes")
            row_filter = parameters.get("subscriptionRequest/filterexpression")
            return Watch(
                trigger.name, trigger.site, CURRENT_DATAVERSE, (table.lower(),), message in _ADDED, message in _MODIFIED,
                frozenset(c.strip().lower() for c in columns.split(",") if c.strip())
                if isinstance(columns, str)
                else frozenset(),
                row_filter if isinstance(row_filter, str) else "",
                _as_text(trigger.node.get("conditions")),
            )  # fmt: skip
        if trigger.api_name == SHAREPOINT and trigger.operation_id.lower() in _SHAREPOINT_TRIGGERS:
            on_added, on_modified = _SHAREPOINT_TRIGGERS[trigger.operation_id.lower()]
            place = _list_of(trigger)
            if place:
                conditions = _as_text(trigger.node.get("conditions"))
                return Watch(
                    trigger.name,
                    trigger.site,
                    SHAREPOINT,
                    place,
                    on_added,
                    on_modified,
                    frozenset(),
                    "",
                    conditions,
                )
    return None


def _find_changes(flow: Flow) -> Iterator[RowChange]:
    for action in flow.actions:
        operation = action.operation_id.lower()
        if action.api_name == CURRENT_DATAVERSE and operation in (
            "createrecord",
            "updaterecord",
            "updateonlyrecord",
        ):
            table = action.parameters.get("entityName")
            columns = _columns(action)
            if isinstance(table, str) and "@" not in table and columns:
                row = _as_text(action.parameters.get("recordId"))
                # Update a row is an upsert: with an id that is made up it adds one.
                is_added = operation == "createrecord" or (operation == "updaterecord" and "guid()" in row)
                own = not is_added and is_own_row(flow, row, table)
                yield RowChange(
                    action.name, action.site, CURRENT_DATAVERSE, (table.lower(),), is_added, columns, own
                )
        elif action.api_name == SHAREPOINT and operation in ("patchitem", "patchfileitem", "postitem"):
            place, columns = _list_of(action), _columns(action)
            if place and columns:
                row = _as_text(action.parameters.get("id"))
                own = "triggeroutputs()" in row or "triggerbody()" in row
                yield RowChange(
                    action.name,
                    action.site,
                    SHAREPOINT,
                    place,
                    operation == "postitem",
                    columns,
                    own and "'id'" in row.replace("body/", ""),
                )


def is_same_table(change: RowChange, watch: Watch) -> bool:
    """Whether a change is in the table that a trigger watches."""
    return place_of(change) == place_of(watch)


def place_of(item: RowChange | Watch) -> tuple[str, ...]:
    """The table or list in words that can be compared; Dataverse writes to the plural of the name."""
    table = item.table if item.system == SHAREPOINT else (fold_table(item.table[0]),)
    return item.system, *table


def is_own_row(flow: Flow, row: str, table: str) -> bool:
    """Whether an id is that of the row that started the flow, directly or through a Get of that row."""
    for call in (
        "triggeroutputs()?['body/",
        "triggerbody()?['",
        "triggeroutputs()['body/",
        "triggerbody()['",
    ):
        if call in row:
            column = row.partition(call)[2].partition("'")[0]
            return column == "activityid" or (
                column.endswith("id") and fold_table(table) == fold_table(column[:-2])
            )
    start = row.find("outputs('")
    if start < 0:
        return False
    key = fold_action(row[start + 9 :].partition("'")[0])
    for action in flow.actions:
        if fold_action(action.name) == key and action.operation_id.lower() == "getitem":
            inner = _as_text(action.parameters.get("recordId"))
            same = str(action.parameters.get("entityName")).lower() == table.lower()
            return (
                same
                and "outputs('" not in inner.replace("triggeroutputs('", "")
                and is_own_row(flow, inner, table)
            )
    return False


def _list_of(action: Action) -> tuple[str, ...]:
    dataset, table = action.parameters.get("dataset"), action.parameters.get("table")
    if not isinstance(dataset, str) or not isinstance(table, str) or not dataset or not table:
        return ()
    return dataset.strip().lower().rstrip("/"), table.strip().lower().strip("{}")


def _columns(action: Action) -> dict[str, Any]:
    """The columns that are written; nothing where they are not known before a run."""
    found: dict[str, Any] = {}
    for key, value in action.parameters.items():
        if not key.startswith("item"):
            continue
        if not key.startswith("item/"):
            return {}
        # Kept for each flow, and the same names again and again.
        name = intern(key[len("item/") :].partition("@")[0].partition("/")[0].lower())
        is_constant = not isinstance(value, str) or "@" not in value
        is_plain = value is None or isinstance(value, (str, int, float, bool))
        found[name] = value if is_constant and is_plain and "@" not in key else UNKNOWN
    return found


def is_guarded(graph: FlowGraph, step: Step, columns: dict[str, Any]) -> bool:
    """Whether a condition on the way to a step looks at what the step writes, at who changed the row, or at the table.

    It considers the conditions around it, and those before it in which the run ends; values that reach a condition
    through Compose, variables or lists count as well.
    """
    words = (*columns, "modifiedby", "editor", "initiatinguser")
    for condition in _conditions_before(graph, step):
        text = _as_text(condition.node.get("expression"))
        seen = {condition}
        pending = [condition]
        while pending:
            for read in graph.reads_by_step.get(pending.pop(), ()):
                if read.kind == "variables":
                    sources = [write.step for write in graph.writes if write.key == read.key]
                else:
                    sources = graph.by_key.get(read.key, [])
                for source in sources:
                    if source not in seen and not source.is_trigger:
                        seen.add(source)
                        pending.append(source)
                        text += _as_text(source.node.get("inputs"))
        if any(word in text for word in words):
            return True
    return False


def _conditions_before(graph: FlowGraph, step: Step) -> Iterator[Step]:
    around = list(step.ancestors())
    for ancestor in around:
        if ancestor.type in ("if", "switch", "until"):
            yield ancestor
    for other in graph.actions:
        if other.type in ("if", "switch") and other not in around:
            if any(inner.type == "terminate" for inner in graph.inside(other)):
                if graph.order(other.group).may_precede(other, _beside(step, other)):
                    yield other


def _beside(step: Step, other: Step) -> Step:
    """The step, or the container around it, that is a sibling of ``other``; ``other`` itself where there is none."""
    for candidate in (step, *step.ancestors()):
        if candidate.group is other.group:
            return candidate
    return other


def _as_text(value: object) -> str:
    if isinstance(value, str):
        return value.lower()
    return "" if value is None else json.dumps(value, ensure_ascii=False).lower()
