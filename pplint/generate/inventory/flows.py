"""Facts about cloud flows, in the wording that all documents share."""

from __future__ import annotations

from collections.abc import Iterator

from pplint.generate.connectors import connector_title, uses_http
from pplint.generate.contents import Contents
from pplint.generate.inventory.rows import FlowRow
from pplint.model.flow import Flow
from pplint.run.forecast.flows import children_of, schedule

STATES = {True: "on", False: "off", None: "unknown"}
BY_EVENT = "on events"
HTTP = "http"
"""The name of the built-in HTTP action among connectors, since data policies treat it as one."""


def trigger_words(flow: Flow) -> str:
    """What starts a flow."""
    if not flow.triggers:
        return "none"
    trigger = flow.triggers[0]
    kind = trigger.kind.lower()
    if trigger.type.lower() == "recurrence":
        return f"schedule ({schedule(flow)})"
    if trigger.type.lower() == "request":
        names = {
            "http": "HTTP request",
            "button": "button or parent flow",
            "powerapp": "app",
            "powerappv2": "app",
        }
        return names.get(kind, f"request ({trigger.kind})" if trigger.kind else "HTTP request")
    if not trigger.api_name:
        return trigger.type
    return f"{connector_title(trigger.api_name)}: {trigger.operation_id}".removesuffix(": ")


def runs_as(flow: Flow) -> str:
    """Whose account a flow runs with."""
    sources = {connection.runtime_source for connection in flow.connections}
    if not sources:
        return "no connection"
    if sources == {"invoker"}:
        return "whoever runs it"
    if "invoker" in sources:
        return "whoever runs it, and the connections' account"
    return "the connections' account"


def starts(flow: Flow) -> str:
    """How often a flow starts automatically once it is on; empty if something has to call it."""
    if not flow.triggers:
        return ""
    kind = flow.triggers[0].type.lower()
    if kind == "recurrence":
        return schedule(flow)
    return BY_EVENT if kind.startswith(("openapiconnection", "apiconnection")) else ""


def connector_names(flow: Flow) -> set[str]:
    """The connectors of a flow's connections, ``shared_x``, in lower case."""
    return {connection.api_name.lower() for connection in flow.connections if connection.api_name}


def nesting(flow: Flow) -> int:
    """How deeply the flow's actions are nested: 1 where none is inside another, 0 without actions."""
    return max((1 + sum(1 for _ in action.ancestors()) for action in flow.actions), default=0)


def flow_rows(contents: Contents) -> Iterator[FlowRow]:
    """One row for each flow."""
    workspace = contents.workspace
    for solution in workspace.solutions:
        for flow in solution.flows:
            direct = [c for c in flow.connections if not c.logical_name]
            callers = {call.flow.name for call in workspace.calls_of(flow)}
            yield FlowRow(
                solution=solution.label,
                name=flow.name,
                id=flow.id.lower(),
                file=flow.document.path,
                state=STATES[flow.is_on],
                trigger=trigger_words(flow),
                starts=starts(flow),
                runs_as=runs_as(flow),
                actions=len(flow.actions),
                nesting=nesting(flow),
                connectors=tuple(sorted(connector_names(flow) | ({HTTP} if uses_http(flow) else set()))),
                references=tuple(sorted({c.logical_name for c in flow.connections} - {""}, key=str.lower)),
                direct_connections=len(direct) if solution.layout != "package" else 0,
                variables=tuple(sorted({use.schema_name for use in flow.variable_uses}, key=str.lower)),
                children=tuple(sorted(child.name for child in children_of(flow, workspace))),
                called_by=tuple(sorted(callers)),
                stays_off_in=tuple(contents.stays_off_in(flow)),
            )
