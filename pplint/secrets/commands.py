"""Credentials that no key and no form gives away: options of commands, sharing links, halves that are joined."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import zip_longest

from pplint.compiling import compile_fixed
from pplint.secrets.names import hides_value

Offsets = tuple[int, int]

BEFORE_OPTIONS = (" -", "\n-", "\t-")
"""Without one of these (or a hyphen at its beginning), a text holds no option of a command."""
# A longer text is not looked through for literals that are joined.
_LONGEST = 20_000


def command_spans(text: str, find: Callable[[str], list[Offsets]], named: bool) -> list[Offsets]:
    """The spans of such credentials in `text`, unsorted; they may overlap.

    `find` returns the spans to hide of a text that was put together from literals; `named` says whether there may be
    a name that says credential in it.
    """
    spans: list[Offsets] = []
    lowered = text.lower()
    has_options = text.startswith("-") or any(map(text.__contains__, BEFORE_OPTIONS))
    if has_options and (named or "pac" in lowered or "curl" in text):
        spans += _options(text)
    if "securestring" in lowered:
        spans += (match.span(1) for match in _secure_string().finditer(text))
    if ".com/:" in lowered or "1drv.ms" in lowered:
        spans += (
            match.span(number)
            for match in _sharing_link().finditer(text)
            for number in (1, 2)
            if match[number]
        )
    if named and "<" in text and "value" in lowered:
        spans += _attributes(text)
    if named and (" is " in text or " ist " in text):
        spans += _prose(text)
    if "concat(" in lowered and len(text) <= _LONGEST:
        spans += _joined(text, find)
    return spans


def _options(text: str) -> Iterator[Offsets]:
    """Values of options by their names, and the short ones of `pac auth create` and `curl`."""
    for match in _option().finditer(text):
        if hides_value(match[1]):
            yield match.span(3)
    commands = list(_pac().finditer(text))
    for command, following in zip_longest(commands, commands[1:]):
        end = following.start() if following is not None else len(text)
        for match in _short_option().finditer(text, command.end(), end):
            yield match.span(2)
    if "curl" in text:
        for match in _user().finditer(text):
            yield match.span(1)


def _attributes(text: str) -> Iterator[Offsets]:
    for match in _named_attribute().finditer(text):
        name, value = (match[1], 2) if match[1] is not None else (match[4], 3)
        if hides_value(name):
            yield match.span(value)


def _prose(text: str) -> Iterator[Offsets]:
    """`the password is X`, where X is not a word of a language."""
    for match in _statement().finditer(text):
        value = match[2]
        is_word = value.isalpha() and (value.islower() or value.istitle())
        if not is_word and hides_value(match[1]):
            yield match.span(2)


def _joined(text: str, find: Callable[[str], list[Offsets]]) -> Iterator[Offsets]:
    """Literals of one `concat`: together they may be what none of them is alone."""
    after = 0
    for call in _call().finditer(text):
        if call.start() < after:
            continue  # an inner call, whose literals were among those of the outer one
        pieces, after = _arguments(text, call.end())
        joined = "".join(text[start:end] for start, end in pieces)
        if len(pieces) < 2 or len(joined) < 12:
            continue
        for low, high in find(joined):
            position = 0
            for start, end in pieces:
                left, right = max(low - position, 0), min(high - position, end - start)
                if left < right:
                    yield start + left, start + right
                position += end - start


def _arguments(text: str, at: int) -> tuple[list[Offsets], int]:
    """The spans of the literals of a call whose arguments begin at `at`, those of inner calls too; and its end."""
    spans: list[Offsets] = []
    depth = 1
    for match in _token().finditer(text, at):
        if match[1] is not None:
            spans.append(match.span(1))
        else:
            depth += 1 if match[0] == "(" else -1
            if depth == 0:
                return spans, match.end()
    return spans, len(text)


_VALUE = r"(?:\\{0,3}[\"'])?((?![-$@(%<{#])[^\s\"'\\]{3,500})"


@cache
def _option() -> re.Pattern[str]:
    return compile_fixed(r"(?<![\w-])--?([A-Za-z][\w-]{1,40})([ \t]{1,8}|:|=)" + _VALUE)


@cache
def _pac() -> re.Pattern[str]:
    return compile_fixed(r"\bpac(?:\.exe)?\s{1,8}(?:auth\s{1,8}create|admin\s|application\s)", re.IGNORECASE)


@cache
def _short_option() -> re.Pattern[str]:
    # Of `pac auth create`: the client's secret, the password, the certificate's password.
    return compile_fixed(r"\s-(cs|p|pw|cp|cdp)(?:\s{1,8}|=)" + _VALUE)


@cache
def _user() -> re.Pattern[str]:
    return compile_fixed(r"\s(?:-u|--user)[ \t]{1,8}(?:\\{0,3}[\"'])?[^\s:\"'\\]{1,200}:([^\s\"'\\]{3,200})")


@cache
def _secure_string() -> re.Pattern[str]:
    return compile_fixed(
        r"ConvertTo-SecureString(?:[ \t]{1,8}-\w{1,20}){0,3}[ \t]{1,8}" + _VALUE, re.IGNORECASE
    )


@cache
def _sharing_link() -> re.Pattern[str]:
    return compile_fixed(
        r"(?:\.com/:[a-z]:/[a-z]/(?:[^/\s\"'<>?]{1,100}/){0,4}|1drv\.ms/(?:[a-z]/)?(?:[cs]/)?(?:[^/\s\"'<>?]{1,100}/)?)"
        r"([A-Za-z0-9_!-]{12,})(?:\?[^\s\"'<>]{0,200}?\be=([A-Za-z0-9]{4,}))?",
        re.IGNORECASE,
    )


@cache
def _named_attribute() -> re.Pattern[str]:
    return compile_fixed(
        r"\b(?:key|name)\s{0,4}=\s{0,4}[\"']([^\"'<>]{1,120})[\"'][^<>]{0,300}?\bvalue\s{0,4}=\s{0,4}[\"']([^\"'<>]{1,4000})"
        r"|\bvalue\s{0,4}=\s{0,4}[\"']([^\"'<>]{1,4000})[\"'][^<>]{0,300}?\b(?:key|name)\s{0,4}=\s{0,4}[\"']([^\"'<>]{1,120})[\"']",
        re.IGNORECASE,
    )


@cache
def _statement() -> re.Pattern[str]:
    return compile_fixed(r"\b([A-Za-z][\w-]{2,40})[ \t](?:is|ist)[ \t:]{1,3}[\"'`]?([^\s\"'`,;]{4,200})")


@cache
def _call() -> re.Pattern[str]:
    return compile_fixed(r"\bconcat\(", re.IGNORECASE)


@cache
def _token() -> re.Pattern[str]:
    return compile_fixed(r"'((?:[^']|'')*)'|[()]")
