"""A line and a column of a flow's file as a value of it, and the part of a string that they mean."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from pplint.errors import UsageError
from pplint.expressions import REFERENCE_KINDS, TextPart, json_strings, literals, parse
from pplint.key_path import KeyPath
from pplint.model.places import Document, value_at
from pplint.positions.lines import Lines
from pplint.positions.locating import decoded_offset, locate_json
from pplint.positions.trie import Range
from pplint.records import NamedTuple


class Pointed(NamedTuple):
    """The value at a place: all of it, or where ``span`` is given that part of the string."""

    path: KeyPath
    value: Any
    span: tuple[int, int] | None = None


def pointed_at(document: Document, line: int, column: int) -> list[Pointed]:
    """The values that a line, or a line and a column, mean: scalars, else the object that begins there."""
    lines = Lines(document.text)
    if not 1 <= line <= len(lines):
        raise UsageError(f"{document.path!r} has {len(lines)} lines")
    first, last = lines.line_start(line), lines.line_end(line)
    if column:
        first = last = lines.offset(line, column)
    paths = list(_paths(document.data))
    ranges = locate_json(document.text, paths)
    found: list[tuple[KeyPath, Range]] = []
    around: list[tuple[KeyPath, Range]] = []
    for path in paths:
        node = ranges[path]
        begin = node.key.start if node.key is not None else node.value.start
        is_scalar = not isinstance(value_at(document.data, path), dict | list)
        if is_scalar and (
            begin <= first < node.value.end if column else first <= begin and node.value.end <= last
        ):
            found.append((path, node.value))
        elif not is_scalar and (
            node.key is not None and node.key.start <= first <= node.value.start
            if column
            else first <= begin
            and node.value.start < last
            and document.text[begin : node.value.start + 1].strip("{[")
        ):
            around.append((path, node.value))
    if not found:
        return [Pointed(path, value_at(document.data, path)) for path, _ in around]
    result: list[Pointed] = []
    for path, here in found:
        value = value_at(document.data, path)
        if not isinstance(value, str):
            result.append(Pointed(path, value))
            continue
        is_inside = column and here.start < first < here.end
        at = decoded_offset(document.text, "json", here, first) if is_inside else -1
        result += _parts(path, value, at)
    return result


def part_at(document: Document, line: int, column: int, end_line: int, end_column: int) -> Pointed | None:
    """The part of a string between two places, as a report names it."""
    lines, starts, strings = _strings(document, document.text)
    first = lines.offset(line, column)
    last = lines.offset(end_line, end_column)
    at = bisect_right(starts, first) - 1
    if at < 0:
        return None
    here, path, value = strings[at]
    if last > here.end:
        return None
    start, end = (decoded_offset(document.text, "json", here, offset) for offset in (first, last))
    return Pointed(path, value[start:end], (start, end))


# One entry is enough: findings are asked about file by file, and memory is kept for one document only.
@lru_cache(maxsize=1)
def _strings(document: Document, text: str) -> tuple[Lines, list[int], list[tuple[Range, KeyPath, str]]]:
    """The strings of a document in the order of its text, and where each begins."""
    values = dict(json_strings(document.data))
    ranges = locate_json(text, values)
    strings = [(ranges[path].value, path, value) for path, value in values.items()]
    strings.sort(key=lambda found: found[0])
    return Lines(text), [here.start for here, _, _ in strings], strings


def _parts(path: KeyPath, text: str, at: int) -> list[Pointed]:
    """The literals of a string of a flow, or the one around an offset in it."""
    template = parse(text)
    if template.error is not None or template.is_literal:
        return [Pointed(path, text)]
    found = []
    for use in literals(template):
        inner = use.functions[-1] if use.functions else ""
        if use.argument == 0 and (inner == "[]" or inner in REFERENCE_KINDS):
            continue
        span = use.literal.span if isinstance(use.literal, TextPart) else use.literal.raw_span
        if at < 0 or span[0] <= at <= span[1]:
            found.append(Pointed(path, str(use.literal.value), use.literal.span))
    return found or [Pointed(path, text)]


def around(pointed: Pointed, text: str) -> Pointed:
    """The literal of a string that a part of it belongs to."""
    found = _parts(pointed.path, text, pointed.span[0] if pointed.span is not None else -1)
    return found[0] if found else pointed


def _paths(data: Any) -> Iterator[KeyPath]:
    """Every value but the root, outer before inner."""
    pending: list[tuple[KeyPath, Any]] = [((), data)]
    while pending:
        path, value = pending.pop()
        if path:
            yield path
        entries = (
            value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        )
        pending += [((*path, key), inner) for key, inner in reversed([*entries])]
