"""A flow declares an environment variable as a parameter and uses it nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Flow, Problem, Rule, Severity, Workspace, quote
from pplint.expressions import json_strings, parse, references


class UnusedFlowParameter(Rule):
    severity = Severity.NOTE

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        declared = [parameter for parameter in flow.parameters if parameter.schema_name]
        if not declared:
            return
        used: set[str] = set()
        for _, text in json_strings(flow.definition):
            if "parameters(" in text.lower():
                template = parse(text)
                if template.error is not None:
                    # What cannot be read may use anything.
                    return
                used |= {ref.name.lower() for ref in references(template) if ref.kind == "parameters"}
        if "" in used:
            return
        for parameter in declared:
            if parameter.name.lower() not in used:
                yield Problem(
                    f"flow {quote(flow.name)} declares parameter {quote(parameter.name)} and uses it nowhere",
                    at=parameter.site,
                )
