"""A recurrence is out of range or malformed."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.recurrence import recurrence_faults


class RecurrenceInvalid(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STAYS_OFF
    needs = ("recurrence",)

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        for trigger in flow.graph.triggers:
            for path, words in recurrence_faults(trigger.node.get("recurrence")):
                yield Problem(
                    f"recurrence of {quote(trigger.name)}: {words}",
                    at=flow.site.child(*trigger.path, "recurrence", *path),
                )
