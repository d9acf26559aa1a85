"""A flow that an agent calls never responds to it."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Agent, Consequence, Problem, Rule, Severity, Workspace, quote
from pplint.detect.users import called_flows, unanswered_trigger


class AgentFlowWithoutResponse(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE
    only_with = ("flow_ids",)

    def check_agent(self, agent: Agent, workspace: Workspace) -> Iterator[Problem]:
        for flow, sites in called_flows(agent, workspace):
            request = unanswered_trigger(flow)
            if request is None:
                continue
            yield Problem(
                f"flow {quote(flow.name)} is called by agent {quote(agent.name)} but has no response action; add one",
                at=request,
                related=[(site, "called here") for site in sites],
            )
