"""An action returns only the first rows of a list, without saying that there are more."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Action, Consequence, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.paging import row_filter, silent_limit


class ListWithoutPagination(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE
    operations = ("getitems", "getfileitems", "getitems_v2")

    def check_action(self, action: Action, workspace: Workspace) -> Iterator[Problem]:
        rows = silent_limit(action)
        condition = row_filter(action)
        if not rows or " eq" in condition:
            return
        yield Problem(
            f"{quote(action.name)} returns the first {rows:,} rows at most; turn on pagination or set a Top Count",
            at=action.site,
            severity=Severity.NOTE if condition else None,
        )
