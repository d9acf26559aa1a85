"""The iterations of a parallel loop read and write the same variable."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.graph import read_site, step_site
from pplint.detect.flows.races import loop_races


class ParallelForeachRace(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE
    needs = ("variable",)
    needs_also = ("repetitions",)

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        for race in loop_races(flow.graph):
            first, *others = race.writes
            yield Problem(
                f"parallel iterations of {quote(race.loop.name)} share variable {quote(first.name)}, so one may "
                "read what another one wrote; use a Compose",
                at=step_site(flow, first.step),
                related=[
                    (step_site(flow, race.loop), "the loop with concurrency"),
                    *((step_site(flow, write.step), "also written here") for write in others),
                    *((read_site(flow, read), "read here") for read in race.reads),
                ],
            )
