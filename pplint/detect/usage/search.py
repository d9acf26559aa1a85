"""Counts whole names in bytes of any encoding: what the usage index stands on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pplint.search.literals import Literals

_LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789")
_WORD = _LETTERS | frozenset(b"_")


class Search:
    """Counts whole names in bytes, UTF-8 and UTF-16LE alike, without regard to case of ASCII letters.

    A name is whole if neither a letter or digit is before it nor one or ``_`` after it: canvas apps write
    ``<url>_<schema name>``. All names are found in one pass, however many there are.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._names = sorted({name.lower() for name in names if name})
        self._narrow = Literals(name.encode("utf-8", "surrogatepass") for name in self._names)
        self._wide: Literals | None = None

    def count(self, raw: bytes) -> Counter[str]:
        """How often each name occurs in ``raw``; names that do not occur are left out."""
        return self.count_lowered(raw.lower())

    def count_lowered(self, low: bytes) -> Counter[str]:
        """The same in bytes whose ASCII letters are in lower case."""
        found: Counter[str] = Counter()
        size = len(low)
        for number, start, end in self._narrow.find(low):
            if not ((start and low[start - 1] in _LETTERS) or (end < size and low[end] in _WORD)):
                found[self._names[number]] += 1
        # Strings in assemblies are UTF-16LE, at any offset.
        if b"\0" in low:
            if self._wide is None:
                self._wide = Literals(name.encode("utf-16-le", "surrogatepass") for name in self._names)
            for number, start, end in self._wide.find(low):
                before, after = low[max(start - 2, 0) : start], low[end : end + 2]
                if not (_is_wide(before, _LETTERS) or _is_wide(after, _WORD)):
                    found[self._names[number]] += 1
        return found


def _is_wide(character: bytes, among: frozenset[int]) -> bool:
    return len(character) == 2 and character[1] == 0 and character[0] in among
