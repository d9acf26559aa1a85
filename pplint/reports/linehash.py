"""GitHub's line hash, ``primaryLocationLineHash``, exactly as its upload action computes it, and faster."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from pplint.records import NamedTuple
from pplint.typed import TYPE_CHECKING

if TYPE_CHECKING:
    import re

WINDOW = 100
_POWERS = tuple(pow(37, WINDOW - 1 - index, 1 << 64) for index in range(WINDOW))
# Bytes that one sum of a hundred products takes: 16 bits times 64 bits, a hundred times, is below 2**87.
_SLOT = 12
_CHUNK = 2048
_LAST_BYTES = tuple(power % 256 for power in _POWERS)
# The same of a hundred products of two bytes.
_SMALL_SLOT = 3
_END = "\uffff"


def line_hashes(text: str, wanted: Collection[int]) -> dict[int, str]:
    """The hashes (``hex:counter``) of the wanted lines, numbered from 1; lines that do not exist are left out.

    The hash of a line is ``sum(unit * 37**(99 - i)) mod 2**64`` over 100 UTF-16 units from the start of the line
    on, running on into the next lines; spaces and tabs are dropped, every line break is one LF, the end is the
    unit 65535 and then zeros. The counter tells how many lines up to this one have that hash. Source: github/
    codeql-action, src/fingerprints.ts, which moves one unit at a time; here each different window is hashed once,
    and only if it may have the hash of a wanted line.
    """
    return next(each_line_hashes([(text, wanted)]))


def each_line_hashes(texts: Iterable[tuple[str, Collection[int]]]) -> Iterator[dict[int, str]]:
    """The hashes of each text's wanted lines; texts are taken together, since most are short."""
    group: list[_Windowed] = []
    size = 0
    for text, wanted in texts:
        windows = _windows(text, max(wanted)) if wanted else []
        group.append(_Windowed(windows, {line for line in wanted if 0 < line <= len(windows)}))
        size += len(windows)
        if size >= _CHUNK:
            yield from _hash_group(group)
            group, size = [], 0
    yield from _hash_group(group)


class _Windowed(NamedTuple):
    """The windows of a text's lines, and the numbers of those that are wanted."""

    windows: list[str]
    wanted: set[int]


def _hash_group(group: list[_Windowed]) -> Iterator[dict[int, str]]:
    distinct = list(dict.fromkeys([window for text in group for window in text.windows]))
    last_bytes = dict(zip(distinct, _sums(distinct, _LAST_BYTES, _SMALL_SLOT, 1), strict=True))
    # Different windows may share a hash (37 is less than the alphabet). Then they share its last byte, which one of
    # 256 does by chance.
    alike: dict[str, None] = {}
    for windows, wanted in group:
        sought = {last_bytes[windows[line - 1]] for line in wanted}
        alike.update(dict.fromkeys([window for window in windows if last_bytes[window] in sought]))
    hashes = dict(zip(alike, _sums(list(alike), _POWERS, _SLOT, 8), strict=True))
    for windows, wanted in group:
        counts: dict[int, int] = {}
        found = {}
        for number, window in enumerate(windows, 1):
            value = hashes.get(window)
            if value is None:
                continue
            count = counts[value] = counts.get(value, 0) + 1
            if number in wanted:
                found[number] = f"{value:x}:{count}"
        yield found


def read_as_uploaded(raw: bytes) -> str:
    """The text that the action sees: UTF-8 whatever the file's encoding is, a byte order mark kept."""
    return raw.decode("utf-8", "replace")


def is_single_line(raw: bytes) -> bool:
    """Whether the hash of line 1 would stand for the whole file, as in minified JSON."""
    body = raw.rstrip(b"\r\n\0")
    return b"\n" not in body and b"\r" not in body


def beginning(raw: bytes, last: int) -> bytes:
    """What the hashes of the lines up to number ``last`` depend on: most findings are near the top of large files.

    That are these lines, if not more, and whole lines after them with more than a hundred units.
    """
    # A line break that is no LF makes more lines of them.
    lines = raw.split(b"\n", last)
    if len(lines) <= last:
        return raw
    end, units = len(raw) - len(lines[last]), 0
    while units <= WINDOW and end < len(raw):
        start, end = end, raw.find(b"\n", end) + 1 or len(raw)
        # No unit is more than three bytes.
        units += len(raw[start:end].translate(None, b" \t\r\n")) // 3
    return raw[:end]


def _windows(text: str, last: int) -> list[str]:
    """The first 100 units of every line up to number ``last``, one character a unit."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    # Half of a file of JSON is blanks, which bytes lose in one pass.
    raw = text.encode("utf-8", "surrogatepass").translate(None, b" \t")
    text = raw.decode("utf-8", "surrogatepass")
    units = _one_character_a_unit(text) + _END + "\0" * WINDOW
    windows: list[str] = []
    start = 0
    while len(windows) < last:
        windows.append(units[start : start + WINDOW])
        start = units.find("\n", start) + 1
        if not start:
            break
    return windows


def _one_character_a_unit(text: str) -> str:
    if len(text.encode("utf-16-le", "surrogatepass")) == 2 * len(text):
        return text
    return re.sub("[\U00010000-\U0010ffff]", _surrogates, text)


def _surrogates(match: re.Match[str]) -> str:
    rest = ord(match[0]) - 0x10000
    return chr(0xD800 + (rest >> 10)) + chr(0xDC00 + (rest & 0x3FF))


def _sums(windows: list[str], powers: Sequence[int], slot: int, size: int) -> list[int]:
    """For each window the sum of its units times these powers, the last ``size`` bytes of it."""
    sums: list[int] = []
    for start in range(0, len(windows), _CHUNK):
        sums += _sums_of_chunk(windows[start : start + _CHUNK], powers, slot, size)
    return sums


def _sums_of_chunk(windows: list[str], powers: Sequence[int], slot: int, size: int) -> list[int]:
    """All windows at once: column by column, with one slot a window in a single long integer."""
    units = "".join(windows).encode("utf-16-le", "surrogatepass")
    low, high = units[0::2], units[1::2]
    column = bytearray(slot * len(windows))
    total = 0
    # Of the last byte, the high half of a unit is no part.
    wide = size > 1 and high.count(0) != len(high)
    for index, power in enumerate(powers):
        column[0::slot] = low[index::WINDOW]
        if wide:
            column[1::slot] = high[index::WINDOW]
        total += int.from_bytes(column, "little") * power
    sums = total.to_bytes(len(column), "little")
    if size == 1:
        return list(sums[::slot])
    return [int.from_bytes(sums[at : at + size], "little") for at in range(0, len(sums), slot)]
