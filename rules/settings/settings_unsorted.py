"""The entries of a settings file are not sorted by name, which makes differences hard to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pplint import Consequence, Problem, Rule, SettingsFile, Severity, Site, Workspace, quote


class SettingsUnsorted(Rule):
    severity = Severity.NOTE
    consequence = Consequence.NONE
    default = False

    def check_settings(self, settings: SettingsFile, workspace: Workspace) -> Iterator[Problem]:
        yield from _check([(entry.schema_name, entry.site) for entry in settings.environment_variables])
        yield from _check([(entry.logical_name, entry.site) for entry in settings.connection_references])


def _check(names: Sequence[tuple[str, Site]]) -> Iterator[Problem]:
    for (before, _), (name, site) in pairwise(names):
        if name.lower() < before.lower():
            yield Problem(
                f"{quote(name)} should come before {quote(before)}; sort the entries by name", at=site
            )
            return
