"""A query runs once in every iteration of a loop."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.graph import by_cause, step_site
from pplint.detect.flows.queries import queries_in_loops


class QueryInLoop(Rule):
    severity = Severity.NOTE
    default = False
    consequence = Consequence.NONE
    needs = ("foreach",)

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        found = list(queries_in_loops(flow.graph))
        first = {loop.key: (step, loop) for step, loop in reversed(found)}
        places = ((loop.key, step_site(flow, step)) for step, loop in found)
        for key, site, related in by_cause(places, "runs in every iteration as well"):
            step, loop = first[key]
            yield Problem(
                f"{quote(step.name)} reads from another system in every iteration of "
                f"{quote(loop.name)}; read once before the loop",
                at=site,
                related=related,
            )
