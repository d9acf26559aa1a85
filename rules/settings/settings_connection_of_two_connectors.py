"""A settings file uses one connection for two connectors."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, ReferenceEntry, Rule, SettingsFile, Severity, Workspace, quote
from pplint.detect.connectors import same_connector
from pplint.detect.settings.connection_ids import connectors_of, literal_id


class SettingsConnectionOfTwoConnectors(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STOPS
    only_with = ("connection_references",)
    precision = "very-high"

    def check_settings(self, settings: SettingsFile, workspace: Workspace) -> Iterator[Problem]:
        first: dict[str, tuple[ReferenceEntry, str]] = {}
        for entry in settings.connection_references:
            connection = literal_id(entry, settings)
            connectors = connectors_of(entry, settings)
            # An entry that names another connector than its definition is a finding of its own.
            if (
                not connection
                or not connectors
                or not all(same_connector(connectors[0], c) for c in connectors)
            ):
                continue
            earlier, connector = first.setdefault(connection, (entry, connectors[0]))
            if not same_connector(connector, connectors[0]):
                yield Problem(
                    f"{quote(entry.logical_name)} ({quote(connectors[0])}) has the same connection as "
                    f"{quote(earlier.logical_name)} ({quote(connector)}); use a connection of its own connector",
                    at=entry.connection_id_site,
                    related=((earlier.connection_id_site, "the same connection"),),
                    brief=f"{quote(entry.logical_name)} has a connection of another connector",
                )
