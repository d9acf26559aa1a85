"""The name of an action does not follow the configured pattern."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.graph import sorted_by_name, step_site
from pplint.detect.flows.names import follows


class ActionName(Rule):
    severity = Severity.NOTE
    default = False
    consequence = Consequence.NONE

    class Options:
        """``pattern``: a glob that names must match, with regard to case; several are joined by ``|``."""

        pattern: str = "*"

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        wrong = sorted_by_name(
            step for step in flow.graph.actions if not follows(step.name, self.options.pattern)
        )
        if wrong:
            first, *others = wrong
            also = f" and {len(others)} more" if others else ""
            yield Problem(
                f"action {quote(first.name)}{also} {'do' if others else 'does'} not follow the pattern "
                f"{quote(self.options.pattern)}",
                at=step_site(flow, first),
                related=[(step_site(flow, step), "does not either") for step in others[:50]],
            )
