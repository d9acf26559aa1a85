"""The note of an action mentions an action or variable that no longer exists."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.texts_and_notes import stale_notes


class StaleNote(Rule):
    severity = Severity.NOTE
    consequence = Consequence.NONE
    needs = ("description",)

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        for found in stale_notes(flow.graph):
            yield Problem(
                f"the note of {quote(found.step.name)} mentions {quote(found.name)}, which this flow does not have; "
                "correct it",
                at=flow.site.child(*found.step.path, "description").within(*found.span),
            )
