"""A variable is set for one target but not for another."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, SettingsFile, Severity, Site, Workspace, quote
from pplint.detect.settings.gaps import names_place_or_person, variable_gaps


class SettingsDrift(Rule):
    severity = Severity.NOTE
    consequence = Consequence.NONE
    only_with = ("settings_files",)

    def check_workspace(self, workspace: Workspace) -> Iterator[Problem]:
        groups: dict[tuple[int, ...], list[SettingsFile]] = {}
        for settings in workspace.settings_files:
            if settings.is_target and settings.solutions and settings.environment_variables:
                groups.setdefault(tuple(sorted(map(id, settings.solutions))), []).append(settings)
        for files in groups.values():
            if len({settings.target_key for settings in files}) > 1:
                yield from _drift(sorted(files, key=lambda settings: settings.document.path), workspace)


def _drift(files: list[SettingsFile], workspace: Workspace) -> Iterator[Problem]:
    named: dict[str, list[tuple[SettingsFile, str, Site]]] = {}
    for settings in files:
        for entry in settings.environment_variables:
            named.setdefault(entry.schema_name.lower(), []).append((settings, entry.schema_name, entry.site))
    # Gaps that are findings of their own are not reported twice.
    quiet = {
        id(settings): {
            gap.variable.key
            for gap in variable_gaps(settings, workspace)
            if gap.filled_by == "default" and not names_place_or_person(gap.value)
        }
        for settings in files
    }
    for key, rows in sorted(named.items()):
        having = {id(row[0]) for row in rows}
        lacking = [
            settings for settings in files if id(settings) not in having and key in quiet[id(settings)]
        ]
        if lacking:
            targets = ", ".join(quote(settings.target or settings.name) for settings in lacking)
            yield Problem(
                f"{quote(rows[0][1])} is set here but not for {targets}, which will use the default; add it there too",
                at=rows[0][2],
                related=tuple((s.variables_site or s.site, "has no entry") for s in lacking),
                discriminator=key,
            )
