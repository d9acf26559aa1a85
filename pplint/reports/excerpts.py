"""A source line with carets under the place, cut to the width of a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from pplint.findings import Location
from pplint.terminal import cells, paint

NARROWEST = 12
"""Columns of source that are shown even where the terminal is narrower."""


def excerpt(at: Location, label: str, colour: bool, width: int | None) -> Iterator[str]:
    """The line and the carets; nothing where the location has no excerpt or an empty one."""
    if not at.excerpt.strip():
        return
    number = str(at.line)
    gutter = " " * len(number)
    text, start, length = at.excerpt, at.excerpt_start, max(at.excerpt_length, 1)
    if width is not None:
        text, start, length = cut(text, start, length, max(width - len(number) - 3, NARROWEST))
    before = " " * cells(text[:start])
    carets = "^" * max(cells(text[start : start + length]), 1)
    yield paint(f"{gutter} |", "dim", colour)
    yield paint(f"{number} | ", "dim", colour) + text
    yield paint(f"{gutter} | ", "dim", colour) + before + paint(carets, label, colour)


def cut(text: str, start: int, length: int, room: int) -> tuple[str, int, int]:
    """``text`` in at most ``room`` columns around ``text[start:start + length]``; and where that is in it.

    A place that is wider than the room is shown from its beginning. An ellipsis stands for what was cut.
    """
    if cells(text) <= room:
        return text, start, length
    end = min(start + length, len(text))
    low, high, left = start, start, room - 2
    while high < end and cells(text[high]) <= left:
        left -= cells(text[high])
        high += 1
    # What is left goes to both sides in turn: the code before a place says as much as the code after it.
    sides = [True, True]
    while any(sides):
        if sides[0]:
            sides[0] = low > 0 and cells(text[low - 1]) <= left
            if sides[0]:
                low -= 1
                left -= cells(text[low])
        if sides[1]:
            sides[1] = high < len(text) and cells(text[high]) <= left
            if sides[1]:
                left -= cells(text[high])
                high += 1
    head = "…" if low > 0 else ""
    tail = "…" if high < len(text) else ""
    shown = head + text[low:high] + tail
    at = start - low + len(head)
    return shown, at, max(min(length, high - start), 1)
