"""An environment variable contains the callback URL of a flow, which is different in every environment."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, EnvironmentVariable, Problem, Rule, SettingsFile, Severity, Workspace, quote
from pplint.detect.values import given_values


class CallbackUrlInVariable(Rule):
    severity = Severity.NOTE
    consequence = Consequence.NONE

    def check_environment_variable(
        self, variable: EnvironmentVariable, workspace: Workspace
    ) -> Iterator[Problem]:
        for _, value, site in given_values(variable):
            if _is_callback_url(value):
                yield Problem(
                    f"environment variable {quote(variable.schema_name)} contains the callback URL of a flow, which is "
                    "different in each environment; set it in each settings file",
                    at=site,
                    hide_excerpt=True,
                )

    def check_settings(self, settings: SettingsFile, workspace: Workspace) -> Iterator[Problem]:
        for entry in settings.environment_variables:
            if entry.value and _is_callback_url(entry.value):
                yield Problem(
                    f"{quote(entry.schema_name)} is the callback URL of a flow, which exists only after the first "
                    "import; enter it then, and again if the flow is recreated",
                    at=entry.value_site,
                    hide_excerpt=True,
                )


def _is_callback_url(value: str) -> bool:
    text = value.strip().lower()
    is_host = ".logic.azure." in text or (".environment.api." in text and "powerplatform." in text)
    return text.startswith("https://") and is_host and "/triggers/" in text and "/paths/invoke" in text
