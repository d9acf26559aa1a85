"""Counts whole names in bytes of any encoding: what the usage index stands on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

FEW_PREFIXES = 3
"""Up to so many publishers' prefixes are looked for one by one."""


class Search:
    """Counts whole names in bytes, UTF-8 and UTF-16LE alike, without regard to case.

    Names are found by what is before their first ``_`` (the publisher's prefix, as a rule) and then looked
    up: that is many times faster than one expression of all names.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._by_head: dict[bytes, list[bytes]] = {}
        self._odd: list[bytes] = []
        self._names: dict[bytes, str] = {}
        self._runs: dict[tuple[bytes, bytes], tuple[list[str], list[bytes]]] = {}
        self._patterns: dict[tuple[bytes, bool], re.Pattern[bytes]] = {}
        self._prefixes: set[bytes] = set()
        self._words: set[bytes] = set()
        word = re.compile(rb"[a-z0-9_]+")
        for name in sorted({name.lower() for name in names if name}):
            lowered = name.encode("utf-8", "surrogatepass")
            self._names[lowered] = name
            head = word.match(lowered)
            if head is None:
                self._odd.append(lowered)
                continue
            self._by_head.setdefault(head[0], []).append(lowered)
            before, underscore, _ = head[0].partition(b"_")
            (self._prefixes if underscore else self._words).add(before)
        self._lengths = sorted({len(prefix) for prefix in self._prefixes})
        self._longest = max(map(len, self._by_head), default=0)

    def count(self, raw: bytes) -> Counter[str]:
        """How often each name occurs in ``raw``; names that do not occur are left out."""
        low = raw.lower()
        found: Counter[str] = Counter()
        self._count(low, found, wide=False)
        # Strings in assemblies are UTF-16LE, at any offset.
        if b"\0" in low:
            self._count(low, found, wide=True)
        return found

    def _count(self, low: bytes, found: Counter[str], wide: bool) -> None:
        with_more: set[bytes] = set(self._odd)
        for start in self._fitting(low, wide):
            for run, times in Counter(self._pattern(start, wide).findall(low)).items():
                names, longer = self._resolve(run[::2] if wide else run, start)
                with_more.update(longer)
                for name in names:
                    found[name] += times
        for written in with_more:
            if times := _occurrences(low, written, wide):
                found[self._names[written]] += times

    def _fitting(self, low: bytes, wide: bool) -> Iterator[bytes]:
        """Beginnings of names that occur: prefixes with their ``_``, and whole names that have none."""
        if len(self._prefixes) > FEW_PREFIXES:
            # What stands before each '_' tells which prefixes occur, at the same price for any number of them.
            parts = low.split(b"_\0" if wide else b"_")
            longest = max(self._lengths) * (2 if wide else 1)
            ends = {part[-longest:] for part in parts[:-1]}
            if wide:
                # At an odd offset the first byte is the half of a character, so characters are counted from the end.
                ends = {end[len(end) % 2 :: 2] for end in ends}
            present = {end[-length:] for end in ends for length in self._lengths} & self._prefixes
        else:
            present = {p for p in self._prefixes if (_widen(p + b"_") if wide else p + b"_") in low}
        for prefix in sorted(present):
            yield prefix + b"_"
        for word in self._words:
            if (_widen(word) if wide else word) in low:
                yield word

    def _pattern(self, start: bytes, wide: bool) -> re.Pattern[bytes]:
        pattern = self._patterns.get((start, wide))
        if pattern is None:
            before, after = rb"[a-z0-9]", rb"[a-z0-9_]*"
            written = re.escape(start)
            if wide:
                before, after, written = rb"[a-z0-9]\x00", rb"(?:[a-z0-9_]\x00)*", re.escape(_widen(start))
            # The look-behind stands after the literal, so that the search for the literal stays fast.
            pattern = re.compile(b"%b(?<!%b%b)%b" % (written, before, written, after))
            self._patterns[start, wide] = pattern
        return pattern

    def _resolve(self, run: bytes, start: bytes) -> tuple[list[str], list[bytes]]:
        """Names with the beginning ``start`` that a run of word characters is or ends with, and longer ones."""
        known = self._runs.get((run, start))
        if known is None:
            names: list[str] = []
            longer: list[bytes] = []
            # A blob may be one run of megabytes: no name is longer than the longest head.
            skipped = len(run) - self._longest
            at = run.find(b"_", skipped - 1) + 1 if skipped > 0 else 0
            while at or skipped <= 0:
                end = run[at:]
                # Each name is left to its own beginning, so that no mention is counted twice.
                fits = end.startswith(start) if start.endswith(b"_") else end == start
                for written in self._by_head.get(end, ()) if fits else ():
                    if written == end:
                        names.append(self._names[written])
                    else:
                        longer.append(written)
                at = run.find(b"_", at) + 1
                if not at:
                    break
            known = (names, longer)
            if skipped <= 0:
                self._runs[run, start] = known
        return known


def _widen(text: bytes) -> bytes:
    return text.decode("latin-1").encode("utf-16-le")


def _occurrences(low: bytes, written: bytes, wide: bool) -> int:
    word = b"abcdefghijklmnopqrstuvwxyz0123456789_"
    step = 2 if wide else 1
    needle = (
        written.decode("utf-8", "surrogatepass").encode("utf-16-le", "surrogatepass") if wide else written
    )
    times = 0
    at = low.find(needle)
    while at >= 0:
        end = at + len(needle)
        before, after = low[max(at - step, 0) : at], low[end : end + step]
        if wide:
            before = before[:1] if before[1:] == b"\0" else b""
            after = after[:1] if after[1:] == b"\0" else b""
        if not (before and before in word and before != b"_") and not (after and after in word):
            times += 1
        at = low.find(needle, at + 1)
    return times
