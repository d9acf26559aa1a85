"""Turns problems into findings: placed, identified, merged, numbered, and with credentials hidden."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from pplint.findings import Finding, Identity, Location, Logical, PlacedFix, Related, TextEdit
from pplint.key_path import KeyPath
from pplint.model.action import action_of
from pplint.model.fix import Fix
from pplint.model.places import Site
from pplint.run.collecting import Raised
from pplint.run.fixes import edits_of, sites_of
from pplint.run.hiding import Hiding
from pplint.run.identities import identity_of, identity_of_place
from pplint.run.located import LocatedDocuments
from pplint.run.merging import merge
from pplint.secrets.known import KnownSecrets
from pplint.secrets.masking import mask
from pplint.text import sanitise

Placed = dict[int, tuple[Raised, Finding]]
"""Findings before they are compared, by the identity of their problem."""


def place(
    raised: Iterable[Raised],
    hiding: Hiding | None = None,
    find: Callable[[list[Raised], Hiding], list[Finding]] | None = None,
    placed: Placed | None = None,
) -> list[Finding]:
    """Findings with exact places, sorted by path, line, column and rule, and numbered among equals.

    They never contain a part of a credential that ``hiding`` knows. ``find`` replaces ``place_each``. What is in
    ``placed`` is not placed again, and what is placed is added to it: a report and its forecast have most in common.
    """
    hiding = hiding or Hiding()
    placed = {} if placed is None else placed
    items = list(raised)
    earlier = [placed.get(id(item.problem)) for item in items]
    known = [
        found[1] if found and found[0] == item else None for found, item in zip(earlier, items, strict=True)
    ]
    fresh = [item for found, item in zip(known, items, strict=True) if found is None]
    more = iter((find or place_each)(fresh, hiding))
    pairs = [(found or next(more), item) for found, item in zip(known, items, strict=True)]
    placed.update((id(item.problem), (item, finding)) for finding, item in pairs)
    pairs.sort(key=lambda pair: order_of(pair[0]))
    findings = merge(_number_places(pairs, hiding))
    findings.sort(key=order_of)
    return _number(findings)


def place_each(items: list[Raised], hiding: Hiding) -> list[Finding]:
    """A finding for each problem, in the same order, before equals are compared."""
    placed = LocatedDocuments((site for item in items for site in sites_of_problem(item)), hiding)
    return [_finding(item, placed, hiding) for item in items]


def sites_of_problem(item: Raised) -> Iterable[Site]:
    """Every place that a problem names."""
    yield item.problem.at
    for site, _ in (*item.problem.related, *item.problem.flow):
        yield site
    yield from sites_of(item.problem.fixes)


def order_of(finding: Finding) -> tuple[object, ...]:
    """The key by which findings are sorted: path, line, column, then whatever distinguishes equals."""
    at = finding.location
    return (at.path, at.line, at.column, finding.rule, finding.message, finding.identity)


def _number_places(pairs: list[tuple[Finding, Raised]], hiding: Hiding) -> list[tuple[Finding, Raised]]:
    """Findings about values with the identity of their place, numbered among equal places of other files."""
    seen: dict[Identity, dict[tuple[int, KeyPath], int]] = {}
    numbered = []
    for finding, item in pairs:
        if item.problem.value:
            site = item.problem.at
            identity = _clean(identity_of_place(item), hiding.of((site.document,)))
            equals = seen.setdefault(identity, {})
            counter = equals.setdefault((id(site.document), site.path), len(equals) + 1)
            finding = finding._replace(places=(identity._replace(counter=counter),))
        numbered.append((finding, item))
    return numbered


def _number(findings: list[Finding]) -> list[Finding]:
    seen: dict[Identity, int] = {}
    numbered = []
    for finding in findings:
        count = seen[finding.identity] = seen.get(finding.identity, 0) + 1
        numbered.append(finding._replace(identity=finding.identity._replace(counter=count)))
    return numbered


def _clean(identity: Identity, known: KnownSecrets) -> Identity:
    """An identity goes into baselines and fingerprints, so credentials in it are hidden."""
    return identity._replace(
        component=known.hide(identity.component),
        path=known.hide(identity.path),
        discriminator=known.hide(identity.discriminator),
    )


def _finding(item: Raised, placed: LocatedDocuments, hiding: Hiding) -> Finding:
    problem = item.problem
    site = problem.at
    known = hiding.of(at.document for at in sites_of_problem(item))

    def locate(at: Site) -> Location:
        # Only the finding's own place is shown with its line.
        return placed[at.document].location(at, problem.hide_excerpt or at is not site)

    owner = site.owner()
    solution = site.document.solution or (owner.solution if owner is not None else None)
    return Finding(
        item.rule,
        item.severity,
        known.hide(problem.message),
        locate(site),
        _clean(identity_of(item), hiding.of((site.document,))),
        Logical(
            sanitise(known.hide(mask(solution.label))) if solution is not None else "",
            owner.kind if owner is not None else "file",
            sanitise(known.hide(mask(owner.name))) if owner is not None else "",
            sanitise(known.hide(mask(action_of(site.path)))) if site.document.kind == "json" else "",
        ),
        tuple(Related(locate(at), known.hide(words)) for at, words in problem.related),
        tuple(Related(locate(at), known.hide(words)) for at, words in problem.flow),
        item.suppression._replace(reason=known.hide(mask(item.suppression.reason)))
        if item.suppression
        else None,
        solution.root if solution is not None else "",
        known.hide(problem.brief),
        consequence=item.consequence,
        touches=problem.touches,
        is_first_import=item.is_first_import,
        fix=problem.fix,
        fixes=tuple(_placed_fixes(problem.fixes, placed, known.hide)),
    )


def _placed_fixes(
    fixes: Iterable[Fix], placed: LocatedDocuments, hide: Callable[[str], str]
) -> Iterator[PlacedFix]:
    for fix in fixes:
        edits = edits_of(fix, lambda document: placed[document].ranges)
        if edits:
            yield PlacedFix(
                sanitise(hide(fix.title), 0),
                fix.is_safe,
                tuple(
                    TextEdit(*edit, placed[document].whole_location(edit.start, edit.end))
                    for document, edit in edits
                ),
            )
