"""A value in a settings file begins or ends with white space, or is an address with white space in it."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, SettingsFile, Severity, Site, Workspace, quote
from pplint.detect.fixes import trim
from pplint.detect.settings.white_space import WhiteSpace, find_white_space


class SettingsValueWhitespace(Rule):
    severity = Severity.WARNING
    consequence = Consequence.WRONG_ENVIRONMENT
    precision = "very-high"

    def check_settings(self, settings: SettingsFile, workspace: Workspace) -> Iterator[Problem]:
        if settings.role == "template":
            return
        for entry in settings.environment_variables:
            variable = settings.find_environment_variable(entry.schema_name)
            fault = find_white_space(entry.value or "", variable.type if variable is not None else "")
            if fault is not None:
                yield _problem(entry.schema_name, "value", fault, entry.value_site)
        for row in settings.connection_references:
            for what, value, site in (
                ("ConnectionId", row.connection_id, row.connection_id_site),
                ("ConnectorId", row.connector_id, row.connector_id_site),
            ):
                fault = find_white_space(value or "", "id")
                if fault is not None:
                    yield _problem(row.logical_name, what, fault, site)


def _problem(name: str, what: str, fault: WhiteSpace, site: Site) -> Problem:
    return Problem(
        f"the {what} of {quote(name)} {fault.words}; remove it",
        at=site.within(*fault.span),
        discriminator=what,
        fixes=trim(site, fault.span, fault.words),
        brief=f"the {what} of {quote(name)} has white space",
    )
