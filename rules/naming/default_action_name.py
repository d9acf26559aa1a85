"""An action still has the designer's default name."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace
from pplint.detect.flows.graph import sorted_by_name, together
from pplint.detect.flows.names import is_default_name


class DefaultActionName(Rule):
    severity = Severity.NOTE
    default = False
    consequence = Consequence.NONE

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        steps = sorted_by_name(step for step in flow.graph.actions if is_default_name(step.name))
        found = together(flow, steps)
        if found is not None:
            has = "have default names; rename them" if found.others else "has its default name; rename it"
            yield Problem(
                f"action {found.named} still {has}",
                at=found.at,
                related=[(site, "default name") for site in found.others],
            )
