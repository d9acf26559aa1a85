"""A flow has a Response, but nothing that waits for it starts the flow."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.graph import is_polling, step_site


class ResponseWithoutRequest(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STAYS_OFF
    needs = ("response",)

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        triggers = flow.graph.triggers
        answers = [step for step in flow.graph.actions if step.type == "response"]
        if not triggers or not answers or any(trigger.type in ("request", "manual") for trigger in triggers):
            return
        # Published flows with a webhook trigger and a Response are on: there it is only of no use.
        is_refused = all(is_polling(trigger) for trigger in triggers)
        yield Problem(
            f"Response {quote(answers[0].name)} has no caller to answer, since {quote(triggers[0].name)} starts the "
            "flow; remove it",
            at=step_site(flow, answers[0]),
            related=[(step_site(flow, step), "so does this") for step in answers[1:]],
            severity=None if is_refused else Severity.WARNING,
            consequence=None if is_refused else Consequence.NONE,
        )
