"""A flow is in a solution without the metadata that packing it needs."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote


class FlowWithoutMetadata(Rule):
    severity = Severity.ERROR
    consequence = Consequence.LEFT_OUT

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        solution = flow.solution
        if flow.has_metadata or solution.layout not in ("xml", "plain-unzip"):
            return
        if solution.layout == "xml":
            # Metadata that is there and cannot be read has a finding of its own.
            if flow.is_packed:
                return
            missing = f"{flow.document.path.rpartition('/')[2]}.data.xml"
            yield Problem(
                f"flow {quote(flow.name)} has no {quote(missing, 160)} beside it, so it is not packed; "
                "export the flow again",
                at=flow.site,
                brief=f"flow {quote(flow.name)} has no metadata",
            )
        elif solution.has_customizations:
            yield Problem(
                f"flow {quote(flow.name)} has no Workflow element in customizations.xml, so it is not imported; "
                "export the flow again",
                at=flow.site,
            )
