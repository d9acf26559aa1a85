"""An environment variable has a reserved name."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, EnvironmentVariable, Problem, Rule, Severity, Workspace, quote

RESERVED = frozenset({"$authentication", "$connection"})


class ReservedEnvironmentVariableName(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STAYS_OFF
    precision = "very-high"

    def check_environment_variable(
        self, variable: EnvironmentVariable, workspace: Workspace
    ) -> Iterator[Problem]:
        for name in (variable.schema_name, variable.display_name):
            if name.strip().lower() in RESERVED:
                yield Problem(
                    f"environment variable {quote(variable.schema_name)} is named {quote(name)}, which is "
                    "reserved: flows that use it cannot be saved; rename it",
                    at=variable.site,
                    touches=[variable.key],
                )
                return
