"""A solution has several connection references for one connector."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import ConnectionReference, Consequence, Problem, Rule, Severity, Solution, Workspace, quote


class SeveralReferencesOneConnector(Rule):
    severity = Severity.NOTE
    consequence = Consequence.NONE
    only_with = ("connection_references",)
    default = False

    def check_solution(self, solution: Solution, workspace: Workspace) -> Iterator[Problem]:
        by_connector: dict[str, list[ConnectionReference]] = {}
        for reference in solution.connection_references:
            if reference.api_name:
                by_connector.setdefault(reference.api_name, []).append(reference)
        for connector, references in by_connector.items():
            if len({reference.key for reference in references}) > 1:
                yield Problem(
                    f"solution {quote(solution.label)} has {len(references)} connection references for "
                    f"{quote(connector)}; one is usually enough",
                    at=references[1].site,
                    related=tuple((r.site, "another one") for r in references if r is not references[1]),
                    discriminator=connector,
                )
