"""An expression was stored as text and is not evaluated."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.texts_and_notes import stored_texts


class ExpressionAsText(Rule):
    severity = Severity.NOTE
    consequence = Consequence.NONE

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        for found in stored_texts(flow.graph):
            yield Problem(
                f"{quote(found.what)} in {quote(found.step.name)} is stored as text and not evaluated; "
                "expected '@{…}', or '@' at the start",
                at=flow.site.child(*found.path).within(*found.span),
            )
