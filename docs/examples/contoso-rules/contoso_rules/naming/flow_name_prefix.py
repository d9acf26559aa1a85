"""The name of a flow does not begin with the name of its area."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote


class FlowNamePrefix(Rule):
    severity = Severity.NOTE
    consequence = Consequence.NONE

    class Options:
        areas: list[str] = ["Orders", "Prices", "Notify"]

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        if not flow.name.startswith(tuple(self.options.areas)):
            areas = ", ".join(quote(area) for area in self.options.areas)
            yield Problem(
                f"flow {quote(flow.name)} begins with none of {areas}",
                at=flow.metadata_site or flow.site,
            )
