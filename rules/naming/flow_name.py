"""The name of a flow does not follow the configured pattern."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.names import follows


class FlowName(Rule):
    severity = Severity.NOTE
    default = False
    consequence = Consequence.NONE
    leaves_flow = "definitions"

    class Options:
        """``pattern``: a glob that names must match, with regard to case; several are joined by ``|``."""

        pattern: str = "*"

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        if flow.name and not follows(flow.name, self.options.pattern):
            yield Problem(
                f"flow {quote(flow.name)} does not follow the pattern {quote(self.options.pattern)}; rename it",
                at=flow.metadata_site or flow.site,
            )
