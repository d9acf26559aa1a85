"""A flow contains the id of something that exists in one environment only."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace
from pplint.detect.hardcoded.ids import named_ids
from pplint.detect.hardcoded.named import BEFORE_IDS, problems


class HardcodedId(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE
    yields_to = BEFORE_IDS

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        yield from problems(flow, named_ids(flow, workspace))
