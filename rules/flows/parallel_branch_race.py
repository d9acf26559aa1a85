"""Parallel branches write the same variable, or one reads it while the other writes it."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.graph import read_site, step_site
from pplint.detect.flows.races import branch_races


class ParallelBranchRace(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE
    needs = ("variable",)

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        for race in branch_races(flow.graph):
            if race.other is not None:
                does, name, site = "writes", race.other.step.name, step_site(flow, race.other.step)
            elif race.read is not None:
                does, name, site = "reads", race.read.text.step.name, read_site(flow, race.read)
            yield Problem(
                f"{quote(race.write.step.name)} writes variable {quote(race.write.name)} "
                f"while {quote(name)} in a parallel branch {does} it; run one after the other",
                at=step_site(flow, race.write.step),
                related=[(site, f"{does} it in a parallel branch")],
            )
