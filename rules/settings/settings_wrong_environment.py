"""A target's settings file points to a site, organisation or environment of another target."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, SettingsFile, Severity, VariableEntry, Workspace, quote
from pplint.detect.settings.targets import named_targets
from pplint.detect.settings.units import Unit, find_unit


class SettingsWrongEnvironment(Rule):
    severity = Severity.WARNING
    consequence = Consequence.WRONG_ENVIRONMENT
    only_with = ("settings_files",)

    def check_workspace(self, workspace: Workspace) -> Iterator[Problem]:
        files = [settings for settings in workspace.settings_files if settings.is_target and settings.target]
        by_name: dict[str, list[tuple[SettingsFile, VariableEntry, Unit]]] = {}
        for settings in files:
            for entry in settings.environment_variables:
                unit = find_unit(entry.value or "")
                # Targets that share a vault are shared-key-vault's.
                if unit is not None and unit.kind != "key vault" and not settings.is_token(entry.value):
                    by_name.setdefault(entry.schema_name.lower(), []).append((settings, entry, unit))
        for rows in by_name.values():
            for settings, entry, unit in rows:
                yield from _check(settings, entry, unit, rows)


def _check(
    settings: SettingsFile,
    entry: VariableEntry,
    unit: Unit,
    rows: list[tuple[SettingsFile, VariableEntry, Unit]],
) -> Iterator[Problem]:
    own = settings.target_key
    named = named_targets(unit.key)
    if named and own not in named:
        other = sorted(named)[0]
        yield Problem(
            f"{quote(entry.schema_name)} in the {quote(settings.target)} settings points to the {quote(other)} "
            f"{unit.kind} {quote(unit.key)}; enter the one of {quote(settings.target)}",
            at=entry.value_site,
            brief=f"{quote(entry.schema_name)} points to {quote(other)}",
        )
        return
    if own in named or own == "prod":
        return
    # What production uses and another target names too; where every target names it, it is shared on purpose.
    if len({row[0].target_key for row in rows}) > 2 and len({row[2] for row in rows}) == 1:
        return
    for other_settings, other_entry, other_unit in rows:
        if other_unit == unit and other_settings.target_key == "prod":
            yield Problem(
                f"{quote(entry.schema_name)} in the {quote(settings.target)} settings points to the "
                f"{quote(other_settings.target)} {unit.kind} {quote(unit.key)}; enter the one of "
                f"{quote(settings.target)}",
                at=entry.value_site,
                related=((other_entry.value_site, f"the value of {other_settings.target}"),),
                brief=f"{quote(entry.schema_name)} points to {quote(other_settings.target)}",
            )
            return
