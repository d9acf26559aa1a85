"""Two targets have the same value for a variable that names a place or a person."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, Severity, Site, Workspace, quote
from pplint.detect.settings.gaps import names_place_or_person


class SettingsSameValue(Rule):
    severity = Severity.NOTE
    consequence = Consequence.NONE
    only_with = ("settings_files",)
    default = False

    def check_workspace(self, workspace: Workspace) -> Iterator[Problem]:
        seen: dict[tuple[str, str], dict[str, tuple[str, Site]]] = {}
        spelt: dict[str, str] = {}
        for settings in workspace.settings_files:
            if not settings.is_target or not settings.target:
                continue
            for entry in settings.environment_variables:
                if entry.value and not settings.is_token(entry.value) and names_place_or_person(entry.value):
                    same = (entry.schema_name.lower(), entry.value)
                    target = spelt.setdefault(settings.target_key, settings.target)
                    seen.setdefault(same, {}).setdefault(target, (entry.schema_name, entry.value_site))
        for (key, _), targets in sorted(seen.items()):
            if len(targets) > 1:
                names = sorted(targets)
                yield Problem(
                    f"{quote(targets[names[0]][0])} has the same value in {' and '.join(map(quote, names))}; check "
                    "that this is right",
                    at=targets[names[0]][1],
                    related=tuple((targets[other][1], f"also in {other}") for other in names[1:]),
                    discriminator=key,
                )
