"""A settings entry lists the wrong connector for its connection reference."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, SettingsFile, Severity, Workspace, quote
from pplint.detect.connectors import api_name, is_custom, same_connector
from pplint.detect.fixes import spell


class SettingsConnectorMismatch(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STAYS_OFF
    only_with = ("connection_references",)

    def check_settings(self, settings: SettingsFile, workspace: Workspace) -> Iterator[Problem]:
        for entry in settings.connection_references:
            reference = settings.find_connection_reference(entry.logical_name)
            if reference is None or not reference.connector_id or not entry.connector_id:
                continue
            if settings.is_token(entry.connector_id):
                continue
            if not same_connector(api_name(entry.connector_id), reference.api_name):
                # The id of a custom connector is known in its environment alone, so sync leaves it as it is.
                is_own = is_custom(api_name(entry.connector_id)) or is_custom(reference.api_name)
                yield Problem(
                    f"{quote(entry.logical_name)} is listed with connector "
                    f"{quote(api_name(entry.connector_id))} but belongs to "
                    f"connector {quote(reference.api_name)}; correct the ConnectorId",
                    at=entry.connector_id_site,
                    touches=[entry.logical_name],
                    brief=f"{quote(entry.logical_name)} has the wrong connector",
                    related=((reference.connector_id_site, "defined here"),),
                    fixes=() if is_own else spell(entry.connector_id_site, reference.connector_id),
                    fix="pplint settings sync" if settings.is_target and not is_own else "",
                )
