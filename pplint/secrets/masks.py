"""What must be hidden when a line or a value of a repository is shown, on suspicion alone.

It is long by its patterns, which no one else needs.
"""

import re
from functools import cache, lru_cache

from pplint.compiling import compile_fixed
from pplint.secrets.commands import Offsets, command_spans
from pplint.secrets.finding import find_shapes
from pplint.secrets.names import ends_a_name, hides_value, may_hold_name
from pplint.secrets.pairs import QUERY_ONLY, find_pairs, is_in_query, may_be_query
from pplint.secrets.placeholders import token_spans

_SCHEMES = frozenset(
    ("bearer", "basic", "digest", "apikey", "token", "sharedkey", "negotiate", "sharedaccesssignature", "key")
)
# A longer value is hidden as a whole, so that the work stays linear.
_LONGEST = 4000
_NO_VALUES = frozenset(("", "true", "false", "null", "none", "undefined", "read", "write"))


def find_masks(text: str) -> list[Offsets]:
    """The sorted, disjoint spans to hide; see `pplint.secrets.masking.mask_spans`."""
    return list(_find_masks(text))


@lru_cache(maxsize=64)
def _find_masks(text: str) -> tuple[Offsets, ...]:
    # One text is asked about again and again: what is known of it, how it is quoted, the line that shows it.
    spans = find_shapes(text)
    named = may_hold_name(text)
    if named or may_be_query(text):
        spans += _pairs(text)
    if "://" in text and "@" in text:
        spans += (match.span(1) for match in _userinfo().finditer(text))
    if "bearer" in text or "Bearer" in text:
        spans += (match.span(1) for match in _bearer().finditer(text))
    if "basic" in text or "Basic" in text:
        spans += (
            match.span(1)
            for match in _basic().finditer(text)
            # Prose speaks of `basic authentication`.
            if not match[1].isalpha() or not match[1].islower()
        )
    if "PRIVATE KEY" in text:
        spans += (match.span() for match in _block().finditer(text))
    if len(text) >= 60:
        # One line is asked about once, and not at each of its characters.
        lines = _base64_line().finditer(text) if "\n" in text else [_base64_line().match(text)]
        spans += (match.span(1) for match in lines if match is not None)
    if named and "alue" in text and text.count(":") > 1:
        spans += _named_values(text)
    spans += command_spans(text, find_masks, named)
    return tuple(_merge(spans))


def find_query_values(text: str) -> list[Offsets]:
    """The spans of the values of query strings that are literals."""
    return [
        match.span(2)
        for match in _query().finditer(text)
        if match[2] and not match[2].startswith("@") and not _is_filled_in(match[2])
    ]


def _pairs(text: str) -> list[Offsets]:
    spans: list[Offsets] = []
    if "=" not in text and ":" not in text and "\uff1a" not in text and "</" not in text:
        return spans
    hidden = 0
    for match in find_pairs(text):
        if match.end() <= hidden:
            continue
        name = match["name"]
        if not (
            hides_value(name)
            or (name.lower() in QUERY_ONLY and is_in_query(text, match.start()))
            or ends_a_name(text, match.start(), name)
        ):
            continue
        start, end = _value_span(text, match)
        if start < end:
            parts = _literal_parts(text, start, end)
            spans += parts
            if parts == [(start, end)]:
                hidden = end
    if "</" in text:
        for match in _element().finditer(text):
            if hides_value(match[1]):
                spans += _literal_parts(text, *match.span(2))
    return spans


def literal_parts(value: str) -> list[Offsets]:
    """What is literal in the value of a credential: no expression, no token, no scheme of a header."""
    return _literal_parts(value, 0, len(value))


def _value_span(text: str, match: re.Match[str]) -> Offsets:
    """The span of the value after a name and its sign, without quotes.

    Where the value is not quoted, too much is better than too little: a password may hold any character.
    """
    start = match.end()
    if match["quote"]:
        return start, _end_of_quoted(text, start, match["quote"])
    if is_in_query(text, match.start()):
        end = _query_end().search(text, start)
    else:
        end = (_assignment_end() if "=" in match["sign"] else _line_end()).search(text, start)
    stop = end.start() if end else len(text)
    if stop - start < 60 and text[start:stop].strip(" \t,}]").lower() in _NO_VALUES:
        return start, start
    return start, stop


def _end_of_quoted(text: str, start: int, quote: str) -> int:
    """Find where a quoted text ends: at the same quote, escaped in the same way as the opening one."""
    if quote.startswith("\\"):
        stop = text.find(quote, start)
        # `\\"` inside `\"…\"` is a quote of the inner text.
        while stop > start and text[stop - 1] == "\\":
            stop = text.find(quote, stop + 1)
        return stop if stop >= 0 else len(text)
    if quote.startswith("&"):
        stop = text.find(quote, start)
        return stop if stop >= 0 else len(text)
    for match in _escape_or(quote).finditer(text, start):
        if match[0] == quote:
            return match.start()
    return len(text)


