"""A flow has no description."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote


class MissingFlowDescription(Rule):
    severity = Severity.NOTE
    default = False
    consequence = Consequence.NONE
    leaves_flow = "definitions"

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        if not flow.description.strip() and flow.has_metadata:
            yield Problem(
                f"flow {quote(flow.name)} has no description; say what it does",
                at=flow.metadata_site or flow.site,
            )
