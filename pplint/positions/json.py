"""Finds values, keys and escapes in JSON text and parses only the requested parts."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from functools import cache
from json import JSONDecoder

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

# Possessive throughout: an unterminated string must be read once, not once for each quote in it.
_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?'

# Paths of duplicate keys take at most this many parts together; depth times number would be quadratic.
_DUPLICATES_BUDGET = 200_000


@cache
def _compile(pattern: str) -> re.Pattern[str]:
    return compile_fixed(pattern, re.DOTALL)


@cache
def _member() -> re.Pattern[str]:
    """A key with its colon, or a closing brace; other code reports a missing comma."""
    return _compile(rf"[ \t\n\r]*+(?:,[ \t\n\r]*+)?+(?:({_STRING})[ \t\n\r]*+:[ \t\n\r]*+|\}})")


@cache
def _element() -> re.Pattern[str]:
    return _compile(r"[ \t\n\r]*+(?:,[ \t\n\r]*+)?+(\])?")


class _Skipper:
    """Finds the end of a value: with the standard library's scanner in C, or by brackets in damaged or deep text."""

    __slots__ = ("_scan", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        # Numbers are not converted: int() refuses long ones and takes quadratic time.
        decoder = JSONDecoder(strict=False, parse_int=str, parse_float=str)
        self._scan: Callable[[str, int], tuple[object, int]] | None = decoder.raw_decode

    def end_of_value(self, at: int) -> int:
        """The end of the value at an offset; the offset itself if there is none."""
        if self._scan is not None:
            try:
                return self._scan(self._text, at)[1]
            except RecursionError:
                pass
            except ValueError:
                # The error counts lines from the start of the text: once is enough.
                self._scan = None
        return self._count_brackets(at)

    def _count_brackets(self, at: int) -> int:
        text = self._text
        first = text[at : at + 1]
        if first == '"':
            match = _compile(_STRING).match(text, at)
            return match.end() if match else at
        if first not in ("{", "["):
            match = _compile(r"[^ \t\n\r,:\[\]{}\"]*+").match(text, at)
            return match.end() if match else at
        depth = 0
        for match in _compile(_STRING + r"|[\[{]|[\]}]").finditer(text, at):
            first = text[match.start()]
            if first == '"':
                continue
            depth += 1 if first in "[{" else -1
            if not depth:
                return match.end()
        return len(text)


def _decode(raw: str) -> str:
    """A key's text; a damaged key is returned as written."""
    if "\\" not in raw:
        return raw[1:-1]
    try:
        return str(JSONDecoder(strict=False).decode(raw))
    except ValueError:
        return raw


_Step = tuple[TrieNode, Range | None, int]
"""A wanted value, its key, and the offset at which it begins."""


class _Frame:
    """An open container with a wanted value inside."""

    __slots__ = ("index", "is_object", "node", "start")

    def __init__(self, node: TrieNode, start: int, is_object: bool) -> None:
        self.node = node
        self.start = start
        self.is_object = is_object
        self.index = -1


def locate(text: str, wanted: Collection[KeyPath]) -> dict[KeyPath, NodeRange]:
    """See `positions.locate_json`."""
    root = build_trie(wanted)
    whole = whole_range(text)
    _walk(text, whole.start, root)
    return collect(root, wanted, whole)


def _walk(text: str, at: int, root: TrieNode) -> None:
    """Fill the trie, keeping a stack of open containers; stop at the first text that is not valid."""
    skipper = _Skipper(text)
    stack: list[_Frame] = []
    visits = 0
    step: _Step | None = (root, None, at)
    while step is not None:
        node, key, at = step
        opening = text[at : at + 1]
        if node.children and opening in ("{", "["):
            end = len(text)
        else:
            end = skipper.end_of_value(at)
            if end == at:
                return
        visits += 1
        node.visit = visits
        node.parent_visit = stack[-1].node.visit if stack else 0
        node.key = key
        node.value = Range(at, end)
        if node.children and opening in ("{", "["):
            stack.append(_Frame(node, at, opening == "{"))
            end = at + 1
        step = _find_next(text, end, stack, skipper)


def _find_next(text: str, at: int, stack: list[_Frame], skipper: _Skipper) -> _Step | None:
    """Continue from the end of a value, or the start of a container, to the next wanted value."""
    member, element = _member().match, _element().match
    while stack:
        frame = stack[-1]
        children = frame.node.children
        if frame.is_object:
            match = member(text, at)
            if match is None:
                return None
            raw = match[1]
            at = match.end()
            if raw is not None:
                child = children.get(_decode(raw))
                if child is not None:
                    return child, Range(*match.span(1)), at
        else:
            match = element(text, at)
            at = match.end() if match else at
            raw = None if match and match[1] else ""
            frame.index += 1
            if raw is not None:
                child = children.get(frame.index)
                if child is not None:
                    return child, None, at
        if raw is None:
            frame.node.value = Range(frame.start, at)
            stack.pop()
            continue
        end = skipper.end_of_value(at)
        if end == at:
            return None
        at = end
    return None


def find_duplicate_keys(text: str) -> list[tuple[KeyPath, Range, Range]]:
    """See `positions.duplicate_keys`."""
    found: list[tuple[KeyPath, Range, Range]] = []
    # For each open container its keys, or None for a list; and its own key or index.
    keys: list[dict[str, Range] | None] = []
    trail: list[str | int] = []
    budget = _DUPLICATES_BUDGET
    token = _compile(rf"({_STRING})(?:[ \t\n\r]*+(:))?+|[\[\]{{}},]")
    for match in token.finditer(text, text_start(text)):
        raw = match[1]
        if raw is not None:
            if match[2] and keys and (seen := keys[-1]) is not None:
                name = trail[-1] = _decode(raw)
                here = Range(*match.span(1))
                earlier = seen.get(name)
                seen[name] = here
                if earlier is not None:
                    budget -= len(trail)
                    if budget < 0:
                        break
                    found.append((tuple(trail), earlier, here))
            continue
        mark = match[0]
        if mark == "{":
            keys.append({})
            trail.append("")
        elif mark == "[":
            keys.append(None)
            trail.append(0)
        elif not keys:
            continue
        elif mark == ",":
            if isinstance(index := trail[-1], int):
                trail[-1] = index + 1
        else:
            keys.pop()
            trail.pop()
    return found


def split_string(text: str, value: Range) -> Iterator[Piece]:
    """Split a JSON string, quotes included, into runs and escapes; nothing if it is not a string."""
    start, end = value.start + 1, value.end - 1
    if end < start or text[value.start] != '"':
        return
    if start == end:
        yield start, start, 0
    pattern = _compile(
        r"[^\\]++|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|."
    )
    for match in pattern.finditer(text, start, end):
        first, last = match.span()
        yield first, last, 1 if text[first] == "\\" else last - first
