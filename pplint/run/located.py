"""Turns symbolic places of a document into lines and columns, with the masked line of the source."""

from __future__ import annotations

from collections.abc import Iterable

from pplint.findings import Location
from pplint.key_path import KeyPath
from pplint.model.places import Document, Site
from pplint.positions.lines import Lines
from pplint.positions.locating import locate_json, locate_xml, locate_yaml, string_range
from pplint.positions.trie import NodeRange, Range
from pplint.run.credential_values import stands_near_credential
from pplint.run.hiding import Hiding
from pplint.run.identities import pointer
from pplint.secrets.known import KnownSecrets
from pplint.secrets.known import merge as merge_spans
from pplint.secrets.masking import mask_spans
from pplint.sources.documents import RANGE
from pplint.text import sanitise

EXCERPT_WIDTH = 110
ROOM = 1_500_000
"""How many characters of text have their places kept at once: the findings of a file come one after another."""
_LOCATORS = {"json": locate_json, "xml": locate_xml, "yaml": locate_yaml}


class LocatedDocuments:
    """The documents of many places; each is read once for all requested places, as long as there is room."""

    def __init__(self, sites: Iterable[Site], hiding: Hiding | None = None) -> None:
        self._hiding = hiding
        self._wanted: dict[Document, set[KeyPath]] = {}
        for site in sites:
            self._wanted.setdefault(site.document, set()).add(site.path)
        self._held: dict[Document, LocatedDocument] = {}
        self._size = 0

    def __getitem__(self, document: Document) -> LocatedDocument:
        found = self._held.get(document)
        if found is None:
            known = Hiding().known if self._hiding is None else self._hiding.of((document,))
            found = LocatedDocument(document, self._wanted[document], known)
            self._size += found.size
            while self._held and self._size > ROOM:
                self._size -= self._held.pop(next(iter(self._held))).size
            self._held[document] = found
        return found


def locate(site: Site) -> Location:
    """A place by itself, without its source line."""
    return locate_all((site,))[0]


def locate_all(sites: Iterable[Site]) -> list[Location]:
    """The places of many sites, without source lines."""
    asked = list(sites)
    documents = LocatedDocuments(asked)
    return [documents[site.document].location(site, hide_excerpt=True) for site in asked]


class LocatedDocument:
    """One document with the ranges of the places that are reported in it."""

    def __init__(self, document: Document, paths: set[KeyPath], known: KnownSecrets) -> None:
        self.document = document
        self.known = known
        self.size = len(document.text)
        self.lines = Lines(document.text)
        self._locations: dict[tuple[KeyPath, str, tuple[int, int] | None, bool], Location] = {}
        self._hidden: dict[tuple[int, int], list[tuple[int, int]]] = {}
        inside = {path for path in paths if not (path and path[0] == RANGE)}
        locate = _LOCATORS.get(document.kind)
        if locate is not None and document.has_tree:
            self.ranges = locate(document.text, inside)
        else:
            end = len(document.text.split("\n", 1)[0].rstrip("\r"))
            whole = NodeRange(None, Range(0, end))
            self.ranges = dict.fromkeys(inside, whole)

    def location(self, site: Site, hide_excerpt: bool) -> Location:
        """The place of a site, computed once even with many findings."""
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
            # One line: pull requests do not show an annotation that spans a block.
            end_line, end = line, self.lines.line_end(line)
            end_column = self.lines.place(end)[1]
        if (end_line, end_column) == (line, column) and self.document.text:
            end_column = column + 1
        if not hide_excerpt and not self.document.has_tree and self.document.kind in _LOCATORS:
            # A credential may have broken the file, and then its end is unknown.
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
            # The place of an object or array is its key, or its opening bracket.
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
    """The part of a line, from ``begin`` to ``stop``, that is searched for masks.

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
