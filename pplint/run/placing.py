"""Turns problems into findings: placed, identified, merged, numbered, and with credentials hidden."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from pplint.findings import Finding, Identity, Location, Logical, PlacedFix, Related, TextEdit
from pplint.key_path import KeyPath
from pplint.model.action import action_of
from pplint.model.fix import Fix
from pplint.model.places import Document, Site
from pplint.model.problem import Problem
from pplint.run.collecting import Raised
from pplint.run.fixes import edits_of, sites_of
from pplint.run.hiding import Hiding
from pplint.run.identities import identity_of, identity_of_place
from pplint.run.located import LocatedDocuments
from pplint.run.merging import merge
from pplint.secrets.known import KnownSecrets
from pplint.secrets.masking import mask
from pplint.text import sanitise


class Placing:
    """Makes a finding of each problem once, although the report and the forecast ask for many of the same.

    Findings never contain a part of a credential that ``hiding`` knows.
    """

    def __init__(self, hiding: Hiding) -> None:
        self.hiding = hiding
        self._placed: dict[tuple[int, str], tuple[Problem, Finding]] = {}
        self._known: dict[Document, KnownSecrets] = {}

    def offer(self, item: Raised, finding: Finding) -> None:
        """Take a finding that was made elsewhere."""
        self._placed[_key(item)] = item.problem, finding

    def offer_known(self, document: Document, known: KnownSecrets) -> None:
        """Take the credentials of a document, which were found elsewhere."""
        self._known[document] = known

    def each(self, items: list[Raised]) -> list[Finding]:
        """A finding for each problem, in the same order, before equals are compared."""
        self._take_known(items)
        new = [item for item in items if _key(item) not in self._placed]
        for item, finding in zip(new, place_each(new, self.hiding), strict=True):
            self.offer(item, finding)
        return [self._suppressed(item, self._placed[_key(item)][1]) for item in items]

    def _take_known(self, items: list[Raised]) -> None:
        # Only of problems that are asked for, or what is hidden would depend on who placed them.
        for item in items if self._known else ():
            for site in sites_of_problem(item):
                if site.document in self._known:
                    self.hiding.take(site.document, self._known.pop(site.document))

    def _suppressed(self, item: Raised, finding: Finding) -> Finding:
        if item.suppression is None:
            return finding
        known = self.hiding.of(site.document for site in sites_of_problem(item))
        reason = known.hide(mask(item.suppression.reason))
        return finding._replace(suppression=item.suppression._replace(reason=reason))


def _key(item: Raised) -> tuple[int, str]:
    # The problem is kept beside its finding, so that no other gets its number.
    return id(item.problem), item.rule


def place(raised: Iterable[Raised], placing: Placing | None = None) -> list[Finding]:
    """Findings with exact places, sorted by path, line, column and rule, and numbered among equals."""
    placing = placing or Placing(Hiding())
    items = list(raised)
    pairs = list(zip(placing.each(items), items, strict=True))
    pairs.sort(key=lambda pair: order_of(pair[0]))
    findings = merge(_number_places(pairs, placing.hiding))
    findings.sort(key=order_of)
    return _number(findings)


def place_each(items: list[Raised], hiding: Hiding) -> list[Finding]:
    """A finding for each problem, in the same order, before equals are compared; none is suppressed."""
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
        if count != finding.identity.counter:
            finding = finding._replace(identity=finding.identity._replace(counter=count))
        numbered.append(finding)
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
        None,
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
