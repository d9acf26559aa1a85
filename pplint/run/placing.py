"""Reported sites to lines and columns, excerpts, pointers and identities."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from pplint.findings import Finding, Identity, Location, Logical, PlacedFix, Related, TextEdit
from pplint.key_path import KeyPath
from pplint.model.action import action_of, action_steps
from pplint.model.components import Component
from pplint.model.fix import Fix
from pplint.model.places import Document, Site, value_at
from pplint.positions.lines import Lines
from pplint.positions.locating import locate_json, locate_xml, locate_yaml, string_range
from pplint.positions.trie import NodeRange, Range
from pplint.run.engine import Raised
from pplint.run.fixes import edits_of, sites_of
from pplint.run.hiding import Hiding, stands_near_credential
from pplint.run.merging import merge
from pplint.secrets.known import KnownSecrets
from pplint.secrets.known import merge as merge_spans
from pplint.secrets.masking import mask, mask_spans
from pplint.sources.documents import RANGE
from pplint.text import sanitise

EXCERPT_WIDTH = 110
_LOCATORS = {"json": locate_json, "xml": locate_xml, "yaml": locate_yaml}


def place(raised: Iterable[Raised], hiding: Hiding | None = None) -> list[Finding]:
    """Findings with exact places, sorted by path, line, column and rule, and numbered among equals.

    No word of them holds a piece of a credential that ``hiding`` knows.
    """
    hiding = hiding or Hiding()
    items = list(raised)
    wanted: dict[int, tuple[Document, set[KeyPath]]] = {}
    for item in items:
        for site in _sites(item):
            wanted.setdefault(id(site.document), (site.document, set()))[1].add(site.path)
    placed = {
        key: _Placed(document, paths, hiding.of((document,))) for key, (document, paths) in wanted.items()
    }
    pairs = [(_finding(item, placed, hiding), item) for item in items]
    pairs.sort(key=lambda pair: order_of(pair[0]))
    findings = merge(_number_places(pairs, hiding))
    findings.sort(key=order_of)
    return _number(findings)


def locate(site: Site) -> Location:
    """A place by itself, without its source line."""
    return _Placed(site.document, {site.path}, Hiding().known).location(site, hide_excerpt=True)


def locate_all(sites: Iterable[Site]) -> list[Location]:
    """The places of many sites, without source lines; each document is gone through once."""
    asked = list(sites)
    wanted: dict[int, tuple[Document, set[KeyPath]]] = {}
    for site in asked:
        wanted.setdefault(id(site.document), (site.document, set()))[1].add(site.path)
    known = Hiding().known
    placed = {key: _Placed(document, paths, known) for key, (document, paths) in wanted.items()}
    return [placed[id(site.document)].location(site, hide_excerpt=True) for site in asked]


def _sites(item: Raised) -> Iterable[Site]:
    yield item.problem.at
    for site, _ in (*item.problem.related, *item.problem.flow):
        yield site
    yield from sites_of(item.problem.fixes)


def order_of(finding: Finding) -> tuple[object, ...]:
    """The key by which findings are sorted: path, line, column, then what tells equals apart."""
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


class _Placed:
    """One document with the ranges of the places that are reported in it."""

    def __init__(self, document: Document, paths: set[KeyPath], known: KnownSecrets) -> None:
        self.document = document
        self.known = known
        self.lines = Lines(document.text)
        self._locations: dict[tuple[KeyPath, str, tuple[int, int] | None, bool], Location] = {}
        self._hidden: dict[tuple[int, int], list[tuple[int, int]]] = {}
        located = {path for path in paths if not (path and path[0] == RANGE)}
        locate = _LOCATORS.get(document.kind)
        if locate is not None and document.data is not None:
            self.ranges = locate(document.text, located)
        else:
            end = len(document.text.split("\n", 1)[0].rstrip("\r"))
            whole = NodeRange(None, Range(0, end))
            self.ranges = dict.fromkeys(located, whole)

    def location(self, site: Site, hide_excerpt: bool) -> Location:
        """The place of a site; one with many findings is worked out once."""
        key = (site.path, site.part, site.span, hide_excerpt)
        found = self._locations.get(key)
        if found is None:
            found = self._locations[key] = self._locate(site, hide_excerpt)
        return found

    def _locate(self, site: Site, hide_excerpt: bool) -> Location:
        start, end = self._range(site)
        end = max(start, end)
        line, column = self.lines.place(start)
        end_line, end_column = self.lines.place(end)
        if end_line > line:
            # One line: an annotation that spans a block shows on no pull request.
            end_line, end = line, self.lines.line_end(line)
            end_column = self.lines.place(end)[1]
        if (end_line, end_column) == (line, column) and self.document.text:
            end_column = column + 1
        if not hide_excerpt and self.document.data is None and self.document.kind in _LOCATORS:
            # A credential may be what broke the file, and then no string says where it ends.
            hide_excerpt = stands_near_credential(self.document, line)
        excerpt, excerpt_start, length = ("", 0, 0) if hide_excerpt else self._excerpt(line, start, end)
        return Location(
            self.document.path,
            line,
            column,
            end_line,
            end_column,
            self.known.hide(pointer(self.document, site.path)),
            excerpt,
            excerpt_start,
            length,
        )

    def whole_location(self, start: int, end: int) -> Location:
        """A range of the text as a place that may have several lines."""
        line, column = self.lines.place(start)
        return Location(self.document.path, line, column, *self.lines.place(end))

    def _range(self, site: Site) -> tuple[int, int]:
        if site.path and site.path[0] == RANGE:
            return site.span if site.span is not None else (0, 0)
        node = self.ranges[site.path]
        if site.part == "key" and node.key is not None:
            return node.key
        if site.span is not None:
            kind = self.document.kind
            if kind == "xml":
                is_attribute = isinstance(site.path[-1], str) and site.path[-1].startswith("@")
                return string_range(
                    self.document.text,
                    "xml-attribute" if is_attribute else "xml-text",
                    node.value,
                    *site.span,
                )
            return string_range(self.document.text, kind, node.value, *site.span)
        value = node.value
        if self.document.kind == "json" and self.document.text[value.start : value.start + 1] in ("{", "["):
            # An object or array is pointed at by its key, or by its opening bracket.
            return node.key if node.key is not None else (value.start, value.start + 1)
        return value

    def _excerpt(self, line: int, start: int, end: int) -> tuple[str, int, int]:
        text, begin, stop = self.document.text, self.lines.line_start(line), self.lines.line_end(line)
        low, high = _window(text, begin, stop, start, min(end, stop))
        window = text[low:high]
        left, right = start - low, min(end, stop) - low
        spans = self._hidden.get((low, high))
        if spans is None:
            spans = self._hidden[low, high] = merge_spans(mask_spans(window) + self.known.spans(window))
        if right - left > EXCERPT_WIDTH:
            right = left + EXCERPT_WIDTH
        indent = min(len(window) - len(window.lstrip()), left) if low == begin else 0
        first, last = indent, min(len(window), indent + EXCERPT_WIDTH)
        if right > last:
            room = EXCERPT_WIDTH - (right - left)
            first, last = left - room // 2, min(len(window), right + room - room // 2)
        before = _masked(window, spans, first, left)
        inside = _masked(window, spans, left, right)
        after = _masked(window, spans, right, last)
        if first > indent or low > begin:
            before = "…" + before
        if last < len(window) or high < stop:
            after += "…"
        return before + inside + after.rstrip(), len(before), max(len(inside), 1)


_BLOCK = 4_096


def _window(text: str, begin: int, stop: int, left: int, right: int) -> tuple[int, int]:
    """The part of a line, from ``begin`` to ``stop``, in which masks are looked for.

    It is wider than the excerpt, so that a value that is cut by its edge is still hidden, and never begins
    inside a string, whose key says whether it is a credential. Places near each other share one, so that a long
    line is read once and not once for each of them.
    """
    low = begin + (left - 400 - begin) // _BLOCK * _BLOCK
    high = begin - (begin - right - 400) // _BLOCK * _BLOCK
    if low > begin:
        quote = text.rfind('"', max(begin, low - 20_000), low)
        low = quote - 100 if quote >= 0 else low - 20_000
    if high < stop:
        quote = text.find('"', high, min(stop, high + 20_000))
        high = quote + 1 if quote >= 0 else high + 20_000
    return max(low, begin), min(high, stop)


def _masked(text: str, spans: list[tuple[int, int]], start: int, end: int) -> str:
    """``text[start:end]`` with the spans hidden and control characters escaped."""
    pieces = []
    at = start
    for low, high in spans:
        if high <= at or low >= end:
            continue
        pieces.append(sanitise(text[at : max(low, at)], 0))
        pieces.append("•••")
        at = min(high, end)
    pieces.append(sanitise(text[at:end], 0))
    return "".join(pieces)


def pointer(document: Document, path: KeyPath) -> str:
    """An RFC 6901 pointer into JSON and YAML, an XPath into XML; empty for the whole document."""
    if path and path[0] == RANGE:
        return ""
    if document.kind == "xml":
        return _xpath(document, path)
    return "".join("/" + mask(str(step)).replace("~", "~0").replace("/", "~1") for step in path)


def _xpath(document: Document, path: KeyPath) -> str:
    element = document.data
    if element is None:
        return ""
    steps = [_local(element)]
    for index, step in enumerate(path):
        if isinstance(step, str):
            steps.append("text()" if step == "text" else step)
            break
        children = document.elements(path[:index])
        if step >= len(children):
            break
        steps.append(children[step][1])
    return "/" + "/".join(steps)


def _local(element: object) -> str:
    tag: str = element.tag  # type: ignore[attr-defined]
    return tag.rpartition("}")[2]


def _clean(identity: Identity, known: KnownSecrets) -> Identity:
    """An identity goes into baselines and fingerprints, so nothing in it is of a credential."""
    return identity._replace(
        component=known.hide(identity.component),
        path=known.hide(identity.path),
        discriminator=known.hide(identity.discriminator),
    )


def _finding(item: Raised, placed: dict[int, _Placed], hiding: Hiding) -> Finding:
    problem = item.problem
    site = problem.at
    known = hiding.of(at.document for at in _sites(item))

    def locate(at: Site) -> Location:
        # Only the finding's own place is shown with its line.
        return placed[id(at.document)].location(at, problem.hide_excerpt or at is not site)

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
    fixes: Iterable[Fix], placed: dict[int, _Placed], hide: Callable[[str], str]
) -> Iterator[PlacedFix]:
    for fix in fixes:
        edits = edits_of(fix, lambda document: placed[id(document)].ranges)
        if edits:
            yield PlacedFix(
                sanitise(hide(fix.title), 0),
                fix.is_safe,
                tuple(
                    TextEdit(*edit, placed[id(document)].whole_location(edit.start, edit.end))
                    for document, edit in edits
                ),
            )


def identity_of(item: Raised) -> Identity:
    """What a problem is about, before equals are numbered: a value or a place inside a component."""
    problem = item.problem
    if not problem.value or problem.hide_excerpt:
        return identity_of_place(item)
    owner, _ = problem.at.document.owner(problem.at.path)
    return Identity(item.rule, _component_key(owner, problem.at), mask(problem.value), problem.discriminator)


def identity_of_place(item: Raised) -> Identity:
    """The same by place, whatever value is there."""
    site = item.problem.at
    owner, rest = site.document.owner(site.path)
    return Identity(item.rule, _component_key(owner, site), name_path(site, rest), item.problem.discriminator)


def _component_key(owner: Component | None, site: Site) -> str:
    if owner is None:
        return f"file:{site.document.path}".lower()
    return owner.identity


def name_path(site: Site, rest: KeyPath) -> str:
    """The place inside its component by names: scopes around an action and positions in lists do not count."""
    document = site.document
    if site.path and site.path[0] == RANGE:
        return ""
    if document.kind == "binary":
        return mask(str(site.path[0])) if site.path else ""
    if document.kind == "xml":
        return _xml_name_path(document, site.path, len(site.path) - len(rest))
    steps = action_steps(site.path)
    start = steps - 2 if steps else len(site.path) - len(rest)
    names = []
    for index in range(start, len(site.path)):
        step = site.path[index]
        names.append(_list_name(document, site.path[: index + 1]) if isinstance(step, int) else step)
    # A name may be a secret as well, and no identity may say anything of one.
    return "/".join(map(mask, names))


def _list_name(document: Document, path: KeyPath) -> str:
    entry = value_at(document.data, path)
    if isinstance(entry, dict):
        for key, value in entry.items():
            if key.lower() in ("name", "schemaname", "logicalname", "id") and isinstance(value, str):
                return value.lower()
    return str(path[-1])


def _xml_name_path(document: Document, path: KeyPath, start: int) -> str:
    element = document.data
    names: list[str] = []
    for index, step in enumerate(path):
        if element is None:
            break
        if isinstance(step, str):
            names.append(step)
            break
        children = document.elements(path[:index])
        if step >= len(children):
            break
        element = children[step][0]
        if index >= start:
            key = element.get("schemaName") or element.get("id") or element.get("Name") or element.get("name")
            names.append(f"{_local(element).lower()}[{key.lower()}]" if key else _local(element).lower())
    return "/".join(map(mask, names))
