"""The sources are those of a managed solution, which cannot be edited and deployed again."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, Severity, Solution, Workspace, quote


class ManagedSolutionInSource(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE

    def check_solution(self, solution: Solution, workspace: Workspace) -> Iterator[Problem]:
        # A managed tree beside the unmanaged one of the same solution is a build product, not the source.
        has_source = any(copy.managed != "1" for copy in solution.copies)
        # A zip that somebody names is a product, too.
        if solution.managed == "1" and not has_source and "!/" not in f"{solution.root}/":
            yield Problem(
                f"solution {quote(solution.label)} is managed; commit the unmanaged solution",
                at=solution.managed_site,
            )
