"""An action has the name that the designer gave it."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.graph import sorted_by_name, step_site
from pplint.detect.flows.names import is_default_name


class DefaultActionName(Rule):
    severity = Severity.NOTE
    default = False
    consequence = Consequence.NONE

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        steps = sorted_by_name(step for step in flow.graph.actions if is_default_name(step.name))
        if steps:
            first, *others = steps
            also = f" and {len(others)} more" if others else ""
            yield Problem(
                f"action {quote(first.name)}{also} still {'have' if others else 'has'} the designer's name",
                at=step_site(flow, first),
                related=[(step_site(flow, step), "named by the designer") for step in others[:50]],
            )
