"""A flow that is on calls a child flow that is off."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote


class ChildFlowOff(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STAYS_OFF
    needs = ("workflowreferencename",)
    first_import = True
    leaves_flow = "flows"
    precision = "very-high"

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        for action, _, children in workspace.children(flow):
            # Where several solutions hold the child, one that is on is enough.
            if flow.is_on is True and children and all(child.is_on is False for child in children):
                yield Problem(
                    f"child flow {quote(children[0].name)} is off, so flow {quote(flow.name)} cannot be "
                    "turned on; turn on the child first",
                    at=action.site,
                    brief=f"{quote(flow.name)} calls {quote(children[0].name)}, which is off",
                    related=((children[0].metadata_site or children[0].site, "the child flow"),),
                )
