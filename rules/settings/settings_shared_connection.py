"""The settings files of two targets use the same connection."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, ReferenceEntry, Rule, SettingsFile, Severity, Workspace, quote
from pplint.detect.settings.connection_ids import literal_id
from pplint.detect.settings.targets import by_stage

Used = tuple[SettingsFile, ReferenceEntry]


class SettingsSharedConnection(Rule):
    severity = Severity.WARNING
    consequence = Consequence.OPEN
    only_with = ("settings_files",)

    def check_workspace(self, workspace: Workspace) -> Iterator[Problem]:
        uses: dict[str, dict[str, Used]] = {}
        for settings in workspace.settings_files:
            if settings.is_target and settings.target_key:
                for entry in settings.connection_references:
                    connection = literal_id(entry, settings)
                    if connection:
                        uses.setdefault(connection, {}).setdefault(settings.target_key, (settings, entry))
        pairs: dict[tuple[str, str], list[tuple[Used, Used]]] = {}
        for targets in uses.values():
            names = sorted(targets, key=by_stage)
            for index, later in enumerate(names):
                for earlier in names[:index]:
                    pairs.setdefault((earlier, later), []).append((targets[earlier], targets[later]))
        for found in pairs.values():
            (one, _), (other, entry) = found[0]
            count = (
                f"{len(found)} connections"
                if len(found) > 1
                else f"the connection of {quote(entry.logical_name)}"
            )
            yield Problem(
                f"{quote(other.target)} and {quote(one.target)} share {count}, but a connection exists in only one "
                "environment; enter each target's own",
                at=entry.connection_id_site,
                related=[(used[1].connection_id_site, f"the same in {one.target}") for used, _ in found[:5]],
                discriminator=f"{one.target_key} {other.target_key}",
                brief=f"shares {count} with {quote(one.target)}",
            )
