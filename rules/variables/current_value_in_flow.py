"""A flow's parameter carries the value that an environment variable has where the flow was saved."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote


class CurrentValueInFlow(Rule):
    severity = Severity.NOTE
    consequence = Consequence.NONE
    default = False

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        for parameter in flow.parameters:
            if parameter.schema_name and parameter.default not in (None, "", {}, []):
                yield Problem(
                    f"flow {quote(flow.name)} carries the value that {quote(parameter.schema_name)} had where it was "
                    "saved",
                    at=parameter.site,
                )
