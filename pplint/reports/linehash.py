"""GitHub's line hash, ``primaryLocationLineHash``, exactly as its upload action computes it, and faster."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import accumulate

from pplint.records import NamedTuple

WINDOW = 100
_POWERS = tuple(pow(37, WINDOW - 1 - index, 1 << 64) for index in range(WINDOW))
# Bytes that one sum of a hundred products takes: 16 bits times 64 bits, a hundred times, is below 2**87.
_SLOT = 12
_CHUNK = 2048
# Of four bits, nine times any number and one more number are less than a byte.
_BITS = 15
_FEW_BITS = bytes(byte & _BITS for byte in range(256))
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
    group: list[_Sifted] = []
    size = 0
    for text, wanted in texts:
        sifted = _sift(text, wanted) if wanted else _Sifted({}, set())
        group.append(sifted)
        size += len(sifted.windows)
        if size >= _CHUNK:
            yield from _hash_group(group)
            group, size = [], 0
    yield from _hash_group(group)


class _Sifted(NamedTuple):
    """Lines that may have the hash of a wanted one, each with its first 100 units, and the wanted ones."""

    windows: dict[int, str]
    wanted: set[int]


def _hash_group(group: list[_Sifted]) -> Iterator[dict[int, str]]:
    distinct = list(dict.fromkeys([window for text in group for window in text.windows.values()]))
    hashes = dict(zip(distinct, _sums(distinct), strict=True))
    for windows, wanted in group:
        counts: dict[int, int] = {}
        found = {}
        for number, window in windows.items():
            value = hashes[window]
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


def _sift(text: str, wanted: Collection[int]) -> _Sifted:
    """The lines up to the last wanted one whose hashes end in the same bits as that of a wanted one.

    Different lines may share a hash (37 is less than the alphabet). Then they share its last four bits, which one of
    16 does by chance.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    # Half of a file of JSON is blanks, which bytes lose in one pass.
    raw = text.encode("utf-8", "surrogatepass").translate(None, b" \t")
    text = raw.decode("utf-8", "surrogatepass")
    units = _one_character_a_unit(text) + _END + "\0" * WINDOW
    last = max(wanted)
    lines = units.split("\n", last)[:last] if last > 0 else []
    numbers = {line for line in wanted if 0 < line <= len(lines)}
    if not numbers:
        return _Sifted({}, numbers)
    starts = list(accumulate([len(line) + 1 for line in lines[:-1]], initial=0))
    bits = _last_bits(units[: starts[-1] + WINDOW])
    sought = {bits[starts[number - 1]] for number in numbers}
    windows = {
        number: units[start : start + WINDOW]
        for number, start in enumerate(starts, 1)
        if bits[start] in sought
    }
    return _Sifted(windows, numbers)


def _last_bits(units: str) -> bytes:
    """The last four bits of the hash of the 100 units from each unit on.

    All at once, with a byte a unit in a single long integer: two halves of a stretch make the whole. The powers of
    37 end in the bits of 1, 5, 9 and 13, and the fourth in those of 1, so that from there on they are sums.
    """
    few = units.encode("utf-16-le", "surrogatepass")[0::2].translate(_FEW_BITS)
    mask = int.from_bytes(bytes([_BITS]) * len(few), "little")
    one = int.from_bytes(few, "little")
    two = (one * 5 + (one >> 8)) & mask
    four = (two * 9 + (two >> 16)) & mask
    eight = four + (four >> 32)
    sixteen = eight + (eight >> 64)
    half = sixteen + (sixteen >> 128)
    most = (half + (half >> 256)) & mask
    return ((most + ((half >> 512) & mask) + (four >> 768)) & mask).to_bytes(len(few), "little")


def _one_character_a_unit(text: str) -> str:
    if len(text.encode("utf-16-le", "surrogatepass")) == 2 * len(text):
        return text
    return re.sub("[\U00010000-\U0010ffff]", _surrogates, text)


def _surrogates(match: re.Match[str]) -> str:
    rest = ord(match[0]) - 0x10000
    return chr(0xD800 + (rest >> 10)) + chr(0xDC00 + (rest & 0x3FF))


def _sums(windows: list[str]) -> Iterator[int]:
    """The hash of each window: of all at once, column by column, with one slot a window in a single long integer."""
    for start in range(0, len(windows), _CHUNK):
        chunk = windows[start : start + _CHUNK]
        units = "".join(chunk).encode("utf-16-le", "surrogatepass")
        low, high = units[0::2], units[1::2]
        column = bytearray(_SLOT * len(chunk))
        total = 0
        is_wide = high.count(0) != len(high)
        for index, power in enumerate(_POWERS):
            column[0::_SLOT] = low[index::WINDOW]
            if is_wide:
                column[1::_SLOT] = high[index::WINDOW]
            total += int.from_bytes(column, "little") * power
        sums = total.to_bytes(len(column), "little")
        for at in range(0, len(sums), _SLOT):
            yield int.from_bytes(sums[at : at + 8], "little")
