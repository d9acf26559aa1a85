"""An expression cannot be parsed."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.graph import broken_texts, by_cause, text_site


class ExpressionSyntax(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STAYS_OFF

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        broken = list(broken_texts(flow.graph))
        first = {text.text: (text.step.name, error.message) for text, error in reversed(broken)}
        places = ((text.text, text_site(flow, text, error.span)) for text, error in broken)
        for text, site, related in by_cause(places, "the same text"):
            step, why = first[text]
            yield Problem(f"expression in {quote(step)} cannot be parsed: {why}", at=site, related=related)
