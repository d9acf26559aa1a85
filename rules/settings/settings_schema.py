"""A settings file does not have the shape that an import reads."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, SettingsFile, Severity, Workspace
from pplint.sources.settings.schema import find_faults


class SettingsSchema(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STOPS
    precision = "very-high"

    def check_settings(self, settings: SettingsFile, workspace: Workspace) -> Iterator[Problem]:
        for fault in find_faults(settings):
            yield Problem(
                fault.message,
                at=settings.site.child(*fault.path),
                severity=Severity.WARNING if fault.is_harmless else None,
                consequence=Consequence.OPEN if fault.is_harmless else None,
                discriminator=fault.kind,
            )
