"""Sections of the handover document about flows, and what is done by hand after an import."""

from __future__ import annotations

from collections.abc import Iterator

from pplint.generate.handover.after import after
from pplint.generate.handover.contents import Contents
from pplint.markdown import code, listed, message, plain, table
from pplint.model.flow import Flow
from pplint.run.forecast.flows import children_of, schedule


def flows(contents: Contents) -> Iterator[str]:
    """A row a flow: trigger, state, whose account, children, whether it starts by itself, why it stays off."""
    rows = []
    for solution in contents.solutions:
        for flow in sorted(solution.flows, key=lambda flow: flow.name.lower()):
            children = [child.name for child in children_of(flow, contents.workspace)]
            rows.append(
                (
                    plain(flow.name),
                    code(solution.label),
                    plain(_trigger(flow)),
                    {True: "on", False: "off", None: "?"}[flow.is_on],
                    _runs_as(flow),
                    listed(children, 3),
                    _starts(flow) if contents.can_run(flow) else "no",
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
    """What the forecast says of the flow, target by target."""
    if flow.is_on is False:
        yield "off in the sources"
    for targets, words in contents.reasons(flow):
        yield f"in {code(targets)}: {message(words)}"


def after_import(contents: Contents) -> Iterator[str]:
    """What no import does: a check box a step, only of what this repository needs."""
    for step in after(contents):
        yield f"- [ ] **{step.who}**: {step.words}"
