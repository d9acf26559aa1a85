"""Turns symbolic places in JSON, XML and YAML text into character ranges, and those into lines and columns."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator
from functools import lru_cache
from operator import itemgetter

from pplint.key_path import KeyPath
from pplint.positions.trie import NodeRange, Piece, Range


def locate_json(text: str, wanted: Collection[KeyPath]) -> dict[KeyPath, NodeRange]:
    """Find wanted values and their keys in one pass; of duplicate keys the last counts, as in `json.loads`.

    Every wanted path is in the result; one that does not exist has its nearest ancestor's ranges. Malformed text
    raises nothing: paths before the damage are found.
    """
    # Each format is imported on its first finding: most runs need one of the three, and PyYAML is slow to start.
    from pplint.positions.json import locate

    return locate(text, wanted)


def duplicate_keys(text: str) -> list[tuple[KeyPath, Range, Range]]:
    """Find JSON keys that occur twice in one object: the path, the earlier key, the next one of that name.

    A key that occurs three times gives two entries. The list is cut off before it grows too long.
    """
    from pplint.positions.json import find_duplicate_keys

    return find_duplicate_keys(text)


def locate_xml(text: str, wanted: Collection[KeyPath]) -> dict[KeyPath, NodeRange]:
    """Find wanted elements, attributes and texts in one pass; missing paths and damage as in `locate_json`.

    `"@name"` is the attribute's name as written, with its prefix; `"@{uri}name"` matches by local name alone.
    Entities declared in a document type are neither expanded nor fetched.
    """
    from pplint.positions.xml import locate

    return locate(text, wanted)


def locate_yaml(text: str, wanted: Collection[KeyPath]) -> dict[KeyPath, NodeRange]:
    """Find wanted nodes of the first document; missing paths and damage as in `locate_json`.

    The value of an alias is the alias as written (`*name`); paths that go on below it, or that come from a merge
    key, lead to the anchored node. Keys are compared by their text, so `1` finds the key `1:`.
    """
    from pplint.positions.yaml import locate

    return locate(text, wanted)


def string_range(text: str, kind: str, value: Range, start: int, end: int) -> Range:
    """Map a span of a decoded string, in code points, to the place where it is written.

    `kind` is `"json"`, `"xml-attribute"`, `"xml-text"` or `"yaml"`, `value` the range that was located for it.
    Spans of `"xml-text"` count within the text after `str.strip()`. A span that begins or ends inside an escape
    includes all of it; one that reaches beyond the string is cut off. A value that is not a string is returned whole.
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


def decoded_offset(text: str, kind: str, value: Range, offset: int) -> int:
    """The code points of a decoded string before an offset of the text, the reverse of `string_range`.

    Offsets beyond the string are clamped; one inside an escape is before it.
    """
    return _segments(text, kind, value).decoded_before(offset)


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
        """Where the code point at `offset` begins; past the end, where the last one ends."""
        if offset >= self.total:
            return self.source[-1][1]
        at = bisect_right(self.decoded, offset) - 1
        start, end, length = self.source[at]
        return start + offset - self.decoded[at] if end - start == length else start

    def decoded_before(self, offset: int) -> int:
        """How many code points are written before `offset`."""
        number = bisect_right(self.source, offset, key=itemgetter(0)) - 1
        if number < 0:
            return 0
        start, end, length = self.source[number]
        if offset >= end:
            return self.decoded[number] + length
        return self.decoded[number] + (offset - start if end - start == length else 0)

    def source_end(self, offset: int) -> int:
        """Where the code point before `offset` ends."""
        last = offset - 1
        at = bisect_right(self.decoded, last) - 1
        start, end, length = self.source[at]
        return start + last - self.decoded[at] + 1 if end - start == length else end


# One entry is enough: many spans of one long string come in a row, and memory is kept for one text only.
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
