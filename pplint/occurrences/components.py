"""What everything but flows names: definitions, apps, agents, connectors and settings files."""

from __future__ import annotations

from collections.abc import Iterator

from pplint.data.connectors import connector_name
from pplint.detect.dataverse import DATAVERSE
from pplint.detect.hardcoded.addresses import find_urls
from pplint.model.apps import App
from pplint.model.components import Component
from pplint.model.places import Site
from pplint.model.settings import SettingsFile
from pplint.model.workspace import Solution
from pplint.occurrences.flows import site_address
from pplint.occurrences.occurrence import Occurrence


def solution_occurrences(solution: Solution) -> Iterator[Occurrence]:
    """Yield what a solution defines, and what its apps, agents and connectors name."""

    def at(kind: str, name: str, use: str, site: Site, component: Component, inside: str = "") -> Occurrence:
        return Occurrence(kind, name, use, site, component, solution, inside)

    for variable in solution.environment_variables:
        yield at("variable", variable.schema_name, "defines", variable.site, variable)
        if variable.parent and variable.parent_site is not None:
            yield at("variable", variable.parent, "names", variable.parent_site, variable)
        values = [(variable.default, variable.default_site), *((v.value, v.site) for v in variable.values)]
        for value, site in values:
            # A secret's value is a reference to a vault, whose host is no business of a flow.
            if value and site is not None and variable.type != "secret":
                yield from _addresses(value, site, variable, solution)
    for reference in solution.connection_references:
        yield at("reference", reference.logical_name, "defines", reference.site, reference)
        if reference.api_name:
            yield at("connector", reference.api_name, "binds", reference.connector_id_site, reference)
    for connector in solution.connectors:
        yield at("connector", connector.name, "defines", connector.site, connector)
        if connector.host and "@" not in connector.host and connector.host_site is not None:
            yield at("host", connector.host.lower(), "names", connector.host_site, connector)
        for name, site in connector.variable_names:
            yield at("variable", name, "reads", site, connector)
    for app in solution.apps:
        yield at("app", app.name, "defines", app.site, app)
        yield from _of_app(app, solution)
    for agent in solution.agents:
        yield at("agent", agent.name, "defines", agent.site, agent)
        for kind, use, names in (
            ("reference", "binds", agent.connection_references),
            ("variable", "reads", agent.variable_names),
            ("flow", "calls", agent.flow_ids),
        ):
            for name, site in names:
                yield at(kind, name, use, site, agent)
    for component in solution.file_components:
        if component.kind == "web-resource":
            yield at("web-resource", component.name, "defines", component.site, component)


def _of_app(app: App, solution: Solution) -> Iterator[Occurrence]:
    def at(kind: str, name: str, use: str, site: Site) -> Occurrence:
        return Occurrence(kind, name, use, site, app, solution)

    for connection in app.connection_references:
        if connection.logical_name:
            yield at("reference", connection.logical_name, "binds", connection.site)
        if connection.api_name:
            yield at("connector", connection.api_name.lower(), "binds", connection.site)
    for name, site in app.variable_names:
        yield at("variable", name, "reads", site)
    for id, site in app.flow_ids:
        yield at("flow", id, "calls", site)
    for source in app.data_sources:
        if source.kind == "table" and connector_name(source.api_name).lower() in DATAVERSE | {""}:
            yield at("table", source.value, "reads", source.site)
        elif source.kind == "dataset":
            yield from _addresses(source.value, source.site, app, solution)


def settings_occurrences(settings: SettingsFile) -> Iterator[Occurrence]:
    """Yield what a deployment settings file gives values to; ``inside`` is its target."""
    solution = settings.solutions[0] if len(settings.solutions) == 1 else None
    target = settings.target or ("template" if settings.role == "template" else "")
    for entry in settings.environment_variables:
        yield Occurrence("variable", entry.schema_name, "sets", entry.site, settings, solution, target)
        defined = settings.find_environment_variable(entry.schema_name)
        if entry.value and not (defined is not None and defined.type == "secret"):
            for found in _addresses(entry.value, entry.value_site, settings, solution):
                yield found._replace(inside=target)
    for row in settings.connection_references:
        yield Occurrence("reference", row.logical_name, "sets", row.site, settings, solution, target)
        if row.connector_id:
            name = connector_name(row.connector_id).lower()
            yield Occurrence("connector", name, "sets", row.connector_id_site, settings, solution, target)


def _addresses(
    value: str, site: Site, component: Component, solution: Solution | None
) -> Iterator[Occurrence]:
    for hit in find_urls(value):
        place = site.within(hit.start, hit.end)
        yield Occurrence("host", hit.host, "names", place, component, solution)
        if hit.host.endswith(".sharepoint.com"):
            yield Occurrence("site", site_address(hit.url), "names", place, component, solution)
