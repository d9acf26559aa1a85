"""A code component's name does not begin with the prefix of its solution's publisher."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, Severity, Solution, Workspace, quote
from pplint.detect.parts import CONTROL


class ControlPrefixMismatch(Rule):
    severity = Severity.NOTE
    consequence = Consequence.NONE

    def check_solution(self, solution: Solution, workspace: Workspace) -> Iterator[Problem]:
        prefix = solution.publisher_prefix
        if not prefix:
            return
        for row in solution.root_components:
            name = row.schema_name
            if row.type == CONTROL and name and not name.lower().startswith(prefix.lower() + "_"):
                yield Problem(
                    f"code component {quote(name)} does not begin with {quote(prefix + '_')}, the prefix of the "
                    f"publisher of solution {quote(solution.label)}; check where it comes from",
                    at=row.site,
                    related=((solution.publisher_site, "the publisher's prefix"),),
                    discriminator=name.lower(),
                )
