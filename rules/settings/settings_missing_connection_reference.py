"""A connection reference is missing in a target's settings file, so it will have no connection."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, SettingsFile, Severity, Workspace, quote
from pplint.detect.settings.gaps import reference_gaps


class SettingsMissingConnectionReference(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STAYS_OFF
    first_import = True

    def check_settings(self, settings: SettingsFile, workspace: Workspace) -> Iterator[Problem]:
        for reference in reference_gaps(settings, workspace):
            flows = [flow for flow in _users(settings, reference.key) if flow.is_on]
            if flows:
                what = (
                    f", so flow {quote(flows[0].name)} cannot be turned on"
                    if len(flows) == 1
                    else f", so {len(flows)} flows cannot be turned on"
                )
            else:
                what = " (no flow that is on uses it)"
            yield Problem(
                f"connection reference {quote(reference.logical_name)} is missing here and will have no "
                f"connection{what}; add an entry",
                at=settings.references_site or settings.site,
                related=((reference.site, "defined here"),),
                severity=None if flows else Severity.WARNING,
                discriminator=reference.key,
                touches=[reference.key],
                brief=f"{quote(reference.logical_name)} has no connection",
            )


def _users(settings: SettingsFile, key: str) -> list[Flow]:
    return [
        flow
        for solution in settings.solutions
        for flow in solution.flows
        if any(connection.logical_name.lower() == key for connection in flow.connections)
    ]
