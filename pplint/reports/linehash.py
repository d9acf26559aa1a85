"""GitHub's line hash, ``primaryLocationLineHash``, exactly as its upload action computes it, and faster."""

from __future__ import annotations

import re
from collections.abc import Collection

from pplint.typed import TYPE_CHECKING

if TYPE_CHECKING:
    import re

WINDOW = 100
_POWERS = tuple(pow(37, WINDOW - 1 - index, 1 << 64) for index in range(WINDOW))
# Bytes that one sum of a hundred products takes: 16 bits times 64 bits, a hundred times, is below 2**87.
_SLOT = 12
_CHUNK = 2048
_END = "\uffff"


def line_hashes(text: str, wanted: Collection[int]) -> dict[int, str]:
    """The hashes (``hex:counter``) of the wanted lines, numbered from 1; lines that do not exist are left out.

    The hash of a line is ``sum(unit * 37**(99 - i)) mod 2**64`` over 100 UTF-16 units from the start of the line
    on, running on into the next lines; spaces and tabs are dropped, every line break is one LF, the end is the
    unit 65535 and then zeros. The counter tells how many lines up to this one have that hash. Source: github/
    codeql-action, src/fingerprints.ts, which moves one unit at a time; here each different window is hashed once.
    """
    if not wanted:
        return {}
    windows = _windows(text, max(wanted))
    distinct = list(dict.fromkeys(windows))
    # Different windows may share a hash (37 is less than the alphabet), so that all of them are hashed.
    hashed = dict(zip(distinct, _hash_all(distinct), strict=True))
    lines = set(wanted)
    counts: dict[int, int] = {}
    found = {}
    for number, window in enumerate(windows, 1):
        value = hashed[window]
        count = counts[value] = counts.get(value, 0) + 1
        if number in lines:
            found[number] = f"{value:x}:{count}"
    return found


def read_as_uploaded(raw: bytes) -> str:
    """The text that the action sees: UTF-8 whatever the file's encoding is, a byte order mark kept."""
    return raw.decode("utf-8", "replace")


def is_single_line(text: str) -> bool:
    """Whether the hash of line 1 would stand for the whole file, as in minified JSON."""
    body = text.rstrip("\r\n\0")
    return "\n" not in body and "\r" not in body


def _windows(text: str, last: int) -> list[str]:
    """The first 100 units of every line up to number ``last``, one character a unit."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace(" ", "").replace("\t", "")
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


def _hash_all(windows: list[str]) -> list[int]:
    hashes: list[int] = []
    for start in range(0, len(windows), _CHUNK):
        hashes += _hash_chunk(windows[start : start + _CHUNK])
    return hashes


def _hash_chunk(windows: list[str]) -> list[int]:
    """All windows at once: column by column, with one slot a window in a single long integer."""
    units = "".join(windows).encode("utf-16-le", "surrogatepass")
    low, high = units[0::2], units[1::2]
    column = bytearray(_SLOT * len(windows))
    total = 0
    wide = high.count(0) != len(high)
    for index, power in enumerate(_POWERS):
        column[0::_SLOT] = low[index::WINDOW]
        if wide:
            column[1::_SLOT] = high[index::WINDOW]
        total += int.from_bytes(column, "little") * power
    sums = total.to_bytes(len(column), "little")
    return [int.from_bytes(sums[at : at + 8], "little") for at in range(0, len(sums), _SLOT)]
