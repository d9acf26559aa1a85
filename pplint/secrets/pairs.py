"""Pairs of a name and a sign before a value, where the name may say credential.

A line of a flow that has no line breaks holds hundreds of pairs, and hardly ever such a name. So the words of such
names are found first, and the pattern of pairs runs around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pplint.compiling import compile_fixed
from pplint.secrets.commands import Offsets
from pplint.secrets.names import BEFORE, places_of_words

QUERY_ONLY = frozenset(
    (
        "code",
        "sig",
        "key",
        "token",
        "pass",
        "auth",
        "secret",
        "share",
        "tempauth",
        "guestaccesstoken",
        "authkey",
    )
)
"""Names that are credentials only in a query string."""
_SHORT = 250
"""A text up to this length is searched as a whole."""
_NAME = 61
"""Characters of a name at most."""
_REST = 60
"""More than what a pair has beside its name."""


def find_pairs(text: str) -> Iterator[re.Match[str]]:
    """Every pair whose name, alone or with words before it, may say credential; others as well."""
    if len(text) <= _SHORT:
        yield from _pair().finditer(text)
        return
    at = 0
    for low, high in _stretches(text):
        # Whoever begins inside a pair finds one with a part of its name.
        start = max(low, at)
        while start > at and _may_be_in_pair(text[start - 1]):
            start -= 1
        at = high + 1
        for match in _pair().finditer(text, start, high + _NAME + _REST):
            if match.start() > high:
                break
            yield match
            at = max(at, match.end())


def is_in_query(text: str, start: int) -> bool:
    """Whether the name at ``start`` is one of a query string."""
    return text[start - 1 : start] in ("?", "&") or text.endswith("&amp;", 0, start)


def may_be_query(text: str) -> bool:
    """Whether a name that is a credential's in a query string alone may stand there in one."""
    if not ("?" in text or "&" in text or r"\u0026" in text):
        return False
    lowered = text.lower()
    return any(map(lowered.__contains__, QUERY_ONLY))


def _stretches(text: str) -> list[Offsets]:
    """Where such names may begin, from one character to another: sorted and disjoint."""
    spans = [(first - _NAME, last + BEFORE) for first, last in places_of_words(text)[0]]
    if not text.isascii():
        spans += [(match.start() - _NAME, match.end() + BEFORE) for match in _foreign().finditer(text)]
    for sign in "?&":
        spans += [
            (match.start(1), match.start(1))
            for match in _query_name(sign).finditer(text)
            if match[1].lower() in QUERY_ONLY
        ]
    stretches: list[Offsets] = []
    for low, high in sorted(spans):
        if stretches and low <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], max(high, stretches[-1][1]))
        else:
            stretches.append((max(low, 0), high))
    return stretches


def _may_be_in_pair(character: str) -> bool:
    return character.isalnum() or character in "_.-)\\\"'&;] \t:=>\uff1a"


@cache
def _pair() -> re.Pattern[str]:
    # A name, perhaps quoted (`"x"`, `\"x\"`, `'x'`, `&quot;x&quot;`), a colon or an equals sign, and the quote
    # that opens the value. The name must begin a word, so that each position is tried once; and no part of it can be
    # a part of what follows, so that a name without a sign is not tried at each shorter length.
    return compile_fixed(
        r"(?<![^\W_])(?P<name>[^\W\d_][\w.-]{1,60}+)(?=[)\\\"'&\] \t:=\uff1a])"
        r"\)?+(?:\\{0,3}[\"']|&quot;)?+\]?+"
        r"(?P<sign>[ \t]{0,4}+(?::|\uff1a|=>|={1,2})[ \t]{0,8})"
        r"(?P<quote>\\{0,3}[\"']|&quot;|&apos;)?",
    )


@cache
def _foreign() -> re.Pattern[str]:
    return compile_fixed(r"[^\x00-\x7f]+")


@cache
def _query_name(sign: str) -> re.Pattern[str]:
    # Where the sign is one character, it is found many times as fast as one of two.
    return compile_fixed(rf"\{sign}(?:amp;)?([A-Za-z]{{3,16}})(?![\w.-])")
