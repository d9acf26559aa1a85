"""A connection id in a settings file is malformed or belongs to another connector."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, ReferenceEntry, Rule, SettingsFile, Severity, Workspace, quote
from pplint.detect.settings.connection_ids import Form, connectors_of, form_of


class SettingsConnectionIdForm(Rule):
    severity = Severity.WARNING
    consequence = Consequence.STOPS
    only_with = ("connection_references",)

    def check_settings(self, settings: SettingsFile, workspace: Workspace) -> Iterator[Problem]:
        if settings.role == "template":
            return
        forms = [(entry, form_of(entry, settings)) for entry in settings.connection_references]
        wrong = [(entry, form) for entry, form in forms if form is not None and form.kind == "words"]
        site = settings.references_site
        if len(wrong) > 1 and len(wrong) == len(forms) and site is not None:
            yield Problem(
                f"none of the {len(wrong)} ConnectionIds is a connection id, for example "
                f"{quote(wrong[0][0].connection_id)}; "
                "expected 32 hexadecimal digits or 'shared-<connector>-<guid>'",
                at=site,
                related=[(entry.connection_id_site, "not a connection id") for entry, _ in wrong[:5]],
                brief="none of the ConnectionIds is a connection id",
            )
            return
        for entry, form in forms:
            if form is not None and form.kind in ("words", "guid", "other connector"):
                yield _problem(entry, form, settings)


def _problem(entry: ReferenceEntry, form: Form, settings: SettingsFile) -> Problem:
    name, value = quote(entry.logical_name), quote(entry.connection_id)
    if form.kind == "other connector":
        message = (
            f"the ConnectionId of {name} is for connector {quote(form.connector)}; enter the id of a connection of "
            f"{quote(connectors_of(entry, settings)[0])}"
        )
    elif form.kind == "guid":
        message = (
            f"the ConnectionId of {name} is a GUID, {value}; most ids are 32 hexadecimal digits or "
            "'shared-<connector>-<guid>', so check it"
        )
    else:
        message = (
            f"the ConnectionId of {name} is {value}, which is not a connection id; expected 32 hexadecimal digits or "
            "'shared-<connector>-<guid>'"
        )
    return Problem(
        message,
        at=entry.connection_id_site,
        severity=Severity.NOTE if form.kind == "guid" else None,
        brief=f"the connection id of {name} is wrong",
    )
