"""A Parse JSON schema allows no null in what a call returned."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.optional_values import strict_schemas


class ParseJsonNonNullable(Rule):
    severity = Severity.NOTE
    default = False
    consequence = Consequence.NONE

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        for step, path in strict_schemas(flow.graph):
            yield Problem(
                f"{quote(step.name)} fails if {quote(path[-2])} is null",
                at=flow.site.child(*step.path, *path),
            )
