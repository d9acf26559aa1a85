"""A query returns all rows of a table."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Action, Consequence, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.paging import lists_everything


class ListWithoutFilter(Rule):
    severity = Severity.NOTE
    default = False
    consequence = Consequence.NONE
    needs = ("listrecords", "getitems", "getfileitems")
    operations = ("listrecords", "getitems", "getitems_v2", "getfileitems")

    def check_action(self, action: Action, workspace: Workspace) -> Iterator[Problem]:
        if lists_everything(action):
            yield Problem(f"{quote(action.name)} reads every row of the table; add a filter", at=action.site)
