"""An unpacked solution has components in Customizations.xml, which packing skips."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, Severity, Solution, Workspace, quote


class InlineComponent(Rule):
    severity = Severity.ERROR
    consequence = Consequence.LEFT_OUT
    only_with = ("inline_components",)

    def check_solution(self, solution: Solution, workspace: Workspace) -> Iterator[Problem]:
        found = solution.inline_components
        # One finding names them all, at the first.
        for first in found[:1]:
            others = found[1:]
            message = (
                f"{first.what} {quote(first.name)}{f' and {len(others)} more are' if others else ' is'} in the "
                f"customizations file of an unpacked solution, where packing ignores {'them' if others else 'it'}; "
                "unpack again with pac"
            )
            related = [(part.site, f"{part.what} {quote(part.name)}") for part in others]
            yield Problem(message, at=first.site, related=related)
