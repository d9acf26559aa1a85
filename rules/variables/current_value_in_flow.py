"""A flow contains the value of an environment variable from the environment where it was last saved."""

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
                    f"flow {quote(flow.name)} contains the value of {quote(parameter.schema_name)} from the "
                    "environment where it was last saved; a pipeline step can remove it",
                    at=parameter.site,
                )
