"""Nothing runs when a call to another system fails."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace
from pplint.detect.flows.graph import together
from pplint.detect.flows.handling import unhandled_calls


class ExternalCallWithoutHandler(Rule):
    severity = Severity.NOTE
    default = False
    consequence = Consequence.NONE

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        found = together(flow, unhandled_calls(flow.graph))
        if found is not None:
            yield Problem(
                f"nothing handles a failure of {found.named}; add an action that runs after a failure",
                at=found.at,
                related=[(site, "nor when this fails") for site in found.others],
            )
