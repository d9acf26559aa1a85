"""An expression is longer than 8,192 characters."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.graph import MOST_CHARACTERS, long_expressions, text_site


class ExpressionLength(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STAYS_OFF

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        for text, start, end in long_expressions(flow.graph):
            yield Problem(
                f"expression in {quote(text.step.name)} has {end - start:,} characters; "
                f"at most {MOST_CHARACTERS:,} are allowed",
                at=text_site(flow, text, (start, end)),
                hide_excerpt=True,
            )
