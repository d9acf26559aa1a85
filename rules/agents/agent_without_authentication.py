"""Anyone who has the link can talk to the agent without signing in."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Agent, Consequence, Problem, Rule, Severity, Workspace, quote
from pplint.detect.users import acts_or_knows

NONE = "1"
"""Source: learn.microsoft.com, table reference bot, choice bot_authenticationmode."""


class AgentWithoutAuthentication(Rule):
    severity = Severity.WARNING
    tags = ("security", "external/cwe/cwe-306")
    consequence = Consequence.NONE

    def check_agent(self, agent: Agent, workspace: Workspace) -> Iterator[Problem]:
        if agent.authentication != NONE or agent.authentication_site is None:
            return
        reach = acts_or_knows(agent)
        yield Problem(
            f"agent {quote(agent.name)} does not ask users to sign in"
            + (f", and it {reach[0]}" if reach else "")
            + "; turn on authentication",
            at=agent.authentication_site,
            related=[(reach[1], reach[0])] if reach else [],
            severity=None if reach else Severity.NOTE,
        )
