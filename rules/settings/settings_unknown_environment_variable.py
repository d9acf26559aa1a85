"""A settings file has an entry for an environment variable that no solution defines."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, SettingsFile, Severity, Workspace, quote
from pplint.detect.fixes import rename
from pplint.detect.settings.gaps import is_named_elsewhere
from pplint.detect.settings.renames import renamed_variables


class SettingsUnknownEnvironmentVariable(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STOPS

    def check_settings(self, settings: SettingsFile, workspace: Workspace) -> Iterator[Problem]:
        # A file that fits no solution at all is one finding of settings-for-no-solution, not dozens.
        if not settings.solutions or settings.role == "template":
            return
        renamed = renamed_variables(settings, workspace)
        entries = settings.environment_variables
        unknown = [entry for entry in entries if _is_unknown(settings, workspace, entry.schema_name)]
        severity = None if settings.is_target and len(settings.solutions) == 1 else Severity.WARNING
        consequence = None if severity is None else Consequence.OPEN
        site = settings.variables_site
        if len(unknown) > 1 and len(unknown) == len(entries) and not renamed and site is not None:
            yield Problem(
                f"none of the {len(unknown)} environment variables is defined by a solution here, so the import "
                "fails; remove them",
                at=site,
                related=[(entry.site, "not defined here") for entry in unknown[:5]],
                brief=f"{len(unknown)} variables are not defined here",
                severity=severity,
                consequence=consequence,
            )
            return
        for entry in unknown:
            name = entry.schema_name
            meant = renamed.get(name.lower())
            hint = f"; did you mean {quote(meant.schema_name)}?" if meant is not None else ""
            yield Problem(
                f"no solution here defines environment variable {quote(name)}, so the import "
                f"fails{hint or '; remove the entry'}",
                at=entry.site,
                related=((meant.site, "has no entry"),) if meant is not None else (),
                fixes=rename(entry.site, meant.schema_name) if meant is not None else (),
                brief=f"{quote(name)} is not defined here",
                severity=severity,
                consequence=consequence,
            )


def _is_unknown(settings: SettingsFile, workspace: Workspace, name: str) -> bool:
    if settings.find_environment_variable(name) or workspace.variables_named(name):
        return False
    return not is_named_elsewhere(settings, workspace, name)
