"""A target's settings file still holds a placeholder."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, SettingsFile, Severity, Site, Workspace, quote
from pplint.detect.settings.leftovers import is_left_over


class SettingsPlaceholder(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STOPS

    def check_settings(self, settings: SettingsFile, workspace: Workspace) -> Iterator[Problem]:
        if not settings.is_target:
            return
        # A value is imported as it is, and a connection of that id is not found.
        values: list[tuple[str, str | None, Site, Consequence]] = [
            (entry.schema_name, entry.value, entry.value_site, Consequence.OPEN)
            for entry in settings.environment_variables
        ]
        values += [
            (entry.logical_name, entry.connection_id, entry.connection_id_site, Consequence.STOPS)
            for entry in settings.connection_references
        ]
        for name, value, site, consequence in values:
            if value and is_left_over(value) and not settings.is_token(value):
                yield Problem(
                    f"{quote(name)} still has the placeholder {quote(value)}",
                    at=site,
                    consequence=consequence,
                    brief=f"{quote(name)} is a placeholder",
                )
