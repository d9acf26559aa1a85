"""A Parse JSON schema does not allow null for a property of a call's output."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.optional_values import strict_schemas


class ParseJsonNonNullable(Rule):
    severity = Severity.NOTE
    default = False
    consequence = Consequence.NONE
    needs = ("parsejson",)

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        for step, path in strict_schemas(flow.graph):
            yield Problem(
                f"{quote(step.name)} fails if {quote(path[-2])} is null; allow null in its schema",
                at=flow.site.child(*step.path, *path),
            )
