"""Which solution gets the new variable, and which solutions stay unchanged."""

from __future__ import annotations

from collections.abc import Sequence

from pplint.extraction.choosing import Choice, Refusal
from pplint.extraction.spots import Spot, places_of
from pplint.extraction.yaml_shape import BY_CLICK, find_model
from pplint.files.paths import is_below
from pplint.model.workspace import Solution
from pplint.secrets.masking import quote


def why_not(solution: Solution) -> str:
    """Why nothing in a solution is changed; nothing where it may be."""
    if "!/" in solution.site.document.path:
        return "a zip cannot be changed; unpack it"
    if solution.managed == "1":
        return "it is managed; change its unmanaged source"
    if solution.layout == "package":
        return "a flow package that is not in a solution has no environment variables"
    if solution.copies:
        return f"it is here more than once ({quote(solution.copies[0].root or '.')} is another copy)"
    if solution.layout == "yaml" and find_model(solution) is None:
        return BY_CLICK
    return ""


def choose_home(choice: Choice, spots: Sequence[Spot], named: Sequence[str]) -> Solution:
    """The solution of the named place, else the only one with the value in the named folder. Raises ``Refusal``."""
    if choice.pointed is not None and choice.rule == "" and choice.flow is not None:
        return choice.flow.solution
    solutions = list({id(spot.flow.solution): spot.flow.solution for spot in spots}.values())
    inside = [
        s for s in solutions if any(is_below(s.root, n) or is_below(n, s.root) for n in named)
    ] or solutions
    if len(inside) > 1:
        inside = [solution for solution in inside if not why_not(solution)] or inside
    if len(inside) == 1:
        return inside[0]
    first = {id(s.flow.solution): s for s in reversed(spots)}
    listed = [first[id(solution)] for solution in inside]
    lines = tuple(
        f"{at}: solution {quote(s.flow.solution.label)}"
        for at, s in zip(places_of(listed), listed, strict=True)
    )
    raise Refusal(
        f"{len(inside)} solutions have the value; name the place, or the folder, of the one that gets the variable",
        lines,
    )


def part(others: Sequence[Spot], is_across: bool) -> tuple[list[Spot], list[tuple[Spot, str]]]:
    """The places of other solutions that are changed, and those that are left, with the reason."""
    across, left = [], []
    for spot in others:
        solution = spot.flow.solution
        reason = why_not(solution)
        if not reason and not is_across:
            reason = f"it is in solution {quote(solution.label)}; --across changes it too"
        if reason:
            left.append((spot, reason))
        else:
            across.append(spot)
    return across, left
