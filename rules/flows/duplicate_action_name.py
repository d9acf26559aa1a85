"""Two actions of a flow have the same name."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.graph import step_site


class DuplicateActionName(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STAYS_OFF

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        for steps in flow.graph.by_key.values():
            actions = [step for step in steps if not step.is_trigger]
            if len(actions) < 2:
                continue
            first, *others = actions
            spelled = f" (also spelled {quote(others[0].name)})" if others[0].name != first.name else ""
            yield Problem(
                f"{len(others) + 1} actions are named {quote(first.name)}{spelled}; rename them",
                at=step_site(flow, others[0]),
                related=[(step_site(flow, step), "the same name") for step in (first, *others[1:])],
            )
