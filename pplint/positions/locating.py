"""Turns symbolic places in JSON, XML and YAML text into character ranges, and those into lines and columns."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

Path = tuple[str | int, ...]
"""JSON and YAML: keys and indices. XML: indices of child elements below the root element, which is `()`
(comments and processing instructions are not counted), and at the end perhaps `"@name"` or `"text"`."""

Piece = tuple[int, int, int]
"""Part of a string as written: start and end in the text, and the number of code points that it stands for.
If both lengths are equal, each character stands for itself."""


class Range(NamedTuple):
    """Offsets into the decoded text, in code points; the end is exclusive."""

    start: int
    end: int


class NodeRange(NamedTuple):
    """Where a value is written, and the key or name that leads to it.

    - JSON, YAML: `key` is the key as written, with its quotes; None for list entries and the root.
    - XML element: `key` is the name in the start tag, `value` the whole start tag.
    - XML attribute: `key` is the name, `value` includes the quotes.
    - XML text: `key` is None, `value` the text before the first child, without surrounding white space; a comment
      ends it, but may precede it. If there is no such text, the ranges of the element.
    """

    key: Range | None
    value: Range


class Node:
    """One step of a wanted path; nodes form a trie, so that nothing is made for paths that nobody asked for.

    `visit` and `parent_visit` number the values met, so that what was found inside an earlier duplicate
    of a key does not count once a later one has replaced it, without anything to clear.
    """

    __slots__ = ("children", "key", "parent_visit", "value", "visit")

    def __init__(self) -> None:
        self.children: dict[str | int, Node] = {}
        self.key: Range | None = None
        self.value: Range | None = None
        self.visit = 0
        self.parent_visit = 0


def build_trie(wanted: Collection[Path]) -> Node:
    """Return the trie of the wanted paths; its size is at most the sum of their lengths."""
    root = Node()
    for path in wanted:
        node = root
        for part in path:
            child = node.children.get(part)
            if child is None:
                child = node.children[part] = Node()
            node = child
    return root


def collect(root: Node, wanted: Collection[Path], whole: Range) -> dict[Path, NodeRange]:
    """Read each path's ranges out of a trie; a missing path gets its nearest ancestor, at last `whole`."""
    found: dict[Path, NodeRange] = {}
    for path in wanted:
        node = root
        for part in path:
            child = node.children[part]
            if child.value is None or child.parent_visit != node.visit:
                break
            node = child
        found[path] = NodeRange(node.key, whole if node.value is None else node.value)
    return found


def text_start(text: str) -> int:
    """Return the offset after a byte order mark that was left in the text."""
    return 1 if text.startswith("\ufeff") else 0


def whole_range(text: str) -> Range:
    """Return the range of everything but surrounding white space."""
    start = text_start(text)
    body = text[start:]
    lead = len(body) - len(body.lstrip())
    return Range(start + lead, max(start + lead, len(text.rstrip())))


def locate_json(text: str, wanted: Collection[Path]) -> dict[Path, NodeRange]:
    """Find wanted values and their keys in one pass; of duplicate keys the last counts, as in `json.loads`.

    Every wanted path is in the result; one that does not exist has its nearest ancestor's ranges. Malformed text
    raises nothing: what precedes the damage is found.
    """
    from pplint.positions.json import locate

    return locate(text, wanted)


def duplicate_keys(text: str) -> list[tuple[Path, Range, Range]]:
    """Find JSON keys that occur twice in one object: the path, the earlier key, the next one of that name.

    A key that occurs three times gives two entries. The list is cut off where it would grow out of proportion.
    """
    from pplint.positions.json import find_duplicate_keys

    return find_duplicate_keys(text)


def locate_xml(text: str, wanted: Collection[Path]) -> dict[Path, NodeRange]:
    """Find wanted elements, attributes and texts in one pass; missing paths and damage as in `locate_json`.

    `"@name"` is the attribute's name as written, with its prefix; `"@{uri}name"` matches by local name alone.
    Entities declared in a document type are neither expanded nor fetched.
    """
    from pplint.positions.xml import locate

    return locate(text, wanted)


def locate_yaml(text: str, wanted: Collection[Path]) -> dict[Path, NodeRange]:
    """Find wanted nodes of the first document; missing paths and damage as in `locate_json`.

    The value of an alias is the alias as written (`*name`); paths that go on below it, or that come from a merge
    key, lead to the anchored node. Keys are compared by their text, so `1` finds the key `1:`.
    """
    from pplint.positions.yaml import locate

    return locate(text, wanted)


