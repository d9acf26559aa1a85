"""A child flow has a connection provided by the run-only user."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.dataverse import DATAVERSE


class InvokerConnectionInChildFlow(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STAYS_OFF
    only_with = ("connections",)
    precision = "very-high"
    leaves_flow = "flows"

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        invoker = [c for c in flow.connections if c.runtime_source == "invoker"]
        calls = workspace.calls_of(flow) if invoker else []
        if not calls:
            return
        # One finding for each child names all its connections: changing only one would fail again at the next.
        broken = [c for c in invoker if c.api_name.lower() not in DATAVERSE]
        first, *others = broken + [c for c in invoker if c not in broken]
        names = [quote(connection.key) for connection in (first, *others)]
        which = (
            f"connections {', '.join(names[:-1])} and {names[-1]} are"
            if others
            else f"connection {names[0]} is"
        )
        yield Problem(
            f"flow {quote(flow.name)} is called as a child flow, but its {which} provided by the run-only "
            "user; choose 'Use this connection'",
            at=first.site,
            touches=[call.flow.id for call in calls],
            brief=f"child flow {quote(flow.name)} has a connection provided by the run-only user",
            related=(
                *((other.site, "also this connection") for other in others),
                *((call.site, f"called by {quote(call.flow.name)}") for call in calls),
            ),
            severity=None if broken else Severity.NOTE,
        )
