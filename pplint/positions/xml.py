"""Finds elements, attributes, texts and entities in XML text with one pass of expat."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache
from xml.parsers.expat import ExpatError, ParserCreate

from pplint.compiling import compile_fixed
from pplint.key_path import KeyPath
from pplint.positions.trie import (
    NodeRange,
    Piece,
    Range,
    TrieNode,
    build_trie,
    collect,
    text_start,
    whole_range,
)


@cache
def _compile(pattern: str) -> re.Pattern[str]:
    return compile_fixed(pattern, re.DOTALL)


class _Spot:
    """A wanted element: byte offsets of its start tag and of the end of its first text."""

    __slots__ = ("node", "start", "text_end")

    def __init__(self, node: TrieNode, start: int) -> None:
        self.node = node
        self.start = start
        self.text_end = -1


class _AllFound(Exception):
    """Ends the pass: nothing wanted comes after this."""


class _Walk:
    """One pass over the elements, up to the last wanted one, which notes byte offsets of the wanted ones."""

    def __init__(self, root: TrieNode, data: bytes) -> None:
        self.spots: list[_Spot] = []
        self._root = root
        # Open elements of which something is wanted, with the number of children seen so far.
        self._stack: list[tuple[_Spot, list[int]]] = []
        self._skipped = 0
        self._missing = _count_elements(root)
        self._parser = parser = ParserCreate("utf-8")
        parser.ordered_attributes = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        if b"<!DOCTYPE" in data:
            # With a default handler expat does not expand internal entities, so they cannot blow up.
            parser.DefaultHandler = lambda _: None
        try:
            parser.Parse(data, True)
        except _AllFound:
            pass
        except ExpatError:
            stopped = parser.ErrorByteIndex
            for spot, _ in self._stack:
                if spot.text_end < 0:
                    spot.text_end = max(stopped, spot.start)

    def _start(self, name: str, attributes: object) -> None:
        if self._skipped:
            self._skipped += 1
            return
        child: TrieNode | None = self._root
        if self._stack:
            parent, count = self._stack[-1]
            if parent.text_end < 0:
                parent.text_end = self._parser.CurrentByteIndex
                self._finish_one()
            child = parent.node.children.get(count[0])
            count[0] += 1
        if child is None:
            self._skipped = 1
            return
        spot = _Spot(child, self._parser.CurrentByteIndex)
        self.spots.append(spot)
        self._stack.append((spot, [0]))

    def _end(self, name: str) -> None:
        if self._skipped:
            self._skipped -= 1
            return
        spot, _ = self._stack.pop()
        if spot.text_end < 0:
            spot.text_end = self._parser.CurrentByteIndex
            self._finish_one()

    def _finish_one(self) -> None:
        self._missing -= 1
        if not self._missing:
            raise _AllFound


def _count_elements(node: TrieNode) -> int:
    """How many elements are wanted, or lead to one that is."""
    count = 0
    nodes = [node]
    while nodes:
        count += 1
        nodes += [child for part, child in nodes.pop().children.items() if isinstance(part, int)]
    return count


def locate(text: str, wanted: Collection[KeyPath]) -> dict[KeyPath, NodeRange]:
    """See `positions.locate_xml`."""
    root = build_trie(wanted)
    skip = text_start(text)
    # A lone surrogate becomes one question mark, so that offsets still agree.
    data = text[skip:].encode("utf-8", "replace")
    spots = _Walk(root, data).spots
    offsets = _to_characters(data, {offset for spot in spots for offset in (spot.start, spot.text_end)})
    for spot in spots:
        _place(text, spot.node, skip + offsets[spot.start], skip + offsets[spot.text_end])
    return collect(root, wanted, whole_range(text))


def _to_characters(data: bytes, wanted: set[int]) -> dict[int, int]:
    """Map byte offsets to offsets in the text, decoding each stretch once."""
    if data.isascii():
        return {offset: offset for offset in wanted}
    found: dict[int, int] = {}
    at = characters = 0
    for offset in sorted(wanted):
        characters += len(data[max(at, 0) : max(offset, 0)].decode("utf-8", "replace"))
        found[offset] = characters
        at = offset
    return found


def _place(text: str, node: TrieNode, start: int, text_end: int) -> None:
    """Fill in an element and its wanted attributes and text from its start tag."""
    tag = _compile(r"<([^\s/>]*+)").match(text, start)
    if tag is None:
        node.value = Range(start, start)
        return
    node.key = Range(*tag.span(1))
    at = tag.end()
    attribute = _compile(r"""\s*+([^\s=/>]++)\s*+=\s*+("[^"]*+"|'[^']*+')""")
    names: dict[str, tuple[Range, Range]] = {}
    while match := attribute.match(text, at):
        at = match.end()
        names[match[1]] = (Range(*match.span(1)), Range(*match.span(2)))
    closing = _compile(r"\s*+/?>").match(text, at)
    at = closing.end() if closing else at
    node.value = Range(start, at)
    local: dict[str, tuple[Range, Range]] | None = None
    for part, child in node.children.items():
        if not isinstance(part, str):
            continue
        if part == "text":
            child.value = _trim(text, at, text_end)
        elif part.startswith("@{"):
            if local is None:
                local = {name.rpartition(":")[2]: ranges for name, ranges in names.items()}
            child.key, child.value = local.get(part.rpartition("}")[2], (None, None))
        else:
            child.key, child.value = names.get(part[1:], (None, None))


