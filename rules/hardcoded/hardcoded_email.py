"""A flow contains the address of a mailbox or user."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace
from pplint.detect.hardcoded.filters import compared_emails
from pplint.detect.hardcoded.id_shapes import find_emails
from pplint.detect.hardcoded.named import BEFORE_EMAILS, named_by_parameters, problems


class HardcodedEmail(Rule):
    severity = Severity.NOTE
    consequence = Consequence.NONE
    yields_to = BEFORE_EMAILS

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        found = [
            named
            for kind, named in named_by_parameters(flow)
            if kind.kind == "email" and find_emails(named.shown)
        ]
        yield from problems(flow, [*found, *compared_emails(flow)])
