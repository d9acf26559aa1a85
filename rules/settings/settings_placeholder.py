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
        values: list[tuple[str, str | None, Site]] = [
            (entry.schema_name, entry.value, entry.value_site) for entry in settings.environment_variables
        ]
        values += [
            (entry.logical_name, entry.connection_id, entry.connection_id_site)
            for entry in settings.connection_references
        ]
        for name, value, site in values:
            if value and is_left_over(value) and not settings.is_token(value):
                yield Problem(
                    f"{quote(name)} still has the placeholder {quote(value)}",
                    at=site,
                    brief=f"{quote(name)} is a placeholder",
                )
