"""A function that fails on null gets a value that may be missing."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.graph import text_site
from pplint.detect.flows.optional_values import unsafe_arguments


class UnsafeArgument(Rule):
    severity = Severity.NOTE
    default = False
    consequence = Consequence.NONE

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        for text, call in unsafe_arguments(flow.graph):
            yield Problem(
                f"{quote(call.name)} in {quote(text.step.name)} fails if its first argument is missing; use coalesce()",
                at=text_site(flow, text, call.span),
            )
