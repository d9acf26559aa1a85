"""An expression uses the current item of a loop from outside the loop."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.graph import by_cause, items_outside, lone_items, read_site


class ItemsOutsideLoop(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STAYS_OFF
    needs = ("item", "iterationindexes")

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        outside = list(items_outside(flow.graph))
        names = {
            read.key: (read.text.step.name, read.kind, read.name, why) for read, why in reversed(outside)
        }
        places = ((read.key, read_site(flow, read)) for read, _ in outside)
        for key, site, related in by_cause(places, "also read here"):
            reader, kind, name, why = names[key]
            what = "the item" if kind == "items" else "the iteration"
            yield Problem(
                f"{quote(reader)} reads {what} of {quote(name)} {why}; move it there",
                at=site,
                related=related,
            )
        lone = list(lone_items(flow.graph))
        steps = {read.text.step.key: read.text.step.name for read in lone}
        places = ((read.text.step.key, read_site(flow, read)) for read in lone)
        for key, site, related in by_cause(places, "also read here"):
            yield Problem(
                f"{quote(steps[key])} uses item() outside a loop, so it fails when it runs; use a list instead",
                at=site,
                related=related,
                severity=Severity.WARNING,
                consequence=Consequence.NONE,
            )
