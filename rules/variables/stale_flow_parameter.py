"""A flow's parameter still has the old display name of its environment variable."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import (
    Consequence,
    EnvironmentVariable,
    Flow,
    Problem,
    Rule,
    Severity,
    Workspace,
    quote,
)
from pplint.detect.fixes import rename_parameter


class StaleFlowParameter(Rule):
    severity = Severity.NOTE
    consequence = Consequence.NONE
    only_with = ("parameters",)
    leaves_flow = "definitions"

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        for parameter in flow.parameters:
            suffix = f" ({parameter.schema_name})"
            if not parameter.schema_name or not parameter.name.lower().endswith(suffix.lower()):
                continue
            definition = workspace.resolve_variable(flow.solution, parameter.schema_name).definition
            if not isinstance(definition, EnvironmentVariable) or not definition.display_name:
                continue
            shown = parameter.name[: -len(suffix)]
            if shown.strip() != definition.display_name.strip():
                yield Problem(
                    f"parameter {quote(parameter.name)} of flow {quote(flow.name)} still has the old name of the "
                    f"variable, which is now {quote(definition.display_name)}; select the variable again",
                    at=parameter.site,
                    related=((definition.site, "defined here"),),
                    fixes=rename_parameter(flow, parameter, f"{definition.display_name}{suffix}"),
                )
