"""An action asks for more rows than the limit allows."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Action, Consequence, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.paging import too_many_rows


class PaginationOverLimit(Rule):
    severity = Severity.ERROR
    consequence = Consequence.NONE
    needs = ("$top", "minimumitemcount")

    def check_action(self, action: Action, workspace: Workspace) -> Iterator[Problem]:
        for path, number, most in too_many_rows(action):
            yield Problem(
                f"{quote(action.name)} asks for {number:,} rows; at most {most:,} are allowed",
                at=action.at(*path),
            )
