"""Find credentials by their shape: literal first, then pattern, then checksum; the value is never kept."""

import re
from bisect import bisect_right
from collections.abc import Collection
from functools import cache, lru_cache

from pplint.secrets.patterns import DETECTORS
from pplint.secrets.vendor_patterns import Detector

LITERALS: tuple[str, ...] = tuple(dict.fromkeys(literal for row in DETECTORS for literal in row.literals))
KINDS: tuple[str, ...] = tuple(dict.fromkeys(row.kind for row in DETECTORS))
# No secret is shorter.
_SHORTEST = 12


class Secret:
    """A credential found: its rule, what it is, where it stands; never its value.

    `span` holds the code points of the secret part within the text that was given, `length` their number.
    """

    __slots__ = ("kind", "label", "length", "span")

    def __init__(self, kind: str, label: str, span: tuple[int, int]) -> None:
        self.kind = kind
        self.label = label
        self.span = span
        self.length = span[1] - span[0]

    def __repr__(self) -> str:
        return f"Secret({self.kind}, {self.length} characters at {self.span[0]})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return (self.kind, self.label, self.span) == (other.kind, other.label, other.span)

    def __hash__(self) -> int:
        return hash((self.kind, self.span))


def find_secrets(text: str, *, kinds: Collection[str] | None = None, canvas: bool = False) -> list[Secret]:
    """Return the credentials in `text`, sorted by place and disjoint; of two at one place the stronger.

    `kinds` narrows the answer to these rules after overlaps are resolved. `canvas` is for the parts of an
    unpacked canvas app that the studio fills with short-lived blob links: SAS tokens there are no finding.
    """
    if len(text) < _SHORTEST:
        return []
    found = _find_all(text)
    if not found or (kinds is None and not canvas):
        return list(found)
    return [
        secret
        for secret in found
        if (kinds is None or secret.kind in kinds) and not (canvas and secret.kind == "azure-sas-token")
    ]


def literals_of(*kinds: str) -> tuple[str, ...]:
    """Return the lower-case literals of which one must occur for a secret of these kinds; for a rule."""
    return tuple(dict.fromkeys(literal for row in DETECTORS if row.kind in kinds for literal in row.literals))


def may_occur(kind: str, lowered: str) -> bool:
    """Say whether a document of this lower-cased raw text can hold a secret of one kind; false is certain.

    Literals may be written with JSON's escapes; then nothing is excluded.
    """
    if "\\u00" in lowered or "\\/" in lowered:
        return True
    rows = [row for row in DETECTORS if row.kind == kind]
    return any(not row.literals or any(literal in lowered for literal in row.literals) for row in rows)


def find_shapes(text: str) -> list[tuple[int, int]]:
    """Return the spans that look like a credential, checksum or not, for hiding; unsorted, may overlap."""
    spans = [secret.span for secret in _find_all(text)]
    for index in _announced(text):
        row = DETECTORS[index]
        if row.loose == "-":
            continue
        for match in _compiled(index, bool(row.loose)).finditer(text):
            spans.append(_span(match, row))
    return spans


@lru_cache(maxsize=8)
def may_hold_secret(text: str) -> bool:
    """Say whether `find_secrets` could find anything in a document of this raw text; false is certain.

    Ampersands, plus signs and slashes may be escaped as JSON and XML do. Most shapes are long runs without
    spaces, so that only these are searched for most literals: some 10 ms a megabyte, three times as fast as
    the literals one by one.
    """
    data = text.encode("utf-8", "surrogatepass")
    lowered = data.lower()
    if any(literal in lowered for literal in _DIRECT):
        return True
    if b"=" in lowered and any(literal in lowered for literal in _ASSIGNED):
        return True
    if b"@" in lowered and (_userinfo(b"://").search(data) or _userinfo(b":\\/\\/").search(data)):
        return True
    parts = _long_runs(lowered)
    parts.difference_update(_harmless)
    if not parts:
        return False
    runs = _unescaped(b" ".join(parts))
    if any(literal in runs for literal in _in_runs()) or _BASE32_MARK in runs.translate(_base32_table()):
        return True
    if len(_harmless) < _MOST_HARMLESS:
        _harmless.update(part for part in parts if len(part) < 200)
    return False


_harmless: set[bytes] = set()
"""Runs without a literal: ids of connectors, schemas and types are the same in all documents."""
_MOST_HARMLESS = 50_000


