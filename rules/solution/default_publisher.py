"""A solution belongs to a default publisher instead of one of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, Severity, Solution, Workspace, quote


class DefaultPublisher(Rule):
    severity = Severity.NOTE
    consequence = Consequence.NONE
    default = False

    def check_solution(self, solution: Solution, workspace: Workspace) -> Iterator[Problem]:
        prefix = solution.publisher_prefix.lower()
        is_default = prefix == "new" or re.fullmatch(r"cr[0-9a-f]{3,5}", prefix) is not None
        if is_default or solution.publisher.lower().startswith("defaultpublisher"):
            yield Problem(
                f"solution {quote(solution.label)} belongs to publisher {quote(solution.publisher)} with prefix "
                f"{quote(solution.publisher_prefix)}, a default publisher; use your own",
                at=solution.publisher_site,
            )
