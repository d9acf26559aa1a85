"""A target would use a value committed with the solution that belongs to another environment."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, SettingsFile, Severity, Workspace, quote
from pplint.detect.settings.gaps import Gap, names_place_or_person, variable_gaps


class SettingsInheritsValue(Rule):
    severity = Severity.ERROR
    consequence = Consequence.WRONG_ENVIRONMENT

    def check_settings(self, settings: SettingsFile, workspace: Workspace) -> Iterator[Problem]:
        site = settings.variables_site
        present = {entry.schema_name.lower() for entry in settings.environment_variables}
        for gap in variable_gaps(settings, workspace):
            if site is None or not _is_inherited(gap):
                continue
            parent = (gap.variable.parent or "").lower()
            is_torn = bool(parent) and parent in present
            where = f"{quote(settings.target)} " if settings.target else "the target environment "
            what = "value" if gap.filled_by == "committed" else "default"
            tail = f", although its parent {quote(gap.variable.parent)} is set" if is_torn else ""
            yield Problem(
                f"environment variable {quote(gap.variable.schema_name)} is missing here, so {where}will use the {what} "
                f"committed with the solution{tail}; add an entry",
                at=site,
                related=((gap.variable.site, "defined here"),),
                severity=None if is_torn else Severity.WARNING,
                discriminator=gap.variable.key,
                brief=f"{quote(gap.variable.schema_name)} keeps the {what} committed with the solution",
            )


def _is_inherited(gap: Gap) -> bool:
    return gap.filled_by == "committed" or (gap.filled_by == "default" and names_place_or_person(gap.value))