def _trim(text: str, start: int, end: int) -> Range | None:
    """Cut decoded white space from both ends of a text; a CDATA section that holds an end is kept whole.

    As in lxml's `element.text`, a comment, a processing instruction or a declared entity ends the text.
    """
    first = last = -1
    for section, (begin, stop, length) in _split_content(text, start, end):
        written = text[begin:stop]
        if section is None and not length:
            if first >= 0:
                break
            continue
        if section is None and written[0] != "&":
            section = Range(begin + len(written) - len(written.lstrip()), begin + len(written.rstrip()))
        if _is_blank(written, section):
            continue
        if section is None:
            section = Range(begin, stop)
        if first < 0:
            first = section.start
        last = section.end
    return Range(first, last) if first >= 0 else None


def _is_blank(written: str, section: Range | None) -> bool:
    if section is None:
        decoded = _decode_entity(written)
        return not decoded or decoded.isspace()
    return written.isspace()


def _decode_entity(entity: str) -> str:
    """The text of an entity; nothing for one that the document declares, since those are not expanded."""
    named = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'"}.get(entity)
    if named is not None or not entity.startswith("&#"):
        return named or ""
    try:
        return chr(int(entity[3:-1], 16) if entity.startswith("&#x") else int(entity[2:-1]))
    except (ValueError, OverflowError):
        return ""


def _split_content(text: str, start: int, end: int) -> Iterator[tuple[Range | None, Piece]]:
    """Split the content of an element into runs, entities and line ends, each with its CDATA section.

    Comments and processing instructions stand for no characters.
    """
    token = _compile(r"[^&<\r]++|\r\n?+|&[^;&<]*+;?+|<!\[CDATA\[|<!--|<\?|<")
    in_section = _compile(r"[^\r]++|\r\n?+")
    at = start
    while match := token.match(text, at, end):
        at = match.end()
        mark = match[0]
        if mark[0] == "<":
            closing = {"<![CDATA[": "]]>", "<!--": "-->", "<?": "?>"}.get(mark)
            if closing is None:
                return
            stop = text.find(closing, at, end)
            stop = end if stop < 0 else stop
            if mark == "<![CDATA[":
                section = Range(match.start(), min(stop + 3, end))
                for part in in_section.finditer(text, at, stop):
                    written = part[0]
                    yield section, (*part.span(), 1 if written[0] == "\r" else len(written))
            else:
                yield None, (match.start(), min(stop + len(closing), end), 0)
            at = stop + len(closing)
        else:
            yield None, (*match.span(), _decoded_length(match))


def _decoded_length(match: re.Match[str]) -> int:
    written = match[0]
    if written[0] == "&" and written[-1] == ";":
        return len(_decode_entity(written))
    return 1 if written[0] == "\r" else len(written)


def split_text(text: str, value: Range) -> Iterator[Piece]:
    """Split an element's text, as it was located, into runs and entities; nothing if it is a start tag."""
    begun = False
    for section, (start, stop, length) in _split_content(text, value.start, value.end):
        if section is not None and not begun:
            written = text[start:stop]
            lead = len(written) - len(written.lstrip())
            if lead == stop - start:
                continue
            start, length = start + lead, length - lead
        begun = True
        yield start, stop, length


def split_attribute(text: str, value: Range) -> Iterator[Piece]:
    """Split an attribute's value, quotes included, into runs and entities; nothing if it is not such a value."""
    start, end = value.start + 1, value.end - 1
    if end < start or text[value.start] not in "\"'":
        return
    if start == end:
        yield start, start, 0
    for match in _compile(r"[^&\r]++|\r\n?+|&[^;&]*+;?+").finditer(text, start, end):
        yield (*match.span(), _decoded_length(match))
