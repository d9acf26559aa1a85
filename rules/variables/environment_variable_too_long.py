"""A name, default or value of an environment variable is longer than Dataverse stores."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, EnvironmentVariable, Problem, Rule, Severity, Site, Workspace, quote
from pplint.detect.values import given_values

NAME_LIMIT = 100
TEXT_LIMIT = 2000


class EnvironmentVariableTooLong(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STOPS
    precision = "very-high"

    def check_environment_variable(
        self, variable: EnvironmentVariable, workspace: Workspace
    ) -> Iterator[Problem]:
        texts: list[tuple[str, str, Site, int]] = [
            ("schema name", variable.schema_name, variable.site, NAME_LIMIT),
            ("display name", variable.display_name, variable.site, NAME_LIMIT),
            ("description", variable.description, variable.description_site or variable.site, TEXT_LIMIT),
        ]
        texts += [(what, text, site, TEXT_LIMIT) for what, text, site in given_values(variable)]
        for what, text, site, limit in texts:
            if len(text) > limit:
                yield Problem(
                    f"the {what} of {quote(variable.schema_name)} has {len(text)} characters; "
                    f"Dataverse stores at most {limit}, so shorten it",
                    at=site,
                    discriminator=what,
                    hide_excerpt=True,
                )
