"""An environment variable without a default is missing in a target's settings file."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, SettingsFile, Severity, Workspace, quote
from pplint.detect.settings.gaps import variable_gaps


class SettingsMissingEnvironmentVariable(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STAYS_OFF
    first_import = True

    def check_settings(self, settings: SettingsFile, workspace: Workspace) -> Iterator[Problem]:
        site = settings.variables_site
        for gap in variable_gaps(settings, workspace):
            if not gap.filled_by and site is not None:
                yield Problem(
                    f"environment variable {quote(gap.variable.schema_name)} is missing here and has no default, so it "
                    f"will have no value{_target(settings)}; add an entry",
                    at=site,
                    related=((gap.variable.site, "defined here"),),
                    discriminator=gap.variable.key,
                    touches=[gap.variable.key],
                    brief=f"{quote(gap.variable.schema_name)} has no value",
                )


def _target(settings: SettingsFile) -> str:
    return f" in {quote(settings.target)}" if settings.target else ""
