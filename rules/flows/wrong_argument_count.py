"""A function is called with too few or too many arguments."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.graph import by_cause, text_site, wrong_calls


class WrongArgumentCount(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STAYS_OFF

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        places = (
            ((call.lower, len(call.args), wanted), text_site(flow, text, call.span))
            for text, call, wanted in wrong_calls(flow.graph)
        )
        for (name, count, wanted), site, related in by_cause(places, "also called like this"):
            yield Problem(
                f"function {quote(name)} takes {wanted}, not {count}",
                at=site,
                related=related,
            )
