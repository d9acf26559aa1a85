"""An expression uses a parameter that its flow does not declare."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Flow, Problem, Rule, Severity, Site, Workspace, quote
from pplint.expressions import json_strings, parse, references
from pplint.model.flow import DEFINITION


class UndeclaredParameter(Rule):
    severity = Severity.ERROR

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        declared = {parameter.name.lower() for parameter in flow.parameters}
        for path, text in json_strings(flow.definition, DEFINITION):
            # Notes and metadata may quote old expressions.
            if "parameters(" not in text.lower() or path[-1] == "description" or "metadata" in path:
                continue
            for reference in references(parse(text)):
                name = reference.name
                if reference.kind == "parameters" and name and name.lower() not in declared:
                    yield Problem(
                        f"flow {quote(flow.name)} uses parameter {quote(name)}, which it does not declare",
                        at=Site(flow.document, path, "value", (reference.span.start, reference.span.end)),
                    )
