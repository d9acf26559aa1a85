"""The same solution is in the repository more than once."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, Severity, Solution, Workspace, quote

STATES = {"0": "unmanaged", "1": "managed", "2": "managed and unmanaged"}


class DuplicateSolution(Rule):
    severity = Severity.NOTE
    consequence = Consequence.NONE
    only_with = ("copies",)
    default = False

    def check_solution(self, solution: Solution, workspace: Workspace) -> Iterator[Problem]:
        # Once for all copies: at the first of them.
        if not solution.copies or any(copy.root < solution.root for copy in solution.copies):
            return
        others = sorted(solution.copies, key=lambda copy: copy.root)
        yield Problem(
            f"solution {quote(solution.label)} ({_what(solution)}) also exists in "
            + ", ".join(f"{quote(copy.root or '.')} ({_what(copy)})" for copy in others)
            + "; delete or exclude a copy",
            at=solution.site,
            related=[(copy.site, "a copy") for copy in others],
        )


def _what(solution: Solution) -> str:
    return f"{solution.version or 'no version'}, {STATES.get(solution.managed, 'state unknown')}"
