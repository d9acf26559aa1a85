"""The name of an action does not follow the configured pattern."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.graph import sorted_by_name, together
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
        found = together(flow, wrong)
        if found is not None:
            yield Problem(
                f"action {found.named} {'do' if found.others else 'does'} not follow the pattern "
                f"{quote(self.options.pattern)}; rename {'them' if found.others else 'it'}",
                at=found.at,
                related=[(site, "does not either") for site in found.others],
            )
