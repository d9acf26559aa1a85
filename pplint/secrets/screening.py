"""Which of many texts may hold a credential: all of them are searched at once, and only those are then asked about.

A text by itself takes a dozen searches; a flow has a thousand texts, of which a handful can have anything.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import accumulate

from pplint.secrets.commands import BEFORE_OPTIONS
from pplint.secrets.names import LONGEST, places_of_names
from pplint.secrets.pairs import may_be_query
from pplint.secrets.windows import places

_BETWEEN = b"\0"
_MARKS = ("=", ":", "<", *BEFORE_OPTIONS, " is ", " ist ")
"""Without one of these (or a hyphen at its beginning), nothing in a text stands beside a name."""
_WORDS = (b"bearer", b"basic", b"securestring", b".com/:", b"1drv.ms", b"concat(")
"""What neither a name nor a shape tells."""
_COMMANDS = (b"pac", b"curl")
_RUN = 60
"""Letters and digits of a line of a key."""


def with_shapes(texts: Iterable[str]) -> list[str]:
    """Those of the texts in which ``find_shapes`` may find something; in the others it finds nothing."""
    several = list(texts)
    joined = _Joined(several)
    return [
        several[number]
        for number in sorted(joined.texts_at(at for at, _ in places(joined.raw, joined.lowered)))
    ]


def with_masks(texts: Iterable[str]) -> list[str]:
    """Those of the texts in which ``find_masks`` may find something; in the others it finds nothing."""
    several = list(texts)
    if not several:
        return []
    joined = _Joined(several)
    wanted = joined.texts_at(at for at, _ in places(joined.raw, joined.lowered))
    wanted |= joined.texts_at(_long_runs(joined.raw))
    wanted |= {number for number in joined.texts_with_names() if _may_name(several[number])}
    wanted |= {number for number, text in enumerate(several) if not text.isascii()}
    for word in _WORDS:
        wanted |= joined.texts_with(word)
    wanted |= {number for number in joined.texts_with(b"://") if "@" in several[number]}
    for word in _COMMANDS:
        wanted |= {number for number in joined.texts_with(word) if "-" in several[number]}
    for number, text in enumerate(several):
        if ("?" in text or "&" in text or r"\u0026" in text) and ("=" in text or ":" in text):
            if number not in wanted and may_be_query(text):
                wanted.add(number)
    return [several[number] for number in sorted(wanted)]


def with_names(texts: Iterable[str]) -> list[str]:
    """Those of the texts of which ``hides_value`` may be true; of the others it is not."""
    several = list(texts)
    wanted = _Joined(several).texts_with_names()
    return [
        text
        for number, text in enumerate(several)
        if number in wanted or len(text) > LONGEST or not text.isascii()
    ]


class _Joined:
    """Texts in one run of bytes, so that a place in it tells the text."""

    def __init__(self, texts: Sequence[str]) -> None:
        # Nothing that is looked for holds a zero.
        parts = [text.encode("utf-8", "surrogatepass").replace(_BETWEEN, b" ") for text in texts]
        self.raw = _BETWEEN.join(parts)
        self.lowered = self.raw.lower()
        self._starts = _starts(parts)

    def texts_with(self, word: bytes) -> set[int]:
        """The numbers of the texts that hold a word of ASCII letters, in upper or lower case."""
        found = set()
        at = self.lowered.find(word)
        while at >= 0:
            number = bisect_right(self._starts, at)
            found.add(number - 1)
            at = self.lowered.find(word, self._starts[number]) if number < len(self._starts) else -1
        return found

    def texts_at(self, offsets: Iterable[int]) -> set[int]:
        """The numbers of the texts at these offsets."""
        starts = self._starts
        return {bisect_right(starts, at) - 1 for at in offsets}

    def texts_with_names(self) -> set[int]:
        """The numbers of the texts of ASCII characters for which ``may_hold_name`` is true."""
        found, parts = places_of_names(self.raw, _BETWEEN)
        starts = _starts(parts)
        return {bisect_right(starts, at) - 1 for at in found}


def _starts(parts: Iterable[bytes]) -> list[int]:
    return list(accumulate([len(part) + 1 for part in parts], initial=0))[:-1]


def _may_name(text: str) -> bool:
    return text.startswith("-") or any(map(text.__contains__, _MARKS))


def _long_runs(raw: bytes) -> Iterable[int]:
    """Places of runs of the characters of Base64 that are long enough for a line of a key."""
    marks = raw.translate(_base64_table())
    needle = b"a" * _RUN
    at = marks.find(needle)
    while at >= 0:
        yield at
        end = marks.find(b" ", at)
        at = marks.find(needle, end) if end >= 0 else -1


@cache
def _base64_table() -> bytes:
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return bytes(ord("a") if code in alphabet else ord(" ") for code in range(256))
