"""Detects how a settings file writes its entries: indentation, line ends and spaces."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from pplint.generate.settings.entries import write_json
from pplint.key_path import KeyPath
from pplint.model.places import value_at
from pplint.positions.locating import locate_json
from pplint.positions.trie import NodeRange, Range


class Style(NamedTuple):
    """The white space of an array of objects, commas and colons included.

    ``before``, ``between`` and ``after`` surround entries; ``opening``, ``separator``, ``colon`` and
    ``closing`` around the members of one.
    """

    before: str
    between: str
    after: str
    opening: str
    separator: str
    colon: str
    closing: str

    def render(self, entry: dict[str, Any]) -> str:
        """An entry as this file would write it."""
        members = (
            f"{write_json(key)}{self.colon}{self._render_value(value)}" for key, value in entry.items()
        )
        return "{" + self.opening + self.separator.join(members) + self.closing + "}"

    def _render_value(self, value: Any) -> str:
        if not isinstance(value, dict | list):
            return write_json(value)
        lines = ends_of_lines(self.opening)
        if not lines:
            return write_json(value, None, ":" if self.colon == ":" else ": ")
        newline, indent = lines
        outer = self.closing.rpartition(newline)[2] if newline in self.closing else ""
        unit = indent.removeprefix(outer) or "  "
        return write_json(value, unit, self.colon).replace("\n", newline + indent)


class Array:
    """An array of the document, its entries and where they are in ``text``."""

    def __init__(self, text: str, data: Any, path: KeyPath) -> None:
        entries = value_at(data, path)
        self.text = text
        self.path = path
        self.entries: list[Any] = entries if isinstance(entries, list) else []
        wanted: list[KeyPath] = [path, *((*path, index) for index in range(len(self.entries)))]
        found = locate_json(text, wanted)
        self.key = found[path].key
        self.range = found[path].value
        self.ranges = [found[p].value for p in wanted[1:]]
        self._members: dict[str | int, list[NodeRange]] | None = None

    def members(self, index: int) -> list[NodeRange]:
        """Keys and values of an entry that is an object, in the order of the text."""
        if self._members is None:
            # All at once: a file may have thousands of entries to correct.
            wanted: dict[KeyPath, list[KeyPath]] = {
                (*self.path, number): [(*self.path, number, key) for key in entry]
                for number, entry in enumerate(self.entries)
                if _is_object(entry)
            }
            found = locate_json(self.text, [path for paths in wanted.values() for path in paths])
            self._members = {
                place[-1]: sorted((found[path] for path in paths), key=lambda node: node.value.start)
                for place, paths in wanted.items()
            }
        return self._members[index]

    @property
    def model(self) -> int | None:
        """The entry to write new ones after: the last one that is an object with members."""
        return next(
            (
                i
                for i in range(len(self.entries) - 1, -1, -1)
                if self.entries[i] and _is_object(self.entries[i])
            ),
            None,
        )


def _is_object(entry: Any) -> bool:
    return isinstance(entry, dict)


def find_style(array: Array, others: Iterable[Array]) -> Style:
    """The style of ``array``: its own, that of another array of the file, or one that fits the text around it."""
    for candidate in (array, *others):
        if candidate.model is not None:
            return _read_style(candidate, candidate.model)
    return _guess_style(array)


def _read_style(array: Array, model: int) -> Style:
    text, ranges = array.text, array.ranges
    before = text[array.range.start + 1 : ranges[0].start]
    after = text[ranges[-1].end : array.range.end - 1]
    opening, separator, colon, closing = member_style(array, model)
    if len(ranges) > 1:
        between = text[ranges[-2].end : ranges[-1].start]
    elif before:
        between = "," + before
    else:
        between = ", " if ends_of_lines(separator) else "," + separator.partition(",")[2]
    return Style(before, between, after, opening, separator, colon, closing)


def member_style(array: Array, index: int) -> tuple[str, str, str, str]:
    """The text after ``{``, between members, between key and value, and before ``}`` of an entry."""
    text, entry = array.text, array.ranges[index]
    members = array.members(index)
    first, last = members[0], members[-1]
    key = first.key or Range(first.value.start, first.value.start)
    opening = text[entry.start + 1 : key.start]
    colon = text[key.end : first.value.start]
    if len(members) > 1 and (second := members[1].key) is not None:
        separator = text[first.value.end : second.start]
    else:
        separator = "," + (opening or (" " if colon.endswith(" ") else ""))
    return opening, separator, colon, text[last.value.end : entry.end - 1]


def _guess_style(array: Array) -> Style:
    """A style for a file without a single entry, from the place of the array's key."""
    text = array.text
    key = array.key or array.range
    colon = text[key.end : array.range.start] or ": "
    before_key = text[: key.start]
    lines = ends_of_lines(before_key[len(before_key.rstrip()) :])
    if not lines:
        comma = ", " if colon.endswith(" ") else ","
        return Style("", comma, "", "", comma, colon, "")
    newline, indentation = lines
    depth = len(array.path)
    unit = indentation[: len(indentation) // depth] if len(indentation) % depth == 0 else ""
    unit = unit or "  "
    # Some tools indent to the column of the bracket, and write two lines for an empty array.
    inside = ends_of_lines(text[array.range.start + 1 : array.range.end - 1])
    closing = newline + (inside[1] if inside else indentation)
    entry, member = closing + unit, closing + unit * 2
    return Style(entry, "," + entry, closing, member, "," + member, colon, entry)


def ends_of_lines(space: str) -> tuple[str, str] | None:
    """The line end in white space and the indentation after the last one; nothing where there is no line end."""
    for newline in ("\r\n", "\n", "\r"):
        if newline in space:
            return newline, space.rpartition(newline)[2]
    return None
