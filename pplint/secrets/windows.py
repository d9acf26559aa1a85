"""Where in a text a detector has to look: around its literals, which are all found in one pass over the bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from pplint.compiling import compile_fixed
from pplint.search.literals import Literals, code_points
from pplint.secrets.patterns import DETECTORS

Window = tuple[int, int]
"""From where a match may begin, and to where it may reach; code points of the text."""

AHEAD = 700
"""Code points from the beginning of a literal that a match of limited length may take, and what has to be seen of it."""
BASE32 = 52
"""Length of the one credential without a literal: so many small letters and digits from 2 to 7."""
_SAMPLED = 4
_MANY = 4_000
"""From this length on, windows are narrower than the text."""


@lru_cache(maxsize=16)
def windows(text: str) -> dict[int, list[Window]]:
    """What ``find_windows`` finds, remembered for the next who asks."""
    return find_windows(text)


def find_windows(text: str, lowered: bytes | None = None) -> dict[int, list[Window]]:
    """Where each detector has to look, by its index and in this order; those that need not look are left out.

    The windows of a detector are sorted and disjoint. A match that is in one contains its literal, so that none is cut
    off at the end but by a window that goes on. ``lowered`` is the text as ``places`` needs it, where it is known.
    """
    raw = text.encode("utf-8", "surrogatepass")
    found = sorted(places(raw, lowered))
    if not found:
        return {}
    if len(text) < _MANY:
        return {index: [(0, len(text))] for index in sorted({index for _, index in found})}
    at = code_points(raw, [start for start, _ in found]) if len(raw) != len(text) else None
    wanted: dict[int, list[Window]] = {}
    for number, (start, index) in enumerate(found):
        row = DETECTORS[index]
        place = at[number] if at else start
        end = place + AHEAD
        known = wanted.setdefault(index, [])
        if row.is_open and not (known and known[-1][1] >= end):
            end = _end_of_run(text, end)
        _add(known, max(0, place - row.reach), min(end, len(text)))
    return dict(sorted(wanted.items()))


def without_end(text: str, narrow: list[Window]) -> list[Window]:
    """The windows for a pattern whose match may be of any length: each ends at white space or at the end of the text."""
    wide: list[Window] = []
    for start, end in narrow:
        if not (wide and wide[-1][1] >= end):
            _add(wide, start, _end_of_run(text, end))
    return wide


def places(raw: bytes, lowered: bytes | None = None) -> Iterator[tuple[int, int]]:
    """Bytes at which a detector may have something, each with the detector's index; in no order, some twice.

    ``lowered`` is the same with ASCII letters in lower case.
    """
    lowered = raw.lower() if lowered is None else lowered
    for number, start, _ in _literals().find(lowered):
        for index in _detectors()[number]:
            yield start, index
    if len(raw) >= BASE32:
        for start in _base32_runs(raw):
            for index in _silent():
                yield start, index
    if b"@" in raw:
        for start in _user_infos(lowered):
            for index in _of_addresses():
                yield start, index


def _add(known: list[Window], start: int, end: int) -> None:
    if known and start <= known[-1][1]:
        known[-1] = (known[-1][0], max(end, known[-1][1]))
    else:
        known.append((start, end))


def _end_of_run(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    space = _space().search(text, at)
    return space.start() if space else len(text)


def _base32_runs(raw: bytes) -> Iterator[int]:
    """Beginnings of runs of small letters and digits that are long enough.

    Every fourth byte is examined first: a run that is long enough holds thirteen of these in a row.
    """
    marks = raw[::_SAMPLED].translate(_base32_table())
    needle = b"a" * (BASE32 // _SAMPLED)
    at = marks.find(needle)
    while at >= 0:
        end = marks.find(b" ", at)
        end = len(marks) if end < 0 else end
        for match in _base32().finditer(raw, max(0, (at - 1) * _SAMPLED + 1), end * _SAMPLED):
            yield match.start()
        at = marks.find(needle, end)


def _user_infos(lowered: bytes) -> Iterator[int]:
    """Places of `://` before a name and a password and `@`."""
    at = lowered.find(b"://")
    while at >= 0:
        if _user_info().match(lowered, at):
            yield at
        at = lowered.find(b"://", at + 3)


@cache
def _literals() -> Literals:
    return Literals(
        dict.fromkeys(literal.encode() for row in DETECTORS for literal in row.literals if literal != "://")
    )


@cache
def _detectors() -> tuple[tuple[int, ...], ...]:
    """The detectors of each literal."""
    by_literal: dict[bytes, list[int]] = {}
    for index, row in enumerate(DETECTORS):
        for literal in dict.fromkeys(row.literals):
            by_literal.setdefault(literal.encode(), []).append(index)
    return tuple(tuple(by_literal[literal]) for literal in _literals().literals)


@cache
def _silent() -> tuple[int, ...]:
    return tuple(index for index, row in enumerate(DETECTORS) if not row.literals)


@cache
def _of_addresses() -> tuple[int, ...]:
    return tuple(index for index, row in enumerate(DETECTORS) if "://" in row.literals)


@cache
def _base32_table() -> bytes:
    return bytes(ord("a") if code in b"abcdefghijklmnopqrstuvwxyz234567" else ord(" ") for code in range(256))


@cache
def _base32() -> re.Pattern[bytes]:
    return compile_fixed(b"[a-z2-7]{%d,}" % BASE32)


@cache
def _user_info() -> re.Pattern[bytes]:
    # What the detector's pattern has between the two; a character may be four bytes.
    return compile_fixed(rb"://[^:@/\s\"'<>\\`]{1,400}+:[^:@?/\s\"'<>\\`]{3,400}+@")


@cache
def _space() -> re.Pattern[str]:
    return compile_fixed(r"\s")
