"""The rounds of a parallel loop read and write one variable."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.graph import read_site, step_site
from pplint.detect.flows.races import loop_races


class ParallelForeachRace(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        for race in loop_races(flow.graph):
            first, *others = race.writes
            yield Problem(
                f"parallel rounds of {quote(race.loop.name)} share variable {quote(first.name)}: "
                "each may see what another one wrote",
                at=step_site(flow, first.step),
                related=[
                    (step_site(flow, race.loop), "the loop with concurrency"),
                    *((step_site(flow, write.step), "also written here") for write in others),
                    *((read_site(flow, read), "read here") for read in race.reads),
                ],
            )
