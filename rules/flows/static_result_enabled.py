"""An action returns a mocked result instead of running."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Action, Consequence, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.graph import is_mocked


class StaticResultEnabled(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE
    needs = ("staticresult",)

    def check_action(self, action: Action, workspace: Workspace) -> Iterator[Problem]:
        if is_mocked(action.node):
            yield Problem(
                f"{quote(action.name)} returns a static result instead of running; turn off static results",
                at=action.at("runtimeConfiguration", "staticResult", "staticResultOptions"),
            )
