"""Desktop flows, apps, agents, and the connectors that they use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pplint.detect.connectors import is_custom, is_for
from pplint.generate.connectors import connector_title, is_premium, uses_http, uses_of_connectors
from pplint.generate.contents import Contents
from pplint.generate.inventory.flows import HTTP
from pplint.generate.inventory.rows import AgentRow, AppRow, ConnectorRow, DesktopFlowRow
from pplint.generate.inventory.solutions import model_apps
from pplint.model.components import ConnectionReference
from pplint.model.places import Site
from pplint.model.workspace import Workspace

AUTHENTICATION = {
    "0": "not set",
    "1": "none",
    "2": "with Microsoft",
    "3": "manual, Microsoft Entra ID",
    "4": "manual, OAuth 2",
}
"""Source: learn.microsoft.com, table reference bot, choice bot_authenticationmode."""

NamedSites = Iterable[tuple[str, Site]]


def desktop_flow_rows(contents: Contents) -> Iterator[DesktopFlowRow]:
    """One row for each desktop flow."""
    for solution in contents.workspace.solutions:
        for flow in solution.desktop_flows:
            yield DesktopFlowRow(solution.label, flow.name, flow.id.lower(), flow.package.path)


def app_rows(contents: Contents) -> Iterator[AppRow]:
    """One row for each app: canvas apps with what they use, model-driven apps by name."""
    for solution in contents.workspace.solutions:
        for app in solution.apps:
            yield AppRow(
                solution=solution.label,
                name=app.name,
                display_name=app.display_name,
                kind="canvas",
                file=app.site.document.path,
                connectors=_sorted(c.api_name.lower() for c in app.connection_references),
                references=_sorted(c.logical_name for c in app.connection_references),
                variables=_names(app.variable_names),
                flows=_flow_names(app.flow_ids, contents.workspace),
            )
        for name in model_apps(solution):
            yield AppRow(solution.label, name, "", "model-driven", solution.site.document.path, *[()] * 4)


def agent_rows(contents: Contents) -> Iterator[AgentRow]:
    """One row for each agent."""
    for solution in contents.workspace.solutions:
        for agent in solution.agents:
            yield AgentRow(
                solution=solution.label,
                name=agent.name,
                id=agent.id,
                file=agent.site.document.path,
                authentication=AUTHENTICATION.get(agent.authentication, agent.authentication),
                reaches=_names(agent.reaches),
                parts=len(agent.parts),
                references=_names(agent.connection_references),
                variables=_names(agent.variable_names),
                flows=_flow_names(agent.flow_ids, contents.workspace),
            )


def connector_titles(workspace: Workspace) -> dict[str, str]:
    """The display name of each connector in use, by the name in its connections."""
    titles = {name: connector_title(name) for name in uses_of_connectors(workspace.solutions)}
    titles[HTTP] = "HTTP"
    for solution in workspace.solutions:
        for connector in solution.connectors:
            mine = (r for r in workspace.connection_references if is_for(r, connector))
            titles |= {r.api_name: connector.name for r in mine if r.api_name}
    return titles


def connector_rows(contents: Contents) -> Iterator[ConnectorRow]:
    """One row for each connector in use, then those that solutions define; one that is both has only the latter."""
    workspace = contents.workspace
    uses = uses_of_connectors(workspace.solutions)
    references = workspace.connection_references
    defined = [(solution, c) for solution in workspace.solutions for c in solution.connectors]
    brought: set[str] = set()
    for solution, connector in defined:
        mine = [reference for reference in references if is_for(reference, connector)]
        names = {reference.api_name for reference in mine} - {""}
        brought |= names
        flows = {id(flow) for name in names for flow in uses[name].flows} if names else set()
        apps = {id(app) for name in names for app in uses[name].apps} if names else set()
        yield ConnectorRow(
            name=connector.id,
            title=connector.name,
            licence="custom",
            solution=solution.label,
            host=connector.host,
            flows=len(flows),
            apps=len(apps),
            references=_logical(mine),
            variables=_names(connector.variable_names),
        )
    for name, use in uses.items():
        if name in brought:
            continue
        licence = "custom" if is_custom(name) else "premium" if is_premium(name) else "standard"
        mine = [reference for reference in references if reference.api_name == name]
        yield ConnectorRow(
            name, connector_title(name), licence, "", "", len(use.flows), len(use.apps), _logical(mine), ()
        )
    http = [flow for flow in workspace.flows if uses_http(flow)]
    if http:
        yield ConnectorRow(HTTP, "HTTP", "premium", "", "", len(http), 0, (), ())


def _logical(references: Iterable[ConnectionReference]) -> tuple[str, ...]:
    return _sorted(reference.logical_name for reference in references)


def _names(named: NamedSites) -> tuple[str, ...]:
    return _sorted(name for name, _ in named)


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({name for name in names if name}, key=lambda name: (name.lower(), name)))


def _flow_names(ids: NamedSites, workspace: Workspace) -> tuple[str, ...]:
    """Flows by name if they are in this repository, else by id."""
    found = ((workspace.flows_by_id(flow_id.strip("{}")), flow_id) for flow_id, _ in ids)
    return _sorted(flows[0].name if flows else flow_id for flows, flow_id in found)
