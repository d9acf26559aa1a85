"""The note of an action is longer than 256 characters."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote

MOST = 256


class DescriptionLength(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE
    needs = ("description",)

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        for step in flow.graph.steps:
            text = step.node.get("description")
            if isinstance(text, str) and len(text) > MOST:
                yield Problem(
                    f"the note of {quote(step.name)} has {len(text)} characters; the limit is {MOST}",
                    at=flow.site.child(*step.path, "description"),
                )
