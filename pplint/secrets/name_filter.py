"""Which texts can hold a name that says credential: what is quickly seen, before anything is taken apart into words."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from itertools import compress

from pplint import kept_code
from pplint.search.literals import Literals


class NameFilter:
    """Looks for joined words in the letters and digits of ASCII texts, since anything may stand between words.

    ``endings`` are those of the words that may also end a longer word.
    """

    def __init__(self, words: Iterable[str], endings: Iterable[str]) -> None:
        self._words = sorted(word for word in words if word.isascii())
        self._endings = frozenset(endings)
        self._held: dict[int, list[tuple[int, bytes, bool]]] = {}

    @cached_property
    def _shortest(self) -> tuple[str, ...]:
        # The words are the key, so that other words are never taken for these.
        key = " ".join(self._words), 0
        found: tuple[str, ...] = kept_code.value_of(key, _without_longer) or _without_longer(*key)
        return found

    @cached_property
    def _engine(self) -> Literals:
        return Literals(word.encode() for word in self._shortest)

    def _holding(self, number: int) -> list[tuple[int, bytes, bool]]:
        """The words that hold one of the shortest: where, and whether they may end a longer word."""
        found = self._held.get(number)
        if found is None:
            # One by one, since most texts have few of them.
            part = self._shortest[number]
            found = self._held[number] = [
                (word.find(part), word.encode(), word in self._endings)
                for word in self._words
                if part in word
            ]
        return found

    def may_hold(self, text: str) -> bool:
        """Whether one of the words is in the text as whole words.

        Most hits are none: `path` has a `pat`, and `has assigned` a `sas`. Words end where their case changes, too.
        """
        raw = text.encode()
        left = raw.translate(_SMALL, _BETWEEN_WORDS)
        hits = self._engine.find(left)
        if not hits:
            return False
        places = list(compress(range(len(raw)), raw.translate(_IS_LEFT)))
        return any(
            _is_whole(raw, places[start - at], places[start - at + len(word) - 1], is_ending)
            for number, start, _ in hits
            for at, word, is_ending in self._holding(number)
            if start >= at and left.startswith(word, start - at)
        )

    def find(self, text: str) -> tuple[list[tuple[int, int]], bool]:
        """The first and last character of each word that may end where it does; and whether one of them is whole.

        The same question as ``may_hold`` asks, for a long text.
        """
        # Any other character is between words, as one character.
        raw = text.encode("ascii", "replace")
        left = raw.translate(_SMALL, _BETWEEN_WORDS)
        words = [
            (start - at, start - at + len(word) - 1, is_ending)
            for number, start, _ in self._engine.find(left)
            for at, word, is_ending in self._holding(number)
            if start >= at and left.startswith(word, start - at)
        ]
        places = _places_of({place for first, last, _ in words for place in (first, last)}, raw)
        spans = []
        holds = False
        for first, last, is_ending in words:
            first, last = places[first], places[last]
            if _is_whole(raw, first, last, is_ending=True):
                spans.append((first, last))
                holds = holds or _is_whole(raw, first, last, is_ending)
        return spans, holds

    def places(self, raw: bytes, between: bytes) -> tuple[list[int], list[bytes]]:
        """Of many texts, joined by the byte ``between``: the places of hits in what is left of them, and what is left."""
        left = raw.translate(_SMALL, _BETWEEN_WORDS.replace(between, b""))
        return [start for _, start, _ in self._engine.find(left)], left.split(between)


def _places_of(wanted: Iterable[int], raw: bytes) -> dict[int, int]:
    """Where in ``raw`` the letters and digits of these numbers are."""
    places: dict[int, int] = {}
    begin = first = 0
    following = len(raw[:_PIECE].translate(None, _BETWEEN_WORDS))
    letters: list[int] = []
    for number in sorted(wanted):
        while number >= following:
            begin, first, letters = begin + _PIECE, following, []
            following += len(raw[begin : begin + _PIECE].translate(None, _BETWEEN_WORDS))
        if not letters:
            # Most pieces have none of them.
            piece = raw[begin : begin + _PIECE]
            letters = list(compress(range(begin, begin + _PIECE), piece.translate(_IS_LEFT)))
        places[number] = letters[number - first]
    return places


def _is_whole(raw: bytes, first: int, last: int, is_ending: bool) -> bool:
    """Whether words may begin and end there: not beside a small letter of the same word."""
    if raw[last + 1 : last + 2].islower():
        return False
    return is_ending or not (first and raw[first : first + 1].islower() and raw[first - 1 : first].isalpha())


def _without_longer(words: str, _: int) -> tuple[str, ...]:
    """The words without those that hold another."""
    shortest: list[str] = []
    for word in sorted(words.split(), key=len):
        if not any(map(word.__contains__, shortest)):
            shortest.append(word)
    return tuple(shortest)


_SMALL = bytes(range(256)).lower()
_BETWEEN_WORDS = bytes(code for code in range(256) if not chr(code).isalnum() or code > 127)
_IS_LEFT = bytes(code not in _BETWEEN_WORDS for code in range(256))
_PIECE = 128
"""Bytes in which letters and digits are counted at once."""
