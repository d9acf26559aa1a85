"""A flow, app or agent uses a connection reference that nothing defines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pplint import (
    Agent,
    App,
    Consequence,
    Flow,
    Problem,
    Rule,
    Severity,
    Site,
    SolutionPart,
    Workspace,
    quote,
)


class UndefinedConnectionReference(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STOPS
    first_import = True

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        names = ((connection.logical_name, connection.logical_name_site) for connection in flow.connections)
        for name, site, _ in _undefined(flow, names, workspace):
            yield _problem("flow", flow, name, site, [])

    def check_app(self, app: App, workspace: Workspace) -> Iterator[Problem]:
        names = ((connection.logical_name, connection.site) for connection in app.connection_references)
        for name, site, others in _undefined(app, names, workspace):
            yield _problem("canvas app", app, name, site, others)

    def check_agent(self, agent: Agent, workspace: Workspace) -> Iterator[Problem]:
        for name, site, others in _undefined(agent, agent.connection_references, workspace):
            yield _problem("agent", agent, name, site, others)


def _undefined(
    component: SolutionPart, names: Iterable[tuple[str, Site]], workspace: Workspace
) -> Iterator[tuple[str, Site, list[Site]]]:
    # Without a customizations file nobody can say which references the solution defines.
    if not component.solution.has_customizations:
        return
    places: dict[str, tuple[str, list[Site]]] = {}
    for name, site in names:
        if name:
            places.setdefault(name.lower(), (name, []))[1].append(site)
    for name, sites in places.values():
        if workspace.resolve_reference(component.solution, name).how != "unknown":
            continue
        if component.kind == "flow":
            yield from ((name, site, []) for site in sites)
        else:
            yield name, sites[0], sites[1:]


def _problem(kind: str, user: SolutionPart, name: str, site: Site, others: list[Site]) -> Problem:
    # A flow that the package does not get stops nothing.
    is_left_out = isinstance(user, Flow) and not user.is_packed
    return Problem(
        f"{kind} {quote(user.name)} uses connection reference {quote(name)}, which neither "
        f"solution {quote(user.solution.label)} nor any other here defines; add it to the solution",
        at=site,
        related=[(other, "and here") for other in others],
        severity=Severity.NOTE if is_left_out else None,
        consequence=Consequence.NONE if is_left_out else None,
        brief=f"{quote(name)} is not defined here",
    )
