"""A condition is always true or always false."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.reachability import constant_conditions


class ConditionConstant(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE
    needs = ('"if"', '"until"', '"conditions"')

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        for step, path, value in constant_conditions(flow):
            what = "condition of trigger" if step.is_trigger else "condition"
            known = "true" if value else "false"
            yield Problem(
                f"{what} {quote(step.name)} is always {known}; correct or remove it",
                at=flow.site.child(*step.path, *path),
            )
