"""A flow contains a hard-coded value that is also the value of an environment variable."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.hardcoded.named import (
    BEFORE_VARIABLES,
    MOST_RELATED,
    Named,
    describe,
    severity,
    site_of,
    trace,
)
from pplint.detect.hardcoded.urls import flow_urls
from pplint.detect.hardcoded.variable_values import Holder, variable_values
from pplint.detect.values import fold


class LiteralMatchesVariable(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE
    leaves_flow = "definitions"
    precision = "very-high"
    yields_to = BEFORE_VARIABLES

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        values = variable_values(workspace)
        if not values:
            return
        urls = {id(literal): hits for literal, hits in flow_urls(flow)}
        seen = set()
        for literal in flow.literals:
            match = values.find(literal.text, flow.solution, urls.get(id(literal), ()))
            if match is None or literal.path in seen:
                continue
            seen.add(literal.path)
            text = literal.text[match.start : match.end]
            yield _problem(flow, Named(literal, match.start, match.end, text, ""), match.holders)


def _problem(flow: Flow, named: Named, holders: list[Holder]) -> Problem:
    holder = holders[0]
    shown = "the text" if holder.is_secret else quote(named.shown)
    message = (
        f"{shown} hard-coded in {describe(named.literal.path)} is the {holder.how} of environment variable"
    )
    uses, way = trace(flow, named)
    others = {
        other.variable.lower(): other
        for other in holders
        if other.variable.lower() != holder.variable.lower()
    }
    related = [
        (other.site, f"{other.how} of {quote(other.variable)}") for other in (holder, *others.values())
    ]
    return Problem(
        f"{message} {quote(holder.variable)}"
        + (f" and {len(others)} more" if others else "")
        + "; use the variable",
        at=site_of(flow, named),
        related=[*related, *uses][:MOST_RELATED],
        flow=way,
        severity=severity(flow, named),
        hide_excerpt=holder.is_secret,
        value=fold(named.shown),
    )
