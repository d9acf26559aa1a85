"""A trigger or an action has an unknown type."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.action_types import is_known_type, nearest_type
from pplint.detect.flows.graph import by_cause, step_site


class UnknownActionType(Rule):
    severity = Severity.WARNING
    consequence = Consequence.STAYS_OFF

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        unknown = [step for step in flow.graph.steps if not is_known_type(step.type)]
        first = {step.type: step for step in reversed(unknown)}
        for cause, site, related in by_cause(
            ((s.type, step_site(flow, s)) for s in unknown), "the same type"
        ):
            step = first[cause]
            written = step.node.get("type")
            what = f"type {quote(written)}, which is not known" if cause else "no type"
            yield Problem(
                f"{quote(step.name)} has {what}{nearest_type(cause) or '; use a known type'}",
                at=site,
                related=related,
            )
