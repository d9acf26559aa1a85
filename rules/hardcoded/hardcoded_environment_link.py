"""A flow contains a portal link with the id of one environment."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace
from pplint.detect.hardcoded.named import BEFORE_URLS, problems
from pplint.detect.hardcoded.urls import named_links


class HardcodedEnvironmentLink(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE
    yields_to = BEFORE_URLS

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        yield from problems(
            flow, named_links(flow), "use workflow()?['tags']?['environmentName'] instead of the id"
        )
