"""An expression calls a function that does not exist."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.graph import by_cause, function_advice, is_function, text_site


class UnknownFunction(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STAYS_OFF

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        unknown = {name: calls for name, calls in flow.graph.calls_by_name.items() if not is_function(name)}
        places = (
            (name, text_site(flow, text, call.name_span))
            for name, calls in unknown.items()
            for text, call, _ in calls
        )
        for name, site, related in by_cause(places, "also called here"):
            advice = function_advice(name)
            yield Problem(
                f"function {quote(unknown[name][0][1].name)} does not exist"
                + (f"; {advice}" if advice else ""),
                at=site,
                related=related,
            )
