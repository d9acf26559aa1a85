"""A custom connector's host or base path names one environment or organisation."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Connector, Consequence, Problem, Rule, Severity, Workspace, as_mapping, as_text, quote
from pplint.detect.hardcoded.hosts import classify_host, environment_word
from pplint.detect.hardcoded.urls import OWN, ends_with, is_allowed
from pplint.detect.hardcoded.variable_values import variable_values


class HardcodedConnectorHost(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE

    class Options:
        allow: list[str] = []
        hosts: list[str] = []

    def check_connector(self, connector: Connector, workspace: Workspace) -> Iterator[Problem]:
        host = connector.host.strip()
        if connector.openapi is None or connector.host_site is None or is_allowed(host, self.options.allow):
            return
        who = f"custom connector {quote(connector.name)}"
        kind, what = classify_host(host) if host and "@" not in host else ("", "")
        if ends_with(host, self.options.hosts):
            kind, what = "tenant", "your organisation's host"
        if kind in OWN:
            holders = variable_values(workspace).holders(host, connector.solution)
            variable = f"{quote(holders[0].variable)}, which has this value" if holders else ""
            advice = f"use environment variable {variable}" if holders else "use an environment variable"
            yield Problem(f"{who} always calls {what} {quote(host)}; {advice}", at=connector.host_site)
            return
        word = environment_word(host) if kind == "other" else ""
        if word:
            yield Problem(
                f"{who} always calls {quote(host)}, which looks like a host of environment {word!r}; use an "
                "environment variable",
                at=connector.host_site,
            )
            return
        path = as_text(as_mapping(connector.openapi.data).get("basePath"))
        word = (
            environment_word(path.replace("/", ".") + ".x.x") if kind == "other" and "@" not in path else ""
        )
        if word:
            yield Problem(
                f"{who} always calls base path {quote(path)}, which looks like environment {word!r}; use an "
                "environment variable",
                at=connector.openapi.root.child("basePath"),
            )
