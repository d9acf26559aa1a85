"""A flow spells an environment variable or a connection reference in other upper and lower case than its definition."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import (
    ConnectionReference,
    Consequence,
    EnvironmentVariable,
    Flow,
    Problem,
    Rule,
    Severity,
    Site,
    Workspace,
    quote,
)
from pplint.detect.fixes import spell


class NameCaseMismatch(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE
    precision = "very-high"
    leaves_flow = "definitions"

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        for parameter in flow.parameters:
            variable = workspace.resolve_variable(flow.solution, parameter.schema_name).definition
            if isinstance(variable, EnvironmentVariable):
                site = parameter.schema_name_site
                yield from _compare(parameter.schema_name, variable.schema_name, site, variable.site)
        for connection in flow.connections:
            reference = workspace.resolve_reference(flow.solution, connection.logical_name).definition
            if isinstance(reference, ConnectionReference):
                site = connection.logical_name_site
                yield from _compare(connection.logical_name, reference.logical_name, site, reference.site)


def _compare(name: str, defined: str, at: Site, definition: Site) -> Iterator[Problem]:
    if name and name != defined:
        yield Problem(
            f"{quote(name)} is defined as {quote(defined)}; spell it like its definition",
            at=at,
            related=((definition, "defined here"),),
            fixes=spell(at, defined),
        )
