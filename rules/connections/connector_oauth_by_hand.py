"""A custom connector's OAuth settings must be entered again by hand after every import."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Connector, Consequence, Problem, Rule, Severity, Workspace, quote
from pplint.detect.connectors import oauth_settings


class ConnectorOauthByHand(Rule):
    severity = Severity.NOTE
    consequence = Consequence.OPEN

    def check_connector(self, connector: Connector, workspace: Workspace) -> Iterator[Problem]:
        for site in oauth_settings(connector)[:1]:
            yield Problem(
                f"custom connector {quote(connector.name)} signs in with OAuth, and imports leave out its secret; enter "
                "it on the connector's Security page in every environment",
                at=site,
            )
