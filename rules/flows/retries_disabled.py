"""The retries of a call are turned off."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace
from pplint.detect.flows.graph import together
from pplint.detect.flows.handling import without_retries


class RetriesDisabled(Rule):
    severity = Severity.NOTE
    default = False
    consequence = Consequence.NONE

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        found = together(flow, without_retries(flow.graph))
        if found is not None:
            yield Problem(
                f"retries are turned off for {found.named}; choose the default retry policy",
                at=found.at,
                related=[(site, "nor does this") for site in found.others],
            )
