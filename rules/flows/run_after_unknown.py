"""An action runs after an action that is missing or in another branch."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.fixes import follow_renamed_action
from pplint.detect.flows.graph import nearest_action


class RunAfterUnknown(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STAYS_OFF

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        graph = flow.graph
        for step in graph.actions:
            for edge in step.edges:
                if edge.target is not None:
                    continue
                other = graph.find(edge.name)
                if other is None:
                    hint = nearest_action(graph, edge.name) or "; correct the name"
                    why = f"which this flow does not have{hint}"
                elif other.is_trigger:
                    why = "which is the trigger; leave the runAfter of the first action empty"
                else:
                    why = "which is in another branch or scope; choose an action of the same branch"
                yield Problem(
                    f"{quote(step.name)} runs after {quote(edge.name)}, {why}",
                    at=flow.site.child(*edge.path).key(),
                    fixes=follow_renamed_action(flow, step, edge),
                )
