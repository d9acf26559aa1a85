"""A target's settings file names a site, organisation or environment of another target."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, SettingsFile, Severity, Workspace, quote
from pplint.detect.settings.units import Unit, find_unit
from pplint.model.settings import VariableEntry
from pplint.sources.settings.reading import TARGETS, words

PRODUCTION = frozenset({"prod", "production", "prd", "live"})
SAME = {
    "production": "prod",
    "prd": "prod",
    "live": "prod",
    "development": "dev",
    "staging": "stage",
    "stg": "stage",
}
NAMING = frozenset(TARGETS) - {
    "live",
    "build",
    "int",
    "pre",
    "integration",
    "demo",
    "base",
    "training",
    "train",
}


class SettingsWrongEnvironment(Rule):
    severity = Severity.WARNING
    consequence = Consequence.WRONG_ENVIRONMENT

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
    own = _normal(settings.target)
    named = {_normal(word) for word in words(unit.key) if word in NAMING}
    if named and own not in named:
        other = sorted(named)[0]
        yield Problem(
            f"{quote(entry.schema_name)} names a {unit.kind} of {quote(other)}, {quote(unit.key)}, in the settings "
            f"of {quote(settings.target)}",
            at=entry.value_site,
            brief=f"{quote(entry.schema_name)} is that of {quote(other)}",
        )
        return
    if own in named or own == "prod":
        return
    # What production uses and another target names too; where every target names it, it is shared on purpose.
    if len({_normal(row[0].target) for row in rows}) > 2 and len({row[2] for row in rows}) == 1:
        return
    for other_settings, other_entry, other_unit in rows:
        if other_unit == unit and other_settings.target in PRODUCTION:
            yield Problem(
                f"{quote(entry.schema_name)} is the {unit.kind} of {quote(other_settings.target)}, "
                f"{quote(unit.key)}, in the settings of {quote(settings.target)}",
                at=entry.value_site,
                related=((other_entry.value_site, f"the value of {other_settings.target}"),),
                brief=f"{quote(entry.schema_name)} is that of {quote(other_settings.target)}",
            )
            return


def _normal(target: str) -> str:
    return SAME.get(target.lower(), target.lower())
