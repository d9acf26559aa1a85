"""An expression reads an action that cannot have run yet, or a variable before it is initialized."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.graph import EARLY, by_cause, early_reads, read_site


class ReferenceBeforeRun(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STAYS_OFF

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        found = [
            ((early.reader.name, early.name, early.relation, early.is_variable), early)
            for early in early_reads(flow.graph)
        ]
        places = ((cause, read_site(flow, early.read)) for cause, early in found if early.read is not None)
        for (reader, name, relation, is_variable), site, related in by_cause(places, "also read here"):
            what = (
                f"variable {quote(name)} before it is initialized; initialize it first"
                if is_variable
                else f"action {quote(name)}, {EARLY[relation]}"
            )
            yield Problem(f"{quote(reader)} reads {what}", at=site, related=related)
        for (writer, name, _, _), early in found:
            if early.read is None:
                yield Problem(
                    f"{quote(writer)} writes variable {quote(name)} before it is initialized; initialize it first",
                    at=flow.site.child(*early.path),
                )
