"""A canvas app calls a flow that is not in any solution here."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import App, Consequence, Problem, Rule, Severity, Workspace, quote
from pplint.detect.users import undefined_flows


class UndefinedAppFlow(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STOPS
    only_with = ("flow_ids",)
    first_import = True

    def check_app(self, app: App, workspace: Workspace) -> Iterator[Problem]:
        for flow_id, site, others in undefined_flows(app, app.flow_ids, workspace):
            yield Problem(
                f"canvas app {quote(app.name)} calls flow {quote(flow_id)}, which is not in any solution "
                "here; add it to the solution",
                at=site,
                related=[(other, "and here") for other in others],
                discriminator=flow_id,
            )
