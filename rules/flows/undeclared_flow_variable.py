"""An action writes a variable that the flow does not initialize."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.graph import by_cause, nearest_variable, read_site


class UndeclaredFlowVariable(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STAYS_OFF
    needs = ("variable",)

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        graph = flow.graph
        missing = [write for write in graph.writes if write.key not in graph.declared]
        first = {write.key: write for write in reversed(missing)}
        places = [(write.key, flow.site.child(*write.path)) for write in missing]
        places += [
            (key, read_site(flow, read)) for key in first for read in graph.variable_reads.get(key, ())
        ]
        for key, site, related in by_cause(places, "also used here"):
            write = first[key]
            yield Problem(
                f"{quote(write.step.name)} writes variable {quote(write.name)}, which this flow does not initialize"
                f"{nearest_variable(graph, write.name) or '; add Initialize variable'}",
                at=site,
                related=related,
            )
