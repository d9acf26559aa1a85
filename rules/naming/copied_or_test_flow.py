"""A flow is named as a copy, a test or an old version."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.names import leftover_word


class CopiedOrTestFlow(Rule):
    severity = Severity.NOTE
    consequence = Consequence.NONE
    leaves_flow = "definitions"

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        word = leftover_word(flow.name)
        if word:
            yield Problem(
                f"flow {quote(flow.name)} is named as {word}; should it be in the solution?",
                at=flow.metadata_site or flow.site,
            )
