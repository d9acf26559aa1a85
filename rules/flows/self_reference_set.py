"""A variable is set from its own value."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.graph import read_site


class SelfReferenceSet(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STAYS_OFF
    needs = ("setvariable",)

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        graph = flow.graph
        for write in graph.writes:
            if write.how != "set":
                continue
            reads = [
                read
                for read in graph.reads_by_step.get(write.step, ())
                if read.kind == "variables" and read.key == write.key and read.text.part == "inputs"
            ]
            if reads:
                yield Problem(
                    f"{quote(write.step.name)} sets variable {quote(write.name)} from its own value; "
                    "use a Compose in between",
                    at=read_site(flow, reads[0]),
                    related=[(read_site(flow, read), "also read here") for read in reads[1:]],
                )
