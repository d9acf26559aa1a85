"""Maps the characters of a YAML scalar to where they are written: escapes, folded lines and block scalars."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pplint.compiling import compile_fixed
from pplint.positions.trie import Piece, Range

_BREAK = "(?:\r\n|[\r\n\x85\u2028\u2029])"
_NO_BREAK = "[^\r\n\x85\u2028\u2029]"
_FOLD = rf"[ \t]*+{_BREAK}(?:[ \t]*+{_BREAK})*+[ \t]*+"


@cache
def _compile(pattern: str) -> re.Pattern[str]:
    return compile_fixed(pattern, re.DOTALL)


def split_scalar(text: str, value: Range) -> Iterator[Piece]:
    """Split a scalar as written, perhaps with anchor and tag; nothing for a collection or an alias."""
    properties = _compile(rf"(?:[&!][^ \t\r\n]*+|#{_NO_BREAK}*+|[ \t\r\n]++)*+").match(text, *value)
    start = properties.end() if properties else value.start
    end = value.end
    first = text[start : start + 1] if start < end else ""
    if first in ("|", ">"):
        return _split_block(text, start, end, value.start)
    if first in ("*", "[", "{"):
        return iter(())
    if first in ('"', "'"):
        return _split_flow(text, start + 1, end - 1, first)
    return _split_flow(text, start, end, "")


@cache
def _flow_pattern(quote: str) -> re.Pattern[str]:
    """What matches runs, and in named groups escapes and folded lines, for a style of scalar."""
    code = r"x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}"
    escape = {
        '"': rf"\\(?:{code}|(?P<joined>{_BREAK}(?:[ \t]*+{_BREAK})*+[ \t]*+)|.)",
        "'": "''(?P<joined>)",
        "": "(?!)(?P<joined>)",
    }[quote]
    return _compile(rf"(?P<escape>{escape})|(?P<fold>{_FOLD})|[ \t]++|[^\\'\r\n\x85\u2028\u2029 \t]++|[\\']")


def _split_flow(text: str, start: int, end: int, quote: str) -> Iterator[Piece]:
    if start >= end:
        yield start, max(start, end), 0
    for match in _flow_pattern(quote).finditer(text, start, end):
        first, last = match.span()
        if match["escape"]:
            # An escaped line end vanishes; each further one stays.
            yield first, last, _count_breaks(match["joined"]) - 1 if match["joined"] else 1
        elif match["fold"]:
            breaks = _count_breaks(match[0])
            kept = match[0].lstrip(" \t")[0] in "\u2028\u2029"
            yield first, last, breaks if kept or breaks == 1 else breaks - 1
        else:
            yield first, last, last - first


def _count_breaks(written: str) -> int:
    return sum(1 for _ in _compile(_BREAK).finditer(written))


def _parent_indent(text: str, start: int) -> int:
    """The indentation that an explicit indicator counts from: that of the key or dash before it."""
    before = text[max(0, start - 2000) : start].rstrip(" \r\n").lstrip("\ufeff")
    written = before[max(before.rfind("\n"), before.rfind("\r")) + 1 :] + " "
    marks = _compile(r"(?: |[-?:] )*+").match(written)
    if marks is not None and marks.end() < len(written):
        return marks.end()
    return max(len(written) - 2, 0)


def _split_block(text: str, start: int, end: int, node_start: int) -> Iterator[Piece]:
    """Follow PyYAML's `scan_block_scalar`, line by line."""
    header = _compile(rf"[|>][-+]?+([1-9])?+[-+]?+{_NO_BREAK}*+{_BREAK}?+").match(text, start, end)
    if header is None:
        return
    folded = text[start] == ">"
    lines = [match.span(1) for match in _line_pattern().finditer(text, header.end(), end)]
    if header[1]:
        indent = _parent_indent(text, node_start) + int(header[1])
    else:
        indent = _detect_indent(text, lines)
    pending: tuple[int, int] | None = None  # the line end before, whose meaning the next line decides
    flush = False
    blanks: list[Piece] = []
    for number, (first, last) in enumerate(lines):
        written = text[first:last]
        lead = len(written) - len(written.lstrip(" "))
        stop = lines[number + 1][0] if number + 1 < len(lines) else end
        if lead == len(written) and lead <= indent:
            blanks.append((first, stop, 1))
            continue
        if lead < indent:
            return
        body = first + indent
        starts_flush = text[body] not in " \t"
        if pending is not None:
            joins = folded and flush and starts_flush and text[pending[0]] not in "\u2028\u2029"
            yield (*pending, 0 if joins and blanks else 1)
        yield from blanks
        blanks = []
        yield body, last, last - body
        pending, flush = (last, stop), starts_flush
    if pending is not None and pending[1] > pending[0]:
        yield (*pending, 1)
    yield from blanks


def _line_pattern() -> re.Pattern[str]:
    return _compile(rf"({_NO_BREAK}*+)(?:{_BREAK}|\Z)")


def _detect_indent(text: str, lines: list[tuple[int, int]]) -> int:
    """The indentation of the first line with content, or of a longer empty line before it."""
    indent = 0
    for first, last in lines:
        written = text[first:last]
        lead = len(written) - len(written.lstrip(" "))
        indent = max(indent, lead)
        if lead < len(written):
            break
    return indent
