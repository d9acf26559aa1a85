"""A settings file has an entry for a connection reference that no solution defines."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, SettingsFile, Severity, Workspace, quote
from pplint.detect.fixes import rename
from pplint.detect.settings.gaps import is_named_elsewhere
from pplint.detect.settings.renames import renamed_references


class SettingsUnknownConnectionReference(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STOPS

    def check_settings(self, settings: SettingsFile, workspace: Workspace) -> Iterator[Problem]:
        if not settings.solutions or settings.role == "template":
            return
        # Without a customizations file nobody can say which references a solution defines.
        if not all(solution.has_customizations for solution in settings.solutions):
            return
        renamed = renamed_references(settings, workspace)
        entries = settings.connection_references
        unknown = [entry for entry in entries if _is_unknown(settings, workspace, entry.logical_name)]
        severity = None if settings.is_target and len(settings.solutions) == 1 else Severity.WARNING
        consequence = None if severity is None else Consequence.OPEN
        site = settings.references_site
        if len(unknown) > 1 and len(unknown) == len(entries) and not renamed and site is not None:
            yield Problem(
                f"none of the {len(unknown)} connection references is defined by a solution here; remove them",
                at=site,
                related=[(entry.site, "not defined here") for entry in unknown[:5]],
                brief=f"{len(unknown)} connection references are not defined here",
                severity=severity,
                consequence=consequence,
            )
            return
        for entry in unknown:
            meant = renamed.get(entry.logical_name.lower())
            hint = f"; did you mean {quote(meant.logical_name)}?" if meant is not None else ""
            yield Problem(
                "no solution here defines connection reference "
                f"{quote(entry.logical_name)}{hint or '; remove the entry'}",
                at=entry.site,
                related=((meant.site, "has no entry"),) if meant is not None else (),
                fixes=rename(entry.site, meant.logical_name) if meant is not None else (),
                brief=f"{quote(entry.logical_name)} is not defined here",
                severity=severity,
                consequence=consequence,
            )


def _is_unknown(settings: SettingsFile, workspace: Workspace, name: str) -> bool:
    if settings.find_connection_reference(name) or workspace.references_named(name):
        return False
    return not is_named_elsewhere(settings, workspace, name)
