"""A flow declares an environment variable as a parameter but never uses it."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.fixes import drop_parameter
from pplint.detect.flows.parameter_uses import find_parameter_uses, names_agree


class UnusedFlowParameter(Rule):
    severity = Severity.NOTE
    consequence = Consequence.NONE
    only_with = ("parameters",)

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        declared = [parameter for parameter in flow.parameters if parameter.schema_name]
        if not declared:
            return
        names = {parameter.name.lower() for parameter in flow.parameters}
        if names_agree(flow, names - {"$connections", "$authentication"}):
            return
        found = find_parameter_uses(flow)
        used = {reference.name.lower() for _, reference in found.references}
        # What cannot be read, or is computed, may use anything.
        if not found.is_complete or "" in used:
            return
        for parameter in declared:
            if parameter.name.lower() not in used:
                yield Problem(
                    f"flow {quote(flow.name)} declares parameter {quote(parameter.name)} but never uses it; "
                    "save the flow again",
                    at=parameter.site,
                    fixes=drop_parameter(parameter),
                )
