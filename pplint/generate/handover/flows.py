"""Sections of the handover document about flows, and what is done by hand after an import."""

from __future__ import annotations

from collections.abc import Iterator

from pplint.generate.handover.contents import Contents
from pplint.generate.markdown import code, listed, plain, table
from pplint.model.action import Action
from pplint.model.flow import Flow
from pplint.model.workspace import Solution
from pplint.run.forecast.flows import schedule


def flows(contents: Contents) -> Iterator[str]:
    """A row a flow: trigger, state, whose account, children, whether it starts by itself, why it stays off."""
    rows = []
    for solution in contents.solutions:
        for flow in sorted(solution.flows, key=lambda flow: flow.name.lower()):
            children = [child.name for child in _children(contents, flow)]
            rows.append(
                (
                    plain(flow.name),
                    code(solution.label),
                    plain(_trigger(flow)),
                    {True: "on", False: "off", None: "?"}[flow.is_on],
                    _runs_as(flow),
                    listed(children, 3),
                    _starts(flow),
                    "; ".join(_stays_off(contents, flow)),
                )
            )
    yield from table(
        (
            "flow",
            "solution",
            "trigger",
            "in source",
            "runs as",
            "children",
            "starts by itself",
            "stays off because",
        ),
        rows,
    )
    yield ""
    yield "An import turns a flow on if it was on in the sources and all its references are bound. An update never turns"
    yield "an off flow on: what is off in the environment stays off."


def _children(contents: Contents, flow: Flow) -> list[Flow]:
    calls = contents.workspace.children(flow)
    return list(dict.fromkeys(child for call in calls for child in call.flows[:1]))


def _trigger(flow: Flow) -> str:
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
    connector = trigger.api_name.removeprefix("shared_")
    return f"{connector}: {trigger.operation_id}" if connector else trigger.type


def _runs_as(flow: Flow) -> str:
    sources = {connection.runtime_source for connection in flow.connections}
    if not sources:
        return "no connection"
    if sources == {"invoker"}:
        return "whoever runs it"
    if "invoker" in sources:
        return "whoever runs it, and the connections' account"
    return "the connections' account"


def _starts(flow: Flow) -> str:
    if not flow.triggers:
        return ""
    trigger = flow.triggers[0]
    if trigger.type.lower() == "recurrence":
        return f"**yes**, {schedule(flow)}"
    return (
        "**yes**, on events"
        if trigger.type.lower().startswith(("openapiconnection", "apiconnection"))
        else "no"
    )


def _stays_off(contents: Contents, flow: Flow) -> Iterator[str]:
    if flow.is_on is False:
        yield "off in the sources"
        return
    for child in _children(contents, flow):
        if child.is_on is False:
            yield f"its child {code(child.name)} is off"
    for connection in flow.connections:
        if not connection.logical_name and not flow.is_legacy_package:
            yield f"{code(connection.key)} is bound to a connection directly"
    for target, files in contents.targets.items():
        for settings in files:
            names = {entry.logical_name.lower(): entry for entry in settings.connection_references}
            if not names:
                continue
            for connection in flow.connections:
                key = connection.logical_name.lower()
                if key in settings.reference_definitions and (
                    key not in names or not names[key].connection_id
                ):
                    yield f"in {code(target)} {code(connection.logical_name)} is unbound"


def after_import(contents: Contents) -> Iterator[str]:
    """What no import does: a numbered list, only of what this repository needs."""
    steps = [
        *_connectors(contents),
        *_callback_urls(contents),
        *_run_only(contents),
        *_children_first(contents),
    ]
    steps.append(
        "Look at the flows that should be on and are off, and turn them on: an update never turns an off flow on."
    )
    for number, step in enumerate(steps, 1):
        yield f"{number}. {step}"


def _connectors(contents: Contents) -> Iterator[str]:
    names = [
        connector.name
        for solution in contents.solutions
        for connector in solution.connectors
        if connector.variable_names
    ]
    if names:
        yield (
            f"Open the custom connectors {listed(names)}, and save each: a connector takes the value of an environment "
            "variable when it is saved."
        )


def _callback_urls(contents: Contents) -> Iterator[str]:
    names = [flow.name for flow, trigger in _triggers(contents) if _is_http(trigger)]
    if names:
        yield (
            f"Copy the callback URLs of {listed(names)} from their triggers to their callers. Where a variable holds "
            "one, put it into the settings file and deploy again. Each environment has its own URL."
        )


def _run_only(contents: Contents) -> Iterator[str]:
    names = [
        flow.name
        for flow, trigger in _triggers(contents)
        if trigger.kind.lower() in ("button", "powerapp", "powerappv2")
        and any(connection.runtime_source == "invoker" for connection in flow.connections)
    ]
    if names:
        yield f"Set the run-only users of {listed(names)}: they are not part of a solution."


def _children_first(contents: Contents) -> Iterator[str]:
    pairs = []
    for solution in contents.solutions:
        for flow in solution.flows:
            pairs += [(child, flow) for child in _children(contents, flow)]
    if pairs:
        children = sorted({child.name for child, _ in pairs})
        yield f"Turn on children before parents: first {listed(children)}, then the flows that call them."


def _triggers(contents: Contents) -> Iterator[tuple[Flow, Action]]:
    solutions: list[Solution] = contents.solutions
    for solution in solutions:
        for flow in sorted(solution.flows, key=lambda flow: flow.name.lower()):
            for trigger in flow.triggers:
                yield flow, trigger


def _is_http(trigger: Action) -> bool:
    return trigger.type.lower() == "request" and trigger.kind.lower() == "http"
