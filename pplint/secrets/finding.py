"""Find credentials by their shape: literal first, then pattern, then checksum; the value is never kept."""

import re
from bisect import bisect_right
from collections.abc import Collection
from functools import cache, lru_cache

from pplint.compiling import compile_fixed
from pplint.secrets.escapes import decode_json, decode_xml, escaped_strings
from pplint.secrets.patterns import DETECTORS
from pplint.secrets.vendor_patterns import Detector
from pplint.secrets.windows import Window, find_windows, windows, without_end

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
    """The credentials in `text`, sorted by place and disjoint; of two at one place the stronger.

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
    """The lower-case literals of which one must occur for a secret of these kinds; for a rule."""
    return tuple(dict.fromkeys(literal for row in DETECTORS if row.kind in kinds for literal in row.literals))


def find_shapes(text: str) -> list[tuple[int, int]]:
    """The spans that look like a credential, checksum or not, for hiding; unsorted, may overlap."""
    found = windows(text)
    if not found:
        return []
    spans = [secret.span for secret in _find_all(text)]
    for index, wanted in found.items():
        row = DETECTORS[index]
        if row.loose == "-":
            continue
        for start, end in without_end(text, wanted):
            for match in _compiled(index, bool(row.loose)).finditer(text, start, end):
                spans.append(_span(match, row))
    return spans


def kinds_in(text: str, kind: str = "", lowered: bytes | None = None) -> frozenset[str]:
    """The kinds of credentials of which a string of a document with this raw text may hold one; no others it does.

    Characters may be escaped as JSON and XML do; so the shapes are looked for before and after they are decoded.
    ``kind`` is that of a document that could be parsed: `json`, `xml` and others. ``lowered`` is the text in UTF-8 with
    ASCII letters in lower case, where it is known.
    """
    kinds = _shapes_in(text, lowered)
    if kind != "xml" and "\\" in text:
        # What the other strings of JSON hold is in the text as it is.
        kinds |= _shapes_in(decode_json("\n".join(escaped_strings(text)) if kind == "json" else text))
    if kind != "json" and "&" in text:
        kinds |= _shapes_in(decode_xml(text))
    return frozenset(kinds)


def _shapes_in(text: str, lowered: bytes | None = None) -> set[str]:
    kinds: set[str] = set()
    # To remember a whole document, it would have to be hashed, which takes a fifth as long as to search it.
    for index, wanted in find_windows(text, lowered).items():
        row = DETECTORS[index]
        # YAML folds lines and takes indentation away, so that white space in a shape may be more than it allows.
        if row.kind not in kinds and (
            (r"\s{" in row.pattern or r"\s?" in row.pattern)
            or any(_compiled(index, False).search(text, *window) for window in _likely(row, text, wanted))
        ):
            kinds.add(row.kind)
    return kinds


@lru_cache(maxsize=16)
def _find_all(text: str) -> tuple[Secret, ...]:
    # Several rules ask about the same string in turn, each for its own kind.
    starts: list[int] = []
    found: list[Secret] = []
    for index, wanted in windows(text).items():
        row = DETECTORS[index]
        for secret in _matches(index, row, text, wanted):
            place = bisect_right(starts, secret.span[0])
            if place and found[place - 1].span[1] > secret.span[0]:
                continue
            if place < len(starts) and starts[place] < secret.span[1]:
                continue
            starts.insert(place, secret.span[0])
            found.insert(place, secret)
    return tuple(found)


def _matches(index: int, row: Detector, text: str, wanted: list[Window]) -> list[Secret]:
    from pplint.secrets.checks import check_named

    check = check_named(row.check)
    pattern = _compiled(index, False)
    found = []
    likely = _likely(row, text, wanted)
    for match in (match for window in likely for match in pattern.finditer(text, *window)):
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


def _likely(row: Detector, text: str, wanted: list[Window]) -> list[Window]:
    """The windows that have what is in every match."""
    if not row.inside:
        return wanted
    if row.fold:
        return [(start, end) for start, end in wanted if row.inside in text[start:end].lower()]
    return [window for window in wanted if text.find(row.inside, *window) >= 0]


def _span(match: re.Match[str], row: Detector) -> tuple[int, int]:
    """The secret's span, or (-1, -1) where too little of its alphabet is before the match."""
    if row.before:
        start = match.start() - row.before
        if start < 0 or not _alphabet(row.alphabet, row.before).match(match.string, start):
            return -1, -1
        return start, match.end()
    return match.span(1) if match.re.groups else match.span()


@cache
def _compiled(index: int, loose: bool) -> re.Pattern[str]:
    row = DETECTORS[index]
    return compile_fixed(row.loose if loose else row.pattern, re.ASCII | (re.IGNORECASE if row.fold else 0))


@cache
def _alphabet(characters: str, count: int) -> re.Pattern[str]:
    return compile_fixed(f"[{characters}]{{{count}}}")
