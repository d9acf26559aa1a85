"""A canvas app always uses the same SharePoint site or list, since no environment variable overrides it."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import App, Consequence, Problem, Rule, Severity, Site, Workspace, quote
from pplint.detect.hardcoded.variable_values import variable_values


class CanvasLiteralDataSource(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE
    only_with = ("data_sources",)

    def check_app(self, app: App, workspace: Workspace) -> Iterator[Problem]:
        reported: list[tuple[Site, str, list[tuple[Site, str]]]] = []
        lists: list[tuple[Site, str]] | None = None
        for source in app.data_sources:
            # Of the data sources that variables can override, Dataverse and SQL follow the connection anyway.
            if source.api_name != "shared_sharepointonline":
                continue
            holders = variable_values(workspace).holders(source.value, app.solution)
            advice = (
                f"use environment variable {quote(holders[0].variable)}, which has this value"
                if holders
                else "use a data source environment variable"
            )
            if source.kind == "dataset":
                lists = None
                if not source.override:
                    lists = []
                    reported.append((source.site, f"SharePoint site {quote(source.value)}; {advice}", lists))
            elif source.kind == "table" and not source.override:
                what = f"list {quote(source.name or source.value)}"
                if lists is None:
                    reported.append((source.site, f"SharePoint {what}; {advice}", []))
                else:
                    lists.append((source.site, what))
        for site, what, related in reported:
            yield Problem(f"canvas app {quote(app.name)} always uses the {what}", at=site, related=related)
