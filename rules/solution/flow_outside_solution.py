"""A flow's definition is outside of a solution or of its Workflows folder and was not looked at."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Document, Problem, Rule, Severity, Workspace, quote


class FlowOutsideSolution(Rule):
    severity = Severity.NOTE
    consequence = Consequence.NONE

    def check_workspace(self, workspace: Workspace) -> Iterator[Problem]:
        for unread in workspace.unread:
            if unread.kind == "flow":
                name = unread.path.rpartition("/")[2]
                yield Problem(
                    f"{quote(name)} is the definition of a flow and {unread.reason}, so nothing in it was looked at",
                    at=Document(unread.path, "text").root,
                )
