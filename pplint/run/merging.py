"""Merges findings of one rule about one value of a flow into one finding with the other places beside it."""

from __future__ import annotations

from collections.abc import Iterable

from pplint.findings import Finding, Related
from pplint.model.action import action_steps
from pplint.run.collecting import Raised
from pplint.secrets.masking import quote
from pplint.typed import Any


def merge(pairs: Iterable[tuple[Finding, Raised]]) -> list[Finding]:
    """One finding per rule, flow and value, in the order of ``pairs``, which is that of places.

    It is at the first of its most severe places. Suppressed places are separate findings, so that a finding that
    is shown covers only places that are shown.
    """
    groups: dict[Any, list[tuple[Finding, Raised]]] = {}
    for number, (finding, item) in enumerate(pairs):
        groups.setdefault(_key(finding, item) or number, []).append((finding, item))
    return [_merged(group) for group in groups.values()]


def _key(finding: Finding, item: Raised) -> tuple[object, ...] | None:
    problem = item.problem
    owner = problem.at.owner()
    if not problem.value or (problem.hide_excerpt and (owner is None or owner.kind not in _FLOWS)):
        return None
    document = id(problem.at.document)
    return (finding.rule, finding.identity.component, document, problem.value, finding.suppression)


_FLOWS = ("flow", "desktop-flow")
"""Kinds of components in which one credential is one finding; elsewhere each place of one is reported."""


def _merged(group: list[tuple[Finding, Raised]]) -> Finding:
    first = max(group, key=lambda pair: pair[0].severity)
    finding = first[0]
    by_place = {pair[0].places: pair for pair in group if pair[0].places != finding.places}
    if not by_place:
        return finding
    others = [(other, _words(item)) for other, item in by_place.values()]
    count = len(others)
    more = f"{count} more places have it" if count > 1 else "1 more place has it"
    related = [*(Related(other.location._replace(excerpt=""), words) for other, words in others)]
    known = {item.location for item in related} | {finding.location}
    related += [item for item in finding.related if item.location not in known]
    return finding._replace(
        message=f"{finding.message}; {more}",
        related=tuple(related),
        places=(*finding.places, *(place for other, _ in others for place in other.places)),
    )


def _words(item: Raised) -> str:
    site = item.problem.at
    steps = action_steps(site.path) if site.document.kind == "json" else 0
    if not steps:
        return "here too"
    kind = "trigger" if site.path[steps - 2] == "triggers" else "action"
    return f"in {kind} {quote(site.path[steps - 1])} too"
