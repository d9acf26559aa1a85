"""An expression reads an action, a loop or a variable that does not exist."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Site, Workspace, quote
from pplint.detect.flows.graph import action_reads, by_cause, nearest_action, nearest_variable, read_site


class DanglingReference(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STAYS_OFF

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        graph = flow.graph
        names: dict[tuple[str, str], tuple[str, str]] = {}
        places: list[tuple[tuple[str, str], Site]] = []
        for read in action_reads(graph):
            if read.key not in graph.by_key:
                names.setdefault(("action", read.key), (read.name, read.text.step.name))
                places.append((("action", read.key), read_site(flow, read)))
        # A variable that is also written is one fault, and undeclared-flow-variable names it.
        written = {write.key for write in graph.writes}
        for key, reads in graph.variable_reads.items():
            if key not in graph.declared and key not in written:
                names.setdefault(("variable", key), (reads[0].name, reads[0].text.step.name))
                places += ((("variable", key), read_site(flow, read)) for read in reads)
        for cause, site, related in by_cause(places, "also read here"):
            kind, _ = cause
            name, reader = names[cause]
            hint = nearest_action(graph, name) if kind == "action" else nearest_variable(graph, name)
            yield Problem(
                f"{quote(reader)} reads {kind} {quote(name)}, which this flow does not "
                f"have{hint or '; correct the name'}",
                at=site,
                related=related,
            )
