"""A flow spells an environment variable or a connection reference in other upper and lower case than its definition."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import (
    ConnectionReference,
    Consequence,
    EnvironmentVariable,
    Flow,
    Problem,
    Resolution,
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
            found = workspace.resolve_variable(flow.solution, parameter.schema_name)
            spellings = {
                variable.schema_name for variable in workspace.variables_named(parameter.schema_name)
            }
            if isinstance(found.definition, EnvironmentVariable) and _is_plain(found, spellings):
                site = parameter.schema_name_site
                defined = found.definition.schema_name
                yield from _compare(parameter.schema_name, defined, site, found.definition.site)
        for connection in flow.connections:
            found = workspace.resolve_reference(flow.solution, connection.logical_name)
            spellings = {row.logical_name for row in workspace.references_named(connection.logical_name)}
            if isinstance(found.definition, ConnectionReference) and _is_plain(found, spellings):
                site = connection.logical_name_site
                defined = found.definition.logical_name
                yield from _compare(connection.logical_name, defined, site, found.definition.site)


def _is_plain(found: Resolution, spellings: set[str]) -> bool:
    """Whether it is known which spelling is meant: the solution's own, or that of all other solutions."""
    return found.how == "solution" or len(spellings) == 1


def _compare(name: str, defined: str, at: Site, definition: Site) -> Iterator[Problem]:
    if name and name != defined:
        yield Problem(
            f"{quote(name)} is defined as {quote(defined)}; spell it like its definition",
            at=at,
            related=((definition, "defined here"),),
            fixes=spell(at, defined),
        )