# Literals of secrets that may be shorter than a run, or that stand apart from their secret; the last part of
# several names is asked once (`api-key`, `subscription-key`, `x-functions-key`).
_DIRECT = (b"basic ", b"-key", b"akia", b"asia", b"k_live_", b"k_test_", b"glpat-", b"private key", b"twilio")
_ASSIGNED = (b"password=", b"pwd=", b"clientsecret=")
# Every other detector's match holds this many characters of the class below without a break, its literal
# among them; a test holds the two together. The backslash is of escapes.
_RUN = 34
_RUN_CLASS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/_~.=%-\\"
_BASE32_MARK = b"a" * 52


def _long_runs(lowered: bytes) -> set[bytes]:
    marks = lowered.translate(_run_table())
    needle = b"a" * _RUN
    parts: set[bytes] = set()
    start = marks.find(needle)
    while start >= 0:
        end = marks.find(b" ", start + _RUN)
        if end < 0:
            parts.add(lowered[start:])
            break
        parts.add(lowered[start:end])
        start = marks.find(needle, end)
    return parts


def _unescaped(runs: bytes) -> bytes:
    if b"\\" in runs:
        runs = re.sub(rb"\\{1,8}/", b"/", runs)
        runs = re.sub(rb"\\{1,8}u00([2-7][0-9a-f])", lambda match: bytes.fromhex(match[1].decode()), runs)
    return runs


@lru_cache(maxsize=16)
def _find_all(text: str) -> tuple[Secret, ...]:
    # Several rules ask about the same string in turn, each for its own kind.
    if len(text) > 4000 and not may_hold_secret(text):
        return ()
    starts: list[int] = []
    found: list[Secret] = []
    for index in _announced(text):
        row = DETECTORS[index]
        for secret in _matches(index, row, text):
            place = bisect_right(starts, secret.span[0])
            if place and found[place - 1].span[1] > secret.span[0]:
                continue
            if place < len(starts) and starts[place] < secret.span[1]:
                continue
            starts.insert(place, secret.span[0])
            found.insert(place, secret)
    return tuple(found)


@lru_cache(maxsize=16)
def _announced(text: str) -> tuple[int, ...]:
    """Return the indices of the detectors of which a literal occurs, in order."""
    lowered = text.lower()
    indices = {index for literal, index in _FLAT if literal in lowered}
    if len(text) >= 52:
        indices.update(_SILENT)
    return tuple(sorted(indices))


# Asked for each string, so it is one flat comprehension.
_FLAT = tuple((literal, index) for index, row in enumerate(DETECTORS) for literal in row.literals)
_SILENT = tuple(index for index, row in enumerate(DETECTORS) if not row.literals)


def _matches(index: int, row: Detector, text: str) -> list[Secret]:
    from pplint.secrets.checks import check_named

    check = check_named(row.check)
    found = []
    for match in _compiled(index, False).finditer(text):
        start, end = _span(match, row)
        if start < 0:
            continue
        verdict = check(match, start, end)
        if verdict is None:
            continue
        label = verdict
        if isinstance(verdict, tuple):
            label, start, end = verdict
        found.append(Secret(row.kind, str(label) or row.label, (start, end)))
    return found


def _span(match: re.Match[str], row: Detector) -> tuple[int, int]:
    """Return the secret's span, or (-1, -1) where too little of its alphabet is before the match."""
    if row.before:
        start = match.start() - row.before
        if start < 0 or not _alphabet(row.alphabet, row.before).match(match.string, start):
            return -1, -1
        return start, match.end()
    return match.span(1) if match.re.groups else match.span()


@cache
def _compiled(index: int, loose: bool) -> re.Pattern[str]:
    row = DETECTORS[index]
    return re.compile(row.loose if loose else row.pattern, re.ASCII | (re.IGNORECASE if row.fold else 0))


@cache
def _alphabet(characters: str, count: int) -> re.Pattern[str]:
    return re.compile(f"[{characters}]{{{count}}}")


@cache
def _run_table() -> bytes:
    return bytes(ord("a") if code in _RUN_CLASS else ord(" ") for code in range(256))


@cache
def _base32_table() -> bytes:
    return bytes(ord("a") if code in b"abcdefghijklmnopqrstuvwxyz234567" else ord(" ") for code in range(256))


@cache
def _in_runs() -> tuple[bytes, ...]:
    elsewhere = {*_DIRECT, *_ASSIGNED, b"://", b"api-key", b"subscription-key", b"x-functions-key"}
    return tuple(literal for literal in map(str.encode, LITERALS) if literal not in elsewhere)


@cache
def _userinfo(mark: bytes) -> re.Pattern[bytes]:
    return re.compile(re.escape(mark) + rb"[^:@/\s\"'<>\\`]{1,400}:[^:@?/\s\"'<>\\`]{3,400}@")
