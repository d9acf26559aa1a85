"""A target's settings file still contains a placeholder."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, SettingsFile, Severity, Site, Workspace, quote, quote_value
from pplint.detect.settings.connection_ids import form_of
from pplint.detect.settings.leftovers import is_left_over

Found = tuple[str, str, Site, str]


class SettingsPlaceholder(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STOPS

    def check_settings(self, settings: SettingsFile, workspace: Workspace) -> Iterator[Problem]:
        if not settings.is_target:
            return
        # A value is imported as it is, and a connection of that id is not found.
        values = [
            (entry.schema_name, entry.value, entry.value_site, "the placeholder")
            for entry in settings.environment_variables
            if entry.value and is_left_over(entry.value) and not settings.is_token(entry.value)
        ]
        yield from _report(
            values, len(settings.environment_variables), settings.variables_site, "value", Consequence.OPEN
        )
        ids: list[Found] = []
        for row in settings.connection_references:
            form = form_of(row, settings)
            if form is not None and form.kind in ("placeholder", "path"):
                what = (
                    "the placeholder" if form.kind == "placeholder" else "a path instead of a connection id,"
                )
                ids.append((row.logical_name, row.connection_id or "", row.connection_id_site, what))
        yield from _report(
            ids,
            len(settings.connection_references),
            settings.references_site,
            "ConnectionId",
            Consequence.STOPS,
        )


def _report(
    found: list[Found], count: int, site: Site | None, kind: str, consequence: Consequence
) -> Iterator[Problem]:
    """One problem for each, or one for all where every entry of an array is wrong."""
    if len(found) > 1 and len(found) == count and site is not None:
        shown = quote_value(found[0][1], found[0][0])
        yield Problem(
            f"all {count} entries still have a placeholder as their {kind}, such as {shown}; "
            "enter the real values",
            at=site,
            related=[(place, f"placeholder of {quote(name)}") for name, _, place, _ in found[:5]],
            consequence=consequence,
            brief=f"all {count} {kind}s are placeholders",
        )
        return
    for name, value, place, what in found:
        yield Problem(
            f"{quote(name)} still has {what} {quote_value(value, name)}; enter the real value",
            at=place,
            consequence=consequence,
            brief=f"{quote(name)} is a placeholder",
        )
