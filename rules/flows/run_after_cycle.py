"""Actions wait for each other in a circle."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.graph import step_site


class RunAfterCycle(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STAYS_OFF

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        for ring in flow.graph.rings():
            first, *others = ring
            names = ", ".join(quote(step.name) for step in ring[:5])
            more = f" and {len(ring) - 5} more" if len(ring) > 5 else ""
            yield Problem(
                f"{names}{more} wait for each other, so none of them runs; let one run first"
                if others
                else f"{quote(first.name)} runs after itself; change its run-after setting",
                at=step_site(flow, first),
                related=[(step_site(flow, step), "waits as well") for step in others],
            )
