"""A property is taken from the first or last row of a list that may be empty."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.graph import by_cause, text_site
from pplint.detect.flows.guards import unsafe_firsts


class UnsafeFirst(Rule):
    severity = Severity.NOTE
    consequence = Consequence.NONE
    needs = ("first", "last")

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        found = list(unsafe_firsts(flow.graph))
        first = {item.name: item for item in reversed(found)}
        places = ((item.name, text_site(flow, item.text, item.span)) for item in found)
        for name, site, related in by_cause(places, "also taken here"):
            item = first[name]
            yield Problem(
                f"{quote(item.text.step.name)} fails if {quote(name)} finds nothing; "
                f"use '?' after {item.call.lower}()",
                at=site,
                related=related,
            )
