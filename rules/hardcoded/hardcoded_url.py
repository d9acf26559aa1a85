"""A flow contains a URL or host of one tenant, environment or organisation."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace
from pplint.detect.hardcoded.named import BEFORE_URLS, problems
from pplint.detect.hardcoded.urls import named_urls


class HardcodedUrl(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE
    yields_to = BEFORE_URLS

    class Options:
        allow: list[str] = []
        hosts: list[str] = []

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        yield from problems(flow, named_urls(flow, self.options.hosts, self.options.allow))
