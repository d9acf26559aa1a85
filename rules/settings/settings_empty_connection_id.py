"""A target's settings file has an empty connection id."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, SettingsFile, Severity, Workspace, quote
from pplint.detect.settings.gaps import is_defined_nowhere, is_unused


class SettingsEmptyConnectionId(Rule):
    severity = Severity.WARNING
    consequence = Consequence.STAYS_OFF
    only_with = ("connection_references",)
    first_import = True
    precision = "very-high"

    def check_settings(self, settings: SettingsFile, workspace: Workspace) -> Iterator[Problem]:
        site = settings.references_site
        if not settings.is_target or site is None:
            return
        entries = settings.connection_references
        empty = []
        for entry in entries:
            if entry.connection_id is None or entry.connection_id.strip():
                continue
            # What no solution defines, or nothing uses, has to be removed, not bound.
            reference = settings.find_connection_reference(entry.logical_name)
            if reference is not None and is_unused(reference, workspace):
                continue
            if not is_defined_nowhere(settings, workspace, entry.logical_name):
                empty.append(entry)
        if len(empty) > 1 and len(empty) == len(entries):
            yield Problem(
                f"all {len(empty)} connection references have an empty ConnectionId; enter the ids, or "
                "connect them by hand after the import",
                at=site,
                touches=[entry.logical_name for entry in empty],
                brief=f"all {len(empty)} connections are empty",
            )
            return
        for entry in empty:
            yield Problem(
                f"the ConnectionId of {quote(entry.logical_name)} is empty, so its flows stay off; enter the "
                "id of a connection",
                at=entry.connection_id_site,
                touches=[entry.logical_name],
                brief=f"{quote(entry.logical_name)} has no connection",
            )
