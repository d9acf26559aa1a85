"""Credentials that were met in a repository, found again wherever a piece of one would be shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from functools import lru_cache
from itertools import pairwise
from json import dumps

from pplint.compiling import compile_fixed
from pplint.secrets.commands import Offsets
from pplint.secrets.finding import find_shapes
from pplint.secrets.masking import DOTS
from pplint.secrets.screening import with_shapes

PIECE = 6
"""Characters of a credential that may occur nowhere in what is printed or written."""
_PART = 4
_STEP = PIECE - _PART + 1
"""Every so many characters, a part of a piece begins in it, wherever the piece is."""
MOST = 100_000
"""Pieces that are kept apart; no honest document holds so many credentials."""
_LONGEST = 20_000
"""A longer value is known by its beginning and its end."""
_SHORT = 1_000
"""Texts up to this length are remembered with what is hidden in them: names are asked about again and again."""


class KnownSecrets:
    """Pieces of credentials, whatever their case; text in which one occurs is hidden.

    ``words`` gives text in which pieces of letters alone may occur by chance: names and the words of rules. Such a
    piece is hidden only where more of the credential stands around it. What the ``bases`` know is known, too.
    """

    def __init__(self, words: Callable[[], str] = str, bases: Iterable[KnownSecrets] = ()) -> None:
        self._words = words
        self._folded: str | None = None
        self._certain: dict[str, bool] = {}
        self._hidden: dict[str, str] = {}
        self._pieces: set[str] = set()
        self._parts: set[str] = set()
        self._seen: set[str] = set()
        self.is_full = False
        for base in bases:
            self._pieces |= base._pieces
            self._parts |= base._parts
            self.is_full |= base.is_full
            if base._words == words:
                self._certain = base._certain

    def add(self, value: str) -> None:
        """Know a credential: as it is, and as JSON, XML and a URL write it."""
        if len(value) > _LONGEST:
            value = value[: _LONGEST // 2] + "\n" + value[-_LONGEST // 2 :]
        if len(value) < PIECE or self.is_full or value in self._seen:
            return
        self._seen.add(value)
        self._hidden.clear()
        for written in _spellings(value):
            folded = _fold(written)
            self._pieces.update([folded[at : at + PIECE] for at in range(len(folded) - PIECE + 1)])
            self._parts.update([folded[at : at + _PART] for at in range(len(folded) - _PART + 1)])
        if len(self._pieces) > MOST:
            self.fill()

    def __getstate__(self) -> tuple[set[str], bool]:
        # Of another process, which words may be shown is not asked; its pieces go into what is known here.
        return self._pieces, self.is_full

    def __setstate__(self, state: tuple[set[str], bool]) -> None:
        self._pieces, self.is_full = state
        self._parts = {piece[at : at + _PART] for piece in self._pieces for at in range(_STEP)}
        self._seen, self._words = set(), str

    def __len__(self) -> int:
        return len(self._pieces)

    def fill(self) -> None:
        """Know no single credential any more, since there are too many: every word of letters and digits may be one."""
        self.is_full = True
        self._hidden.clear()
        self._pieces.clear()
        self._parts.clear()
        self._seen.clear()

    def __bool__(self) -> bool:
        return self.is_full or bool(self._pieces)

    def spans(self, text: str) -> list[Offsets]:
        """The sorted, disjoint spans of ``text`` that are pieces of a credential, or look like one."""
        found = list(_shapes(text) if len(text) <= _SHORT else find_shapes(text)) if len(text) >= 12 else []
        if self and len(text) >= PIECE:
            found += self._met(text)
        return merge(found) if found else found

    def hide(self, text: str) -> str:
        """``text`` with dots for every such span."""
        hidden = self._hidden.get(text)
        if hidden is None:
            hidden = self._dotted(text)
            if len(text) <= _SHORT:
                self._hidden[text] = hidden
        return hidden

    def hides_any(self, texts: Collection[str]) -> bool:
        """Whether something would be hidden in one of many texts, all of which are asked about at once."""
        several = [text for text in texts if len(text) >= PIECE]
        # A piece has a part in it wherever it is, so that what stands between two texts hides none.
        if self and self._met("\n".join(several)):
            return True
        return any(map(find_shapes, with_shapes(text for text in several if len(text) >= 12)))

    def _dotted(self, text: str) -> str:
        parts, position = [], 0
        for start, end in self.spans(text):
            parts += [text[position:start], DOTS]
            position = end
        return "".join([*parts, text[position:]]) if parts else text

    def _met(self, text: str) -> list[Offsets]:
        if self.is_full:
            return [match.span() for match in re.finditer(r"[^\s'\"]{6,}", text) if _is_mixed_word(match[0])]
        folded = _fold(text)
        known, parts = self._pieces, self._parts
        # A third of the places is enough to see where there may be a piece; most texts have none.
        hits = [
            begin
            for at in range(0, len(folded), _STEP)
            if folded[at : at + _PART] in parts
            for begin in range(max(0, at - _STEP + 1), at + 1)
            if folded[begin : begin + PIECE] in known
        ]
        spans: list[Offsets] = []
        first = 0
        for index, at in enumerate(hits):
            if index + 1 < len(hits) and hits[index + 1] <= at + PIECE:
                continue
            run = hits[first : index + 1]
            if self._is_certain(folded[run[0] : at + PIECE]):
                spans.append((run[0], at + PIECE))
            first = index + 1
        return spans

    def _is_certain(self, met: str) -> bool:
        """Whether what was found is not a coincidence: not a word or two that are in every name here."""
        verdict = self._certain.get(met)
        if verdict is None:
            verdict = self._certain[met] = self._judge(met)
        return verdict

    def _judge(self, met: str) -> bool:
        pieces = [met[at : at + PIECE] for at in range(len(met) - PIECE + 1)]
        pieces = [piece for piece in pieces if len(set(piece)) >= 4 and not piece.isdigit()]
        if any(_is_mixed(piece) for piece in pieces):
            return True
        if not pieces:
            return False
        if self._folded is None:
            self._folded = _fold(self._words())
        words = self._folded
        return any(all(word not in words for word in _letters(piece)) for piece in pieces)


@lru_cache(maxsize=256)
def _shapes(text: str) -> tuple[Offsets, ...]:
    # One name is hidden for a finding, for those of its document, and for all.
    return tuple(find_shapes(text))


def _is_mixed(piece: str) -> bool:
    """Whether letters and digits take turns as in no word: ``abc123`` and ``2024-a`` do not."""
    turns = sum(
        one.isdigit() != other.isdigit()
        for one, other in pairwise(piece)
        if one.isalnum() and other.isalnum()
    )
    return turns >= 2


def _is_mixed_word(word: str) -> bool:
    return any(map(str.isdigit, word)) and any(map(str.isalpha, word))


def _letters(piece: str) -> list[str]:
    """The longest runs of letters of a piece; itself where it has none of two."""
    runs = compile_fixed(r"[^\W\d_]{2,}").findall(piece)
    longest = max(map(len, runs), default=0)
    return [run for run in runs if len(run) == longest] or [piece]


def _spellings(value: str) -> set[str]:
    if value.isalnum():
        return {value}
    spellings = {value, dumps(value)[1:-1], dumps(value, ensure_ascii=False)[1:-1]}
    spellings |= {_in_markup(value), _in_url(value)}
    if "%" in value:
        from urllib.parse import unquote

        spellings.add(unquote(value))
    return spellings


def _in_markup(value: str) -> str:
    # html and urllib take 3 ms to import, for these few lines.
    for char, name in (("&", "amp"), ("<", "lt"), (">", "gt"), ('"', "quot"), ("'", "#x27")):
        value = value.replace(char, f"&{name};")
    return value


def _in_url(value: str) -> str:
    raw = value.encode("utf-8", "surrogatepass")
    return "".join(chr(byte) if chr(byte) in _UNRESERVED else f"%{byte:02X}" for byte in raw)


_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~")


def _fold(text: str) -> str:
    """Lower case, character by character, so that places stay."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)


def merge(spans: list[Offsets]) -> list[Offsets]:
    """The spans sorted and disjoint."""
    merged: list[Offsets] = []
    for start, end in sorted(spans):
        if start < 0 or start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def words_in(text: str) -> list[str]:
    """The runs of characters of a broken line that could be a credential or a part of one."""
    return compile_fixed(r"[^\s\"'<>=,:;{}()\[\]]{6,500}").findall(text)
