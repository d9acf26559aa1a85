"""A flow's definition is outside a solution or its Workflows folder, so it was not checked."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Document, Problem, Rule, Severity, Workspace, quote


class FlowOutsideSolution(Rule):
    severity = Severity.NOTE
    consequence = Consequence.NONE
    only_with = ("unread",)

    def check_workspace(self, workspace: Workspace) -> Iterator[Problem]:
        for unread in workspace.unread:
            if unread.kind == "flow":
                name = unread.path.rpartition("/")[2]
                yield Problem(
                    f"{quote(name)} is the definition of a flow and {unread.reason}, so it was not "
                    "checked; move it there or exclude it",
                    at=Document(unread.path, "text").root,
                )
