"""A flow is bound to a connection instead of a connection reference."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.fixes import bind_to_reference


class DirectConnection(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STAYS_OFF
    only_with = ("connections",)
    precision = "very-high"

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        # Legacy packages lie outside solutions, where there are no connection references to use.
        if flow.is_legacy_package:
            return
        for connection in flow.connections:
            if not connection.logical_name:
                api = connection.api_name or connection.key
                yield Problem(
                    f"flow {quote(flow.name)} uses a connection of {quote(api)} directly; "
                    "use a connection reference",
                    at=connection.site,
                    fixes=bind_to_reference(flow, connection),
                    brief=f"{quote(flow.name)} uses a connection directly",
                )
