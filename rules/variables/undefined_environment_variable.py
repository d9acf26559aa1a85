"""A component uses an environment variable that is not defined anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pplint import (
    Agent,
    App,
    Connector,
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


class UndefinedEnvironmentVariable(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STOPS
    first_import = True

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        # A legacy package carries no definitions: its importer makes them.
        if not flow.is_legacy_package:
            yield from _undefined(
                flow, ((use.schema_name, use.site) for use in flow.variable_uses), workspace
            )

    def check_connector(self, connector: Connector, workspace: Workspace) -> Iterator[Problem]:
        yield from _undefined(connector, connector.variable_names, workspace)

    def check_app(self, app: App, workspace: Workspace) -> Iterator[Problem]:
        yield from _undefined(app, app.variable_names, workspace)

    def check_agent(self, agent: Agent, workspace: Workspace) -> Iterator[Problem]:
        yield from _undefined(agent, agent.variable_names, workspace)


def _undefined(
    component: SolutionPart, names: Iterable[tuple[str, Site]], workspace: Workspace
) -> Iterator[Problem]:
    solution = component.solution
    # A flow that the package does not get stops nothing.
    is_left_out = isinstance(component, Flow) and not component.is_packed
    seen: set[str] = set()
    for name, site in names:
        if name.lower() in seen or workspace.resolve_variable(solution, name).how != "unknown":
            continue
        seen.add(name.lower())
        yield Problem(
            f"{component.kind} {quote(component.name)} uses environment variable {quote(name)}, which neither "
            f"solution {quote(solution.label)} nor any other here defines; add it to the solution",
            at=site,
            severity=Severity.NOTE if is_left_out else None,
            consequence=Consequence.NONE if is_left_out else None,
            brief=f"{quote(name)} is not defined here",
        )
