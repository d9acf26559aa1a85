"""A value in a settings file does not fit the type of its environment variable."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import (
    Consequence,
    EnvironmentVariable,
    Problem,
    Rule,
    SettingsFile,
    Severity,
    VariableEntry,
    Workspace,
    hides_value,
    quote,
    quote_value,
)
from pplint.detect.credentials.key_vault import is_reference, is_vault_uri, looks_like_reference
from pplint.detect.settings.variable_types import find_misfit, find_source_misfit, is_bare, type_name


class SettingsTypeMismatch(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STOPS
    only_with = ("environment_variables",)

    def check_settings(self, settings: SettingsFile, workspace: Workspace) -> Iterator[Problem]:
        titles: list[Problem] = []
        for entry in settings.environment_variables:
            variable = settings.find_environment_variable(entry.schema_name)
            value = str(entry.raw).lower() if is_bare(entry) else entry.value
            if variable is None or not value or settings.is_token(value):
                continue
            if variable.type == "secret":
                yield from _check_secret(variable, entry)
            elif variable.type == "boolean" or not is_bare(entry):
                for problem in _check(variable, entry, value):
                    if problem.severity is Severity.NOTE:
                        titles.append(problem)
                    else:
                        yield problem
        # A team that gives titles of lists gives them everywhere: that is one decision.
        if titles:
            first, *others = titles
            more = f" (and {len(others)} more like it in this file)" if others else ""
            first.message += more
            first.related = (*first.related, *((other.at, "another one") for other in others))
            yield first


def _check(variable: EnvironmentVariable, entry: VariableEntry, value: str) -> Iterator[Problem]:
    source = find_source_misfit(variable, value)
    misfit = find_misfit(variable.type, value) or source
    if misfit is None:
        return
    severity = (Severity.NOTE if source else Severity.WARNING) if misfit.is_tolerated else None
    kind = "SharePoint" if source else type_name(variable.type)
    names = (variable.schema_name, variable.display_name)
    yield Problem(
        f"{quote_value(value, *names)} is not a valid value of {kind} variable {quote(entry.schema_name)}; "
        f"expected {misfit.expected}",
        at=entry.value_site,
        related=((variable.type_site, "its type is set here"),),
        severity=severity,
        hide_excerpt=any(map(hides_value, names)),
        # It is imported all the same, and only the flows find out.
        consequence=Consequence.NONE if severity is Severity.NOTE else Consequence.OPEN,
        brief=f"{quote(entry.schema_name)} is not {misfit.expected}",
    )


def _check_secret(variable: EnvironmentVariable, entry: VariableEntry) -> Iterator[Problem]:
    # What does not even look like a reference is settings-plain-secret's.
    value = entry.value or ""
    if not looks_like_reference(value) or is_reference(value):
        return
    related = ((variable.type_site, "its type is set here"),)
    if is_vault_uri(value):
        yield Problem(
            f"{quote(entry.schema_name)} is a secret, and its value is a vault's URI; use the documented form "
            "'/subscriptions/…/vaults/…/secrets/…'",
            at=entry.value_site,
            related=related,
            severity=Severity.NOTE,
            hide_excerpt=True,
        )
    else:
        yield Problem(
            f"the Key Vault reference of secret {quote(entry.schema_name)} is incomplete; expected "
            "'/subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.KeyVault/vaults/<vault>/secrets/<name>'",
            at=entry.value_site,
            related=related,
            hide_excerpt=True,
        )
