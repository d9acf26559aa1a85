"""A flow writes a row that starts the flow again."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.trigger_loops import own_loops


class TriggerLoop(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE
    needs = ("createrecord", "updaterecord", "updateonlyrecord", "patchitem", "patchfileitem", "postitem")
    needs_also = ("subscriptionrequest", "getonnew", "getonupdated")

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        loops = list(own_loops(flow))
        if loops:
            (watch, first), *others = loops
            what = "adds a row to the table" if first.is_added else "writes the row"
            yield Problem(
                f"{quote(first.name)} {what} that starts the flow, so trigger "
                f"{quote(watch.name)} fires again; filter the trigger",
                at=first.site,
                related=[
                    (watch.site, "the trigger"),
                    *((change.site, "so does this") for _, change in others),
                ],
            )
