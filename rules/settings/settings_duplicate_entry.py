"""A settings file has two entries for one environment variable or connection reference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pplint import Consequence, Problem, Rule, SettingsFile, Severity, Site, Workspace, quote
from pplint.detect.fixes import drop_equal_entry


class SettingsDuplicateEntry(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STOPS
    precision = "very-high"

    def check_settings(self, settings: SettingsFile, workspace: Workspace) -> Iterator[Problem]:
        yield from _duplicates((e.schema_name, e.site) for e in settings.environment_variables)
        yield from _duplicates((e.logical_name, e.site) for e in settings.connection_references)


def _duplicates(names: Iterable[tuple[str, Site]]) -> Iterator[Problem]:
    first: dict[str, Site] = {}
    for name, site in names:
        earlier = first.setdefault(name.lower(), site)
        if earlier is not site:
            yield Problem(
                f"duplicate entry for {quote(name)}; remove one",
                at=site,
                related=((earlier, "first here"),),
                fixes=drop_equal_entry(site, earlier),
            )
