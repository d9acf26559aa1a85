"""Two flows have the same trigger and actions."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, Severity, Workspace, quote
from pplint.detect.flows.twins import equal_flows


class DuplicateFlow(Rule):
    severity = Severity.NOTE
    consequence = Consequence.NONE
    only_with = ("flows",)

    def check_workspace(self, workspace: Workspace) -> Iterator[Problem]:
        for first, *others in equal_flows(workspace):
            for other in others:
                yield Problem(
                    f"flow {quote(other.name)} has the same trigger and actions as {quote(first.name)}; "
                    "delete one",
                    at=other.site,
                    related=[(first.site, "the same")],
                )
