"""Block-style YAML read line by line, as far as pipelines need it: keys, values, nesting and exact places.

A YAML library would add more to the start than all pipelines of a repository take here, and gives no places.
Mappings in braces on one line are read too. Other syntax (anchors, flow collections over several lines) becomes
plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pplint.compiling import compile_fixed

MAX_LINES = 20_000
MAX_BRACES = 4
"""How deeply mappings in braces may be nested."""


class YamlEntry:
    """A key with its value, or an item of a list (``key`` is empty).

    ``value`` is the scalar on the key's line without quotes and comment; ``start`` and ``end`` are the
    offsets of the value in the text, which for a block scalar or a folded value reach over all its lines.
    """

    __slots__ = (
        *("_below", "_depth", "_span", "children", "end", "is_block", "key", "lowered", "parent", "start"),
        "value",
    )

    def __init__(self, key: str, depth: float, parent: YamlEntry | None) -> None:
        self.key = key
        self.lowered = key.lower()
        self._below: list[YamlEntry] | None = None
        self._span: tuple[int, int] | None = None
        self.value = ""
        self.start = self.end = 0
        self.is_block = False
        self.parent = parent
        self.children: list[YamlEntry] = []
        self._depth = depth

    def ancestors(self) -> Iterator[YamlEntry]:
        """The entries around this one, innermost first."""
        entry = self.parent
        while entry is not None:
            yield entry
            entry = entry.parent

    def child(self, *names: str) -> YamlEntry | None:
        """The first child with one of the keys (lower case)."""
        for entry in self.children:
            if entry.lowered in names:
                return entry
        return None

    @property
    def span(self) -> tuple[int, int]:
        """The offsets where the first value of the entry or below it begins, and where the last one ends."""
        if self._span is None:
            every = [self, *self.walk()]
            first = min([e.start for e in every if e.end], default=self.start)
            self._span = first, max([e.end for e in every])
        return self._span

    def walk(self) -> list[YamlEntry]:
        """All entries below, in the order of the text. They are gone through again for each caller of the file."""
        below = self._below
        if below is None:
            below = self._below = []
            stack = self.children[::-1]
            while stack:
                entry = stack.pop()
                below.append(entry)
                if entry.children:
                    stack += entry.children[::-1]
        return below


@cache
def _key() -> re.Pattern[str]:
    return compile_fixed(
        r"""("[^"\n]*"|'[^'\n]*'|[^\s"'#\[\]{},&*!|>%@`:-][^\s#]*?|-[^\s#:]+)[ \t]*:(?:[ \t]+|$)"""
    )


@cache
def _block() -> re.Pattern[str]:
    return compile_fixed(r"[|>][-+0-9]*[ \t]*(?:#.*)?$")


_BETWEEN = ("---", "...")


def parse(text: str) -> YamlEntry:
    """The tree of ``text``; its root has an empty key. Lines that do not fit become text of the entry above."""
    root = YamlEntry("", -1, None)
    last = root
    offset = 0
    block: tuple[YamlEntry, int] | None = None
    has_returns = "\r" in text
    for line in text.split("\n")[:MAX_LINES]:
        start = offset
        offset += len(line) + 1
        if has_returns:
            line = line.rstrip("\r")
        stripped = line.lstrip(" \t")
        indent = len(line) - len(stripped)
        if not stripped:
            continue
        if block is not None:
            if indent > block[1]:
                block[0].end = start + len(line)
                continue
            block = None
        if stripped[0] in "#%" or stripped.startswith(_BETWEEN):
            continue
        entry, at, owner_indent = _open(root, last, line, indent)
        if entry is None:
            last.end = start + len(line)
            last.start = last.start or start + indent
            continue
        last = entry
        _set_value(entry, line, at, start)
        if entry.is_block:
            block = (entry, owner_indent)
    return root


def _open(root: YamlEntry, last: YamlEntry, line: str, indent: int) -> tuple[YamlEntry | None, int, int]:
    """The entry that begins in a line, where its value begins, and the indentation that a block scalar must exceed."""
    at = indent
    entry: YamlEntry | None = None
    owner = indent
    while line[at : at + 1] == "-" and line[at + 1 : at + 2] in ("", " ", "\t"):
        owner = at
        entry = _add(root, entry or last, "", at + 0.5)
        at += 1
        while at < len(line) and line[at] in " \t":
            at += 1
    match = _key().match(line, at) if ":" in line else None
    if match is not None:
        owner = at
        entry = _add(root, entry or last, match[1].strip("\"'"), at)
        at = match.end()
    return entry, at, owner


def _add(root: YamlEntry, last: YamlEntry, key: str, depth: float) -> YamlEntry:
    parent: YamlEntry = last
    while parent is not root and parent._depth >= depth:
        parent = parent.parent or root
    entry = YamlEntry(key, depth, parent)
    parent.children.append(entry)
    return entry


def _set_value(entry: YamlEntry, line: str, at: int, start: int) -> None:
    rest = line[at:]
    first = rest[:1]
    if first and first in "|>" and _block().match(rest):
        entry.is_block = True
        entry.start = entry.end = start + len(line)
        return
    if first and first in "\"'":
        close = rest.find(first, 1)
        entry.value = rest[1:close] if close > 0 else rest[1:]
        entry.start = start + at + 1
    else:
        comment = compile_fixed(r"(?:^|[ \t])#").search(rest) if "#" in rest else None
        entry.value = (rest[: comment.start()] if comment else rest).rstrip()
        entry.start = start + at
    entry.end = entry.start + len(entry.value)
    if first == "{" and entry.value[-1:] == "}" and entry.value[:1] == "{":
        _add_braces(entry, entry.value, entry.start, MAX_BRACES)


def _add_braces(entry: YamlEntry, text: str, start: int, depth: int) -> None:
    """The pairs of a mapping in braces as children; ``start`` is the offset of ``text``."""
    at = 1
    for piece in _pieces(text[1:-1]):
        match = _pair().match(piece)
        if match is not None:
            child = YamlEntry(match[1].strip("\"'"), entry._depth + 1, entry)
            child.value = match[2]
            child.start = start + at + match.start(2)
            if child.value[:1] in "\"'" and len(child.value) > 1 and child.value[-1] == child.value[0]:
                child.value, child.start = child.value[1:-1], child.start + 1
            elif child.value[:1] == "{" and child.value[-1:] == "}" and depth:
                _add_braces(child, child.value, child.start, depth - 1)
            child.end = child.start + len(child.value)
            entry.children.append(child)
        at += len(piece) + 1


def _pieces(text: str) -> Iterator[str]:
    """``text`` split at commas outside quotes and brackets."""
    level, quote, begin = 0, "", 0
    for index, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter in "{[(":
            level += 1
        elif letter in "}])":
            level -= 1
        elif letter == "," and level <= 0:
            yield text[begin:index]
            begin = index + 1
    yield text[begin:]


@cache
def _pair() -> re.Pattern[str]:
    return compile_fixed(r"""\s*("[^"]*"|'[^']*'|[\w.-]+)\s*:\s*(.*?)\s*$""", re.DOTALL)