def string_range(text: str, kind: str, value: Range, start: int, end: int) -> Range:
    """Map a span of a decoded string, in code points, to the place where it is written.

    `kind` is `"json"`, `"xml-attribute"`, `"xml-text"` or `"yaml"`, `value` the range that was located for it.
    Spans of `"xml-text"` count within the text after `str.strip()`. A span that begins or ends inside of an escape
    takes all of it; one that reaches beyond the string is cut off. A value that is no string is returned whole.
    Raises ValueError for another kind.
    """
    segments = _segments(text, kind, value)
    if not segments.source:
        return value
    first = max(start, 0)
    end = min(end, segments.total)
    if end <= first:
        at = segments.source_start(first)
        return Range(at, at)
    return Range(segments.source_start(first), segments.source_end(end))


class _Segments:
    """The pieces of one string, so that an offset is found by bisection."""

    __slots__ = ("decoded", "source", "total")

    def __init__(self, pieces: Iterator[Piece]) -> None:
        self.decoded: list[int] = []
        self.source: list[Piece] = []
        self.total = 0
        for piece in pieces:
            self.decoded.append(self.total)
            self.source.append(piece)
            self.total += piece[2]

    def source_start(self, offset: int) -> int:
        """Return where the code point at `offset` begins; past the end, where the last one ends."""
        if offset >= self.total:
            return self.source[-1][1]
        at = bisect_right(self.decoded, offset) - 1
        start, end, length = self.source[at]
        return start + offset - self.decoded[at] if end - start == length else start

    def source_end(self, offset: int) -> int:
        """Return where the code point before `offset` ends."""
        last = offset - 1
        at = bisect_right(self.decoded, last) - 1
        start, end, length = self.source[at]
        return start + last - self.decoded[at] + 1 if end - start == length else end


# One entry is enough: many spans of one long string come in a row, and no other text is kept alive.
@lru_cache(maxsize=1)
def _segments(text: str, kind: str, value: Range) -> _Segments:
    if kind == "json":
        from pplint.positions.json import split_string

        return _Segments(split_string(text, value))
    if kind in ("xml-attribute", "xml-text"):
        from pplint.positions.xml import split_attribute, split_text

        return _Segments((split_attribute if kind == "xml-attribute" else split_text)(text, value))
    if kind == "yaml":
        from pplint.positions.yaml_strings import split_scalar

        return _Segments(split_scalar(text, value))
    raise ValueError(f"unknown kind of string: {kind!r}")


class Lines:
    r"""The lines of one text, ended by `\n`, `\r\n` or a lone `\r`; a byte order mark belongs to no line."""

    __slots__ = ("_astral", "_starts", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._astral: list[int] | None = [] if text.isascii() else None
        if text.count("\r") == text.count("\r\n"):
            starts = list(accumulate((len(line) + 1 for line in text.split("\n")), initial=0))
            starts.pop()
        else:
            import re

            starts = [0, *(match.end() for match in re.finditer(r"\r\n?|\n", text))]
        starts[0] = text_start(text)
        self._starts = starts

    def __len__(self) -> int:
        return len(self._starts)

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset, both from 1, the column in UTF-16 units; offsets are clamped."""
        offset = min(max(offset, self._starts[0]), len(self._text))
        line = bisect_right(self._starts, offset)
        start = self._starts[line - 1]
        if self._astral is None:
            import re

            self._astral = [match.start() for match in re.finditer("[\U00010000-\U0010ffff]", self._text)]
        wide = bisect_right(self._astral, offset - 1) - bisect_right(self._astral, start - 1)
        return line, offset - start + wide + 1

    def line_text(self, line: int) -> str:
        """Return a line without its end; the empty string for a line that does not exist."""
        if not 1 <= line <= len(self._starts):
            return ""
        end = self._starts[line] if line < len(self._starts) else len(self._text)
        body = self._text[self._starts[line - 1] : end]
        if body.endswith("\r\n"):
            return body[:-2]
        return body[:-1] if body.endswith(("\n", "\r")) else body

    def line_start(self, line: int) -> int:
        """Return the offset at which a line begins; IndexError for a line that does not exist."""
        if line < 1:
            raise IndexError(line)
        return self._starts[line - 1]