def _literal_parts(text: str, start: int, end: int) -> list[Offsets]:
    """What is literal in a value: not its expressions, its tokens, nor the scheme of a header."""
    if end - start > _LONGEST:
        return [(start, end)]
    value = text[start:end]
    stripped = value.lstrip()
    if stripped.startswith("@") and not stripped.startswith(("@{", "@@")):
        if _call().match(stripped):
            return [
                (start + match.start(1), start + match.end(1))
                for match in _literal_argument().finditer(value)
                if match[1] and match[1].strip().lower() not in _SCHEMES
            ]
    holes = token_spans(value)
    if "@{" in value:
        holes = _merge(holes + [match.span() for match in _interpolation().finditer(value)])
    spans = []
    position = 0
    for left, right in [*holes, (len(value), len(value))]:
        spans += _without_scheme(value, position, left, start)
        position = max(position, right)
    return spans


def _without_scheme(value: str, left: int, right: int, offset: int) -> list[Offsets]:
    piece = value[left:right]
    word = piece.strip().rstrip(":").lower()
    if not word or word in _SCHEMES or not any(char.isalnum() for char in word):
        return []
    first = piece.split(None, 1)
    if len(first) == 2 and first[0].lower().rstrip(":") in _SCHEMES:
        left += piece.index(first[1])
    return [(offset + left, offset + right)]


def _named_values(text: str) -> list[Offsets]:
    """Hide the value of an object whose name, on the same line, says credential."""
    spans: list[Offsets] = []
    for match in _named_value().finditer(text):
        if hides_value(match[1]):
            stop = _end_of_quoted(text, match.end(), match[2])
            spans += _literal_parts(text, match.end(), stop)
    return spans


def _is_filled_in(value: str) -> bool:
    spans = token_spans(value)
    return bool(spans) and spans[0][0] == 0


def _merge(spans: list[Offsets]) -> list[Offsets]:
    merged: list[Offsets] = []
    for start, end in sorted(spans):
        if start < 0 or start >= end:
            continue
        if merged and start <= merged[-1][1]:
            if end > merged[-1][1]:
                merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


@cache
def _element() -> re.Pattern[str]:
    return compile_fixed(r"<([^\W\d_][\w.:-]{1,60})(?:\s[^<>]{0,500})?>([^<]{1,4000})</")


@cache
def _userinfo() -> re.Pattern[str]:
    return compile_fixed(r"://([^@/\s\"'<>?#]{1,300})@")


@cache
def _bearer() -> re.Pattern[str]:
    return compile_fixed(r"[Bb]earer[ \t]{1,4}([A-Za-z0-9._~+/=-]{12,})")


@cache
def _basic() -> re.Pattern[str]:
    return compile_fixed(r"[Bb]asic[ \t]{1,4}([A-Za-z0-9+/]{12,}={0,2})")


@cache
def _block() -> re.Pattern[str]:
    return compile_fixed(
        r"(?<=PRIVATE KEY)(?: BLOCK)?-{5}[\s\S]{0,40000}?(?:-----END|\Z)|(?<=PRIVATE KEY)-----[\s\S]{40000}"
    )


@cache
def _base64_line() -> re.Pattern[str]:
    # A line of the middle of a key, whose header stands some lines above.
    return compile_fixed(r"^[ \t]{0,40}([A-Za-z0-9+/]{60,76}={0,2})[ \t\r]{0,4}$", re.MULTILINE)


@cache
def _named_value() -> re.Pattern[str]:
    return compile_fixed(
        r"(?:SchemaName|LogicalName|DisplayName|[Nn]ame|[Kk]ey|schemaname|displayname)\\{0,3}[\"']\s{0,4}:\s{0,4}\\{0,3}[\"']"
        r"([^\"'\\\r\n]{1,120})\\{0,3}[\"'][^{}\[\]]{0,300}?(?:[Vv]alue|defaultvalue|DefaultValue)\\{0,3}[\"']"
        r"\s{0,4}:\s{0,4}(\\{0,3}[\"'])"
    )


@cache
def _query() -> re.Pattern[str]:
    return compile_fixed(r"([?&]|&amp;|\\u0026)[A-Za-z0-9_$.%~\[\]-]{1,80}=([^&\s\"'<>#\\]{0,4000})")


@cache
def _query_end() -> re.Pattern[str]:
    return compile_fixed(r"[&\s\"'<>#\\]")


@cache
def _assignment_end() -> re.Pattern[str]:
    return compile_fixed(r"[;\r\n\"]|</|\\[rn\"]")


@cache
def _line_end() -> re.Pattern[str]:
    return compile_fixed(r"[\r\n\"]|</|\\[rn\"]")


@cache
def _escape_or(quote: str) -> re.Pattern[str]:
    return compile_fixed(r"\\[\s\S]|" + re.escape(quote))


@cache
def _interpolation() -> re.Pattern[str]:
    return compile_fixed(r"@\{[^{}]{0,1000}(?:\}|\Z)")


@cache
def _call() -> re.Pattern[str]:
    return compile_fixed(r"@[A-Za-z]\w{0,60}\s{0,4}\(|@(?:null|true|false)\b")


@cache
def _literal_argument() -> re.Pattern[str]:
    # A literal that names something (`parameters('x')`, `?['x']`) is no secret.
    return compile_fixed(
        r"(?<!\[)'([^']{3,})'"
        r"|(?:parameters|variables|outputs|body|actions|items|result|item|appsetting|environmentVariables)\('[^']{0,200}'\)"
    )
