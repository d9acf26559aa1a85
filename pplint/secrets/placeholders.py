"""Values that stand for something still to be filled in: placeholders, pipeline tokens and expressions."""

import re
from collections.abc import Sequence
from functools import cache

from pplint.compiling import compile_fixed


def _words(text: str) -> list[str]:
    return text.split()


# Issue texts and templates of the wild; compared after stripping quotes, blanks and case.
_WORDS = frozenset(
    _words(
        "todo tbd tba fixme none null nil n/a na undefined unset empty default redacted removed hidden masked"
        " secret password passwd pwd pass passphrase token key apikey api-key api_key api key clientsecret"
        " client-secret client_secret client secret accesskey connectionstring connection string value string"
        " placeholder example sample dummy fake test changeme change-me change_me change me changeit secure"
        " securestring string.empty <> {} [] '' \"\""
    )
)


def is_placeholder(value: str) -> bool:
    """Whether a value is nothing that anyone could use: empty, `<secret>`, `changeme`, `xxxx`, a zero GUID.

    Pipeline tokens and expressions count, too: they hold no value of their own.
    """
    text = value.strip().strip("\"'").strip()
    if len(text) < 3:
        return True
    # A long value is read at its two ends only; no template writes megabytes.
    lowered = text[:400].lower()
    if lowered in _WORDS:
        return True
    if len(text) <= 400 and (
        _is_in_brackets(lowered) or (_may_be_whole(lowered) and _whole().fullmatch(lowered))
    ):
        return True
    if any(mark in lowered for mark in _INNER_MARKS) and _inner().search(lowered):
        return True
    if len(set(lowered)) <= 2 or _is_sequence(lowered):
        return True
    return is_expression(text) or is_token(text)


def _is_in_brackets(lowered: str) -> bool:
    """Whether one pair of brackets is around the whole value."""
    for opening, closing, longest, forbidden in _BRACKETS:
        if lowered.startswith(opening) and lowered.endswith(closing):
            inside = lowered[len(opening) : -len(closing)]
            return len(inside) <= longest and forbidden.isdisjoint(inside)
    return False


_BRACKETS = (
    ("<", ">", 200, frozenset("<>")),
    ("&lt;", "&gt;", 200, frozenset("\n")),
    ("[", "]", 200, frozenset("[]")),
    ("{", "}", 200, frozenset("{}")),
    ("(", ")", 80, frozenset("\n")),
)
"""Each with how much may be inside, and what may not."""


def _may_be_whole(lowered: str) -> bool:
    """Whether the pattern of whole placeholders, which takes a millisecond to compile, has to be asked."""
    return (
        lowered[0] == "$"
        or "here" in lowered
        or lowered.startswith(_FIRST_WORDS)
        or lowered[1:].startswith(("0000000-", "1111111-"))
    )


_FIRST_WORDS = (
    *(
        "todo",
        "tbd",
        "fixme",
        "your",
        "my",
        "the",
        "some",
        "any",
        "enter",
        "insert",
        "paste",
        "fill",
        "put",
        "add",
        "set",
    ),
    *(
        "add",
        "set",
        "provide",
        "replace",
        "change",
        "use",
        "type",
        "update",
        "see",
        "ask",
        "get",
        "to",
        "not",
    ),
    *("dummy", "fake", "example", "sample", "placeholder", "test", "12345678-"),
)
_INNER_MARKS = (
    *(
        "placeholder",
        "redacted",
        "change",
        "your",
        "<insert",
        "<enter",
        "replace",
        "xxxxxx",
        "***",
        "....",
        "••",
        "…",
    ),
    *("deadbeef", "_here", "-here", "notareal", "not_a", "not-a"),
)


def is_expression(value: str) -> bool:
    """Whether the whole value is computed by the workflow engine: `@name(…)`, `@null` or one `@{…}`."""
    return bool(_expression().match(value))


def token_spans(value: str, extra: Sequence[str] = ()) -> list[tuple[int, int]]:
    """The spans of the tokens that a pipeline fills in, sorted and disjoint.

    Known are `#{Name}#`, `#Name#`, `%Name%`, `$(Name)`, `${Name}`, `${{ Name }}`, `{{Name}}`, `__Name__` and
    `@@Name@@`. `extra` holds globs of the configuration, in which `*` is one or more characters that are no
    spaces.
    """
    spans = [match.span() for match in _token().finditer(value)] if _may_hold_token(value) else []
    for glob in extra:
        spans += _glob_spans(value, glob)
    spans.sort()
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def holds_token(value: str, extra: Sequence[str] = ()) -> bool:
    """Whether a pipeline token stands anywhere in the value."""
    return bool(token_spans(value, extra))


def is_token(value: str, extra: Sequence[str] = ()) -> bool:
    """Whether the whole value is made of pipeline tokens and spaces."""
    spans = token_spans(value, extra)
    position = 0
    for start, end in spans:
        if value[position:start].strip():
            return False
        position = end
    return bool(spans) and not value[position:].strip()


def _may_hold_token(value: str) -> bool:
    return "#" in value or "%" in value or any(map(value.__contains__, ("$(", "${", "{{", "__", "@@")))


_ROWS = (
    "0123456789012345678901234567890123456789",
    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "0123456789abcdef0123456789abcdef0123456789abcdef",
)


