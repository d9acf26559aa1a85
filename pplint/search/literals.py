"""All places of many literals in one pass: by ahocorasick_rs where it is installed, by plain Python where it is not."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from pplint.typed import Protocol

Hit = tuple[int, int, int]
"""The literal of that number occurs from one byte to another."""


class Literals:
    """Different literals as bytes; hits of different ones may overlap, and so may those of one.

    The engine knows no upper and lower case: whoever wants none gives lower-case literals and lower-case text.
    """

    def __init__(self, literals: Iterable[bytes]) -> None:
        self.literals = tuple(literals)
        self._engine: _Engine | None = None
        self._is_made = False
        # Bytes to search before the next engine is made. There is none before there is a text.
        self._left: float = 0

    def find(self, data: bytes) -> list[Hit]:
        """Every hit: number, start and end of a literal, in no promised order."""
        engine = self._engine_for(data)
        if engine is None:
            return find_slowly(self.literals, data)
        return engine.find_matches_as_indexes(data, overlapping=True)

    def find_in(self, text: str) -> list[tuple[int, int]]:
        """Where in a text, in code points, and which literals occur, in upper or lower case of ASCII letters; sorted."""
        raw = text.encode("utf-8", "surrogatepass")
        found = sorted((start, number) for number, start, _ in self.find(raw.lower()))
        if not found or len(raw) == len(text):
            return found
        starts = code_points(raw, [start for start, _ in found])
        return list(zip(starts, [number for _, number in found], strict=True))

    def present(self, data: bytes) -> set[int]:
        """The numbers of the literals that occur."""
        engine = self._engine_for(data)
        if engine is None:
            return {number for number, literal in enumerate(self.literals) if literal in data}
        return {match[0] for match in engine.find_matches_as_indexes(data, overlapping=True)}

    def _engine_for(self, data: bytes) -> _Engine | None:
        """The engine to search with: one that is made quickly, and after some text one that searches quickly."""
        if self._left <= 0:
            self._engine = _make_engine(self.literals, is_for_little=not self._is_made)
            self._left = _MUCH if not self._is_made and len(self.literals) <= _FEW else _NEVER
            self._is_made = True
        self._left -= len(data)
        return self._engine


def code_points(raw: bytes, offsets: list[int]) -> list[int]:
    """Offsets of bytes, sorted, as offsets of code points."""
    counted = []
    count = last = 0
    for offset in offsets:
        count += len(raw[last:offset].decode("utf-8", "surrogatepass"))
        last = offset
        counted.append(count)
    return counted


def find_slowly(literals: tuple[bytes, ...], data: bytes) -> list[Hit]:
    """The same answers without the engine, which has no wheel for every machine.

    Names by the thousand share a few beginnings, so beginnings are looked for, and at each the literals by length.
    """
    found = []
    for beginning, by_length in _by_beginning(literals).items():
        start = data.find(beginning)
        while start >= 0:
            for length, numbers in by_length.items():
                number = numbers.get(data[start : start + length])
                if number is not None:
                    found.append((number, start, start + length))
            start = data.find(beginning, start + 1)
    return found


@lru_cache(maxsize=16)
def _by_beginning(literals: tuple[bytes, ...]) -> dict[bytes, dict[int, dict[bytes, int]]]:
    """Literals with their numbers, by their first bytes and their lengths."""
    grouped: dict[bytes, dict[int, dict[bytes, int]]] = {}
    for number, literal in enumerate(literals):
        grouped.setdefault(literal[:_BEGINNING], {}).setdefault(len(literal), {})[literal] = number
    return grouped


_BEGINNING = 4


class _Engine(Protocol):
    def find_matches_as_indexes(self, haystack: bytes, overlapping: bool) -> list[tuple[int, int, int]]: ...


def _make_engine(literals: tuple[bytes, ...], *, is_for_little: bool) -> _Engine | None:
    if not literals:
        return None
    try:
        # Late: half a millisecond that a run without text to search does not spend.
        from ahocorasick_rs import BytesAhoCorasick, Implementation
    except ImportError:
        return None
    engine: _Engine = BytesAhoCorasick(
        literals, implementation=Implementation.ContiguousNFA if is_for_little else None
    )
    return engine


_MUCH = 90_000
"""Bytes after which an engine is worth its making that takes four times as long and searches twice as fast."""
_FEW = 100
"""Of more literals than these, there is but one kind of engine."""
_NEVER = float("inf")
