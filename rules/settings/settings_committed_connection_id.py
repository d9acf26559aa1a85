"""The id of a connection is committed, instead of a token that the pipeline fills in."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, SettingsFile, Severity, Workspace, quote


class SettingsCommittedConnectionId(Rule):
    severity = Severity.NOTE
    consequence = Consequence.NONE
    default = False

    def check_settings(self, settings: SettingsFile, workspace: Workspace) -> Iterator[Problem]:
        for entry in settings.connection_references:
            if entry.connection_id and not settings.is_token(entry.connection_id):
                yield Problem(
                    f"the connection of {quote(entry.logical_name)} is committed; a token would come from the pipeline",
                    at=entry.connection_id_site,
                )