def _is_sequence(text: str) -> bool:
    plain = text.replace("-", "").replace("_", "").replace(" ", "")
    return any(plain in row or plain in row[::-1] for row in _ROWS) if plain else True


@cache
def _token() -> re.Pattern[str]:
    return compile_fixed(
        r"#\{[^{}\r\n]{1,100}\}#"
        r"|\$\{\{[^{}\r\n]{1,100}\}\}"
        r"|\$\{[^{}\r\n]{1,100}\}"
        r"|\$\([A-Za-z_][\w.:\-]{0,98}\)"
        r"|(?<!@)\{\{[^{}\r\n]{1,100}\}\}"
        r"|(?<!\w)__[A-Za-z]\w{0,96}?__(?!\w)"
        r"|@@[A-Za-z]\w{0,98}@@"
        r"|(?<![\w&#])#[A-Za-z][\w.\-\[\]]{0,98}#(?![\w#])"
        # `%C3%A4` is a percent-encoded letter, `%DbHost%` is a token.
        r"|%[A-Za-z_][\w.\-]{2,98}%(?![0-9A-Fa-f]{2})"
    )


_LONGEST_NAME = 200
"""Characters that a `*` of a token may stand for; the names of variables are shorter."""


def holds_glob(value: str, glob: str) -> bool:
    """Whether a token of the configuration stands anywhere in the value."""
    return bool(_glob_spans(value, glob))


def _glob_spans(value: str, glob: str) -> list[tuple[int, int]]:
    """Where a glob occurs in a value, in time linear in the value's length."""
    first, *rest = list(re.split(r"\*+", glob)) if "*" in glob else [glob]
    spans = []
    start = value.find(first) if first else -1
    while start >= 0:
        end = start + len(first)
        for piece in rest:
            end = _after_name(value, end, piece)
            if end < 0:
                break
        else:
            spans.append((start, end))
        start = value.find(first, max(end, start + 1))
    return spans


def _after_name(value: str, start: int, piece: str) -> int:
    """The end of `piece` after one or more characters that are no spaces; -1 where it does not follow."""
    stop = min(len(value), start + _LONGEST_NAME)
    if not piece:
        end = next((at for at in range(start, stop) if value[at].isspace()), stop)
        return end if end > start else -1
    found = value.find(piece, start + 1, stop + len(piece))
    if found < 0 or any(character.isspace() for character in value[start:found]):
        return -1
    return found + len(piece)


def token_glob(pattern: str) -> str:
    """The glob that a pattern of a token is, or is meant to be; another text where it is none.

    A text that looks like a regular expression, that has no `*`, or that begins with one is not a glob of a token.
    """
    if "*" in pattern and pattern[0] != "*" and not _looks_like_regex().search(pattern):
        return pattern
    glob = re.sub(r"^\^|\$$|\(\?[:=!]", "", pattern)
    glob = re.sub(r"(?:\\[a-zA-Z]|\[[^\]]*\]|\([^()]*\)|\.)(?:[+*]|\{\d*,?\d*\})?\??", "*", glob)
    glob = re.sub(r"\*[+*?]*", "*", glob.replace("\\", ""))
    return glob if "*" in glob and glob.strip("*") and glob[0] != "*" and glob != pattern else "@@*@@"


@cache
def _looks_like_regex() -> re.Pattern[str]:
    return compile_fixed(r"\\|\.[*+]|\][*+?{]|\)[*+?]|\(\?|^\^(?!\^)|[^)*]\+\$?$")


@cache
def _expression() -> re.Pattern[str]:
    return compile_fixed(r"\s{0,8}@(?:\{|(?:null|true|false)\s{0,8}\Z|[A-Za-z]\w{0,60}\s{0,8}\()")


@cache
def _whole() -> re.Pattern[str]:
    """Match lower-cased placeholders that fill the whole value."""
    return compile_fixed(
        r"\$[a-z_]{1,40}(?::[a-z_]{1,40})?"
        r"|(?:todo|tbd|fixme)\b.{0,200}"
        r"|(?:your|my|the|some|any)[ _\-.]?[a-z][a-z _\-.]{0,60}(?:here)?"
        r"|(?:enter|insert|paste|fill|put|add|set|provide|replace|change|use|type|update|see|ask|get)"
        r"[ _\-](?:[a-z _\-.]{1,100})"
        r"|(?:to[ _\-]be|not)[ _\-](?:[a-z _\-]{1,60})"
        r"|(?:dummy|fake|example|sample|placeholder|test)[ _\-]?[a-z _\-]{0,60}\d{0,3}"
        r"|.{0,60}(?:goes|comes)[ _\-]?here"
        r"|(?:[0-9a-f])(?:0{7}|1{7})-(?:0000|1111)-(?:0000|1111)-(?:0000|1111)-(?:0{12}|1{12})"
        r"|12345678-1234-1234-1234-1234567890(?:12|ab)"
    )


@cache
def _inner() -> re.Pattern[str]:
    """Match lower-cased marks that make the value a placeholder wherever they stand."""
    return compile_fixed(
        r"placeholder|redacted|change[_\-]?me|your[_\-][a-z]|<your|<insert|<enter|<replace|replace[_\-]?(?:me|with)"
        r"|x{6,}|\*{3,}|\.{4,}|•{2,}|…|deadbeef|_here\b|-here\b|notareal|not[_\-]a[_\-]real"
    )
