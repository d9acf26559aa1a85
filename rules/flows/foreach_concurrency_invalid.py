"""The concurrency of a loop is out of range, or has no effect."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.graph import bad_concurrency, void_concurrency

WHERE = ("runtimeConfiguration", "concurrency", "repetitions")


class ForeachConcurrencyInvalid(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STAYS_OFF
    needs = ("foreach",)
    needs_also = ("repetitions",)

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        for step, value in bad_concurrency(flow.graph):
            yield Problem(
                f"{quote(step.name)} has a degree of parallelism of {quote(value)}; expected 1 to 50",
                at=flow.site.child(*step.path, *WHERE),
            )
        void = void_concurrency(flow.graph)
        if void:
            first, *others = void
            also = f" (and {len(others)} more)" if others else ""
            yield Problem(
                f"concurrency of {quote(first.name)}{also} has no effect, since it is inside another loop; turn it off",
                at=flow.site.child(*first.path, *WHERE),
                related=[(flow.site.child(*step.path, *WHERE), "no effect either") for step in others],
                severity=Severity.NOTE,
            )
