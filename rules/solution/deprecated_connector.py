"""A connection reference or flow uses a connector that its publisher calls deprecated."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, Severity, Site, Solution, Workspace, quote
from pplint.detect.connectors import deprecated


class DeprecatedConnector(Rule):
    severity = Severity.NOTE
    consequence = Consequence.NONE

    def check_solution(self, solution: Solution, workspace: Workspace) -> Iterator[Problem]:
        places: dict[str, list[tuple[Site, str, str]]] = {}
        for reference in solution.connection_references:
            user = reference.connector_id_site, "connection reference", reference.logical_name
            places.setdefault(reference.api_name, []).append(user)
        for flow in solution.flows:
            for connection in flow.connections:
                user = connection.site, "flow", flow.name
                places.setdefault(connection.api_name.lower(), []).append(user)
        for app in solution.apps:
            for used in app.connection_references:
                places.setdefault(used.api_name, []).append((used.site, "canvas app", app.name))
        for name, named in places.items():
            known = deprecated(name)
            if known is not None:
                users = [(site, f"{kind} {quote(user)}") for site, kind, user in named]
                more = f" and {len(users) - 1} more use" if len(users) > 1 else " uses"
                yield Problem(
                    f"{users[0][1]}{more} connector {quote(name)}, {known.what} ({known.seen}); {known.instead}",
                    at=users[0][0],
                    related=users[1:],
                    discriminator=name,
                )
