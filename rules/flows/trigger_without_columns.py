"""A trigger fires for changes of any column."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.row_changes import watch_of, watches_dataverse


class TriggerWithoutColumns(Rule):
    severity = Severity.NOTE
    default = False
    consequence = Consequence.NONE
    needs = ("subscriptionrequest",)

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        watch = watch_of(flow)
        if watch is not None and watches_dataverse(watch) and watch.on_modified and not watch.columns:
            yield Problem(
                f"{quote(watch.name)} fires for changes of any column of {quote(watch.table[0])}; "
                "enter Select columns",
                at=watch.site,
            )
