"""The id of a connection is committed, instead of a token that the pipeline fills in."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, SettingsFile, Severity, Workspace, quote
from pplint.detect.settings.connection_ids import literal_id


class SettingsCommittedConnectionId(Rule):
    severity = Severity.NOTE
    consequence = Consequence.NONE
    default = False

    def check_settings(self, settings: SettingsFile, workspace: Workspace) -> Iterator[Problem]:
        for entry in settings.connection_references:
            if literal_id(entry, settings):
                yield Problem(
                    f"the connection id of {quote(entry.logical_name)} is committed; use a token that the "
                    "pipeline replaces",
                    at=entry.connection_id_site,
                )
