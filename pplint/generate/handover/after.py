"""Steps after an import, which an import does not do itself."""

from __future__ import annotations

from collections.abc import Iterator

from pplint.generate.connectors import brought_references
from pplint.generate.contents import Contents, references_of
from pplint.generate.handover.step import ADMINISTRATOR, DEPLOYER, MAKER, SERVICE_ACCOUNT, HandoverStep
from pplint.generate.inventory.solutions import model_apps, roles
from pplint.markdown import listed
from pplint.model.action import Action
from pplint.model.components import Connector
from pplint.model.flow import Flow
from pplint.run.forecast.flows import children_of


def after(contents: Contents) -> Iterator[HandoverStep]:
    """The steps in the order in which people do them."""
    yield from _connectors(contents)
    yield from _roles(contents)
    yield from _apps(contents)
    yield from _agents(contents)
    yield from _portals(contents)
    yield from _callback_urls(contents)
    yield from _run_only(contents)
    yield from _owners(contents)
    yield from _children_first(contents)
    if contents.flows:
        yield HandoverStep(
            DEPLOYER,
            "After each import, check that the same flows are on as in the sources: an update never turns on a flow that "
            "is off, and a first import can leave flows off because of the order in which it turns them on.",
        )


def _connectors(contents: Contents) -> Iterator[HandoverStep]:
    connectors = [connector for solution in contents.solutions for connector in solution.connectors]
    with_sign_in = [connector for connector in connectors if _signs_in(connector)]
    if with_sign_in:
        names = listed(connector.name for connector in with_sign_in)
        yield HandoverStep(
            MAKER,
            f"Enter the client secrets of the custom connectors {names} again: each import deletes them. Add the "
            "redirect address that each connector shows to its app registration.",
        )
    saved = [connector.name for connector in connectors if connector.variable_names]
    if saved:
        yield HandoverStep(
            MAKER,
            f"Open the custom connectors {listed(saved)} and save each: a connector takes the value of an environment "
            "variable when it is saved.",
        )
    own = brought_references(contents)
    late = [r for r in references_of(contents) if r.key in own and contents.is_used(r.key)]
    if late:
        yield HandoverStep(
            SERVICE_ACCOUNT,
            "Create the connections of the custom connectors, which now exist, select them in "
            f"{listed(r.logical_name for r in late)}, and turn on the flows that use them.",
        )


def _signs_in(connector: Connector) -> bool:
    return any("oauthsetting" in document.text.lower() for document in connector.documents)


def _roles(contents: Contents) -> Iterator[HandoverStep]:
    names = [solution.label for solution in contents.solutions if roles(solution)]
    if names:
        yield HandoverStep(
            ADMINISTRATOR, f"Assign the security roles of {listed(names)} to teams or Entra groups."
        )


def _apps(contents: Contents) -> Iterator[HandoverStep]:
    canvas = [app.display_name or app.name for solution in contents.solutions for app in solution.apps]
    models = [name for solution in contents.solutions for name in model_apps(solution)]
    if canvas:
        yield HandoverStep(MAKER, f"Share the canvas apps {listed(canvas)} with their users or groups.")
    if models:
        yield HandoverStep(
            ADMINISTRATOR,
            f"Add the users' security roles to the model-driven apps {listed(filter(None, models))}.",
        )


def _agents(contents: Contents) -> Iterator[HandoverStep]:
    names = [agent.name for solution in contents.solutions for agent in solution.agents]
    if names:
        yield HandoverStep(
            MAKER, f"Publish the agents {listed(names)}, and connect their channels: an import does neither."
        )


def _portals(contents: Contents) -> Iterator[HandoverStep]:
    names = [
        solution.label
        for solution in contents.solutions
        if any(
            "/powerpagecomponents/" in f"/{path.lower()}" or "/powerpagesites/" in f"/{path.lower()}"
            for path in solution.files
        )
    ]
    if names:
        yield HandoverStep(
            ADMINISTRATOR,
            f"Activate the sites of {listed(names)} in Power Pages: they are inactive after an import.",
        )


def _callback_urls(contents: Contents) -> Iterator[HandoverStep]:
    names = [flow.name for flow, trigger in _triggers(contents) if _is_http(trigger)]
    if names:
        yield HandoverStep(
            MAKER,
            f"Copy the callback URLs of {listed(names)} from their triggers to their callers. If a variable contains "
            "one, enter it in the settings file and deploy again. Each environment has its own URL.",
        )


def _run_only(contents: Contents) -> Iterator[HandoverStep]:
    names = [
        flow.name
        for flow, trigger in _triggers(contents)
        if trigger.kind.lower() in ("button", "powerapp", "powerappv2")
        and any(connection.runtime_source == "invoker" for connection in flow.connections)
    ]
    if names:
        yield HandoverStep(
            MAKER,
            f"Set the run-only users of {listed(names)}: they belong to the environment and are not in the sources.",
        )


def _owners(contents: Contents) -> Iterator[HandoverStep]:
    if contents.flows:
        yield HandoverStep(
            ADMINISTRATOR,
            f"The account that runs the import becomes the owner of new flows ({len(contents.flows)} here): give it a "
            "licence that covers them, or make the service account the owner and add co-owners.",
        )


def _children_first(contents: Contents) -> Iterator[HandoverStep]:
    children = [flow.name for flow in _called_first(contents)]
    if children:
        yield HandoverStep(
            MAKER,
            f"Turn on child flows before their parents: first {listed(children, 12)}, then the flows that call them.",
        )


def _called_first(contents: Contents) -> list[Flow]:
    """Flows that others call, each after those that it calls itself."""
    called = {id(child) for flow in contents.flows for child in children_of(flow, contents.workspace)}
    found: dict[int, Flow] = {}
    met: set[int] = set()
    # An explicit stack: a chain of flows may exceed Python's recursion limit.
    stack = [(flow, False) for flow in reversed(contents.flows)]
    while stack:
        flow, is_done = stack.pop()
        if is_done:
            found[id(flow)] = flow
        elif id(flow) not in met:
            met.add(id(flow))
            stack.append((flow, True))
            stack += [(child, False) for child in reversed(children_of(flow, contents.workspace))]
    return [flow for flow in found.values() if id(flow) in called]


def _triggers(contents: Contents) -> Iterator[tuple[Flow, Action]]:
    for flow in contents.flows:
        for trigger in flow.triggers:
            yield flow, trigger


def _is_http(trigger: Action) -> bool:
    return trigger.type.lower() == "request" and trigger.kind.lower() in ("http", "")
