"""An expression uses a parameter that its flow does not declare."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Site, Workspace, quote
from pplint.detect.flows.parameter_uses import find_parameter_uses, names_agree


class UndeclaredParameter(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STAYS_OFF

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        declared = {parameter.name.lower() for parameter in flow.parameters}
        # Reading all expressions is the slow way; mostly a look at the text shows that nothing is wrong.
        if names_agree(flow, declared - {"$connections", "$authentication"}):
            return
        for path, reference in find_parameter_uses(flow).references:
            # Notes and metadata may quote old expressions.
            if path[-1] == "description" or "metadata" in path:
                continue
            name = reference.name
            if name and name.lower() not in declared:
                yield Problem(
                    f"flow {quote(flow.name)} uses parameter {quote(name)}, which it does not declare; select the "
                    "variable again",
                    at=Site(flow.document, path, "value", (reference.span.start, reference.span.end)),
                )
