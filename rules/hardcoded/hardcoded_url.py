"""A flow, app, agent or web resource contains a URL or host of one tenant, environment or organisation."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import App, Consequence, Flow, Problem, Rule, Severity, Site, Workspace
from pplint.detect.hardcoded.named import BEFORE_URLS, problems
from pplint.detect.hardcoded.texts import app_problems, text_problems
from pplint.detect.hardcoded.urls import named_urls


class HardcodedUrl(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE
    yields_to = BEFORE_URLS
    only_plain = True

    class Options:
        allow: list[str] = []
        hosts: list[str] = []

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        yield from problems(flow, named_urls(flow, self.options.hosts, self.options.allow))

    def check_app(self, app: App, workspace: Workspace) -> Iterator[Problem]:
        yield from app_problems(app, self.options.hosts, self.options.allow)

    def check_text(self, text: str, site: Site, workspace: Workspace) -> Iterator[Problem]:
        """Only files that are text as a whole: a flow's strings are looked at in their flow."""
        yield from text_problems(text, site, self.options.hosts, self.options.allow)

    def may_occur_in(self, text: str) -> bool:
        """Not in JSON, which has a structure that is looked at."""
        return text[:1] not in ("{", "[") and ("://" in text or ".com" in text)
