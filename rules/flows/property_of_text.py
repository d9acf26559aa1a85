"""An expression selects a property of a text."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace
from pplint.detect.flows.graph import by_cause, text_site
from pplint.detect.flows.text_values import text_accesses


class PropertyOfText(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        places = (
            (found.what, text_site(flow, found.text, found.span)) for found in text_accesses(flow.graph)
        )
        for what, site, related in by_cause(places, "also selected here"):
            yield Problem(
                f"a property is selected from {what}; read it from an object", at=site, related=related
            )
