"""Values that someone meant to replace and did not: TODO, ``<value>``, ``REPLACE_WITH_…``, the zero GUID."""

from __future__ import annotations

import re
from functools import cache

from pplint.compiling import compile_fixed

ZERO_GUID = "00000000-0000-0000-0000-000000000000"
MAX_LENGTH = 400


def is_left_over(value: str, is_id: bool = False) -> bool:
    """Whether a value in a target's settings file is a placeholder that a person left behind.

    ``is_id`` says that it ought to be an id, in which words in brackets have no meaning of their own. Stricter than
    ``placeholders.is_placeholder``, which also passes over words that are legitimate values.
    """
    text = value.strip().strip("'\"").lower()
    if text.strip("{}") == ZERO_GUID or not text:
        return bool(text)
    if len(text) > MAX_LENGTH:
        return False
    written = value.strip().strip("'\"")
    if (
        (_may_be_command(written) and _command().fullmatch(written))
        or (_may_be_phrase(text) and _phrase().fullmatch(text))
        or (_may_be_address(text) and _address().match(text))
    ):
        return True
    return is_id and _may_be_in_an_id(text) and _in_an_id().fullmatch(text) is not None


# These patterns take a millisecond to compile, which is spared where a value holds none of their words.


def _may_be_command(written: str) -> bool:
    return "_" in written and written == written.upper()


def _may_be_phrase(text: str) -> bool:
    return any(word in text for word in _PHRASE_WORDS)


def _may_be_address(text: str) -> bool:
    return text.startswith("http") and any(mark in text for mark in ("<", "[", "{", "your", "xxx"))


def _may_be_in_an_id(text: str) -> bool:
    return text[0] in "[{(" or len(set(text.replace("-", ""))) < 2 or any(word in text for word in _ID_WORDS)


_PHRASE_WORDS = (
    *(
        "<",
        "todo",
        "tbd",
        "tba",
        "fixme",
        "change",
        "placeholder",
        "to be defined",
        "fill",
        "replace",
        "your",
        "here",
    ),
    *(
        "[enter",
        "{enter",
        "[insert",
        "{insert",
        "-the",
        "_the",
        " the ",
        "-value",
        "_value",
        "xxx",
        "...",
        "??",
    ),
)
_ID_WORDS = ("dummy", "sample", "example", "placeholder", "none", "null", "n/a", "undefined", "empty")


@cache
def _phrase() -> re.Pattern[str]:
    # Sentences such as "Enter your name" are values of their own.
    what = r"(?:id|ids|url|uri|guid|tenant|value|key|site|host|connection|environment|org\w*|domain)"
    return compile_fixed(
        r"<[^<>/][^<>]{0,80}>"
        r"|(?:todo|tbd|tba|fixme|change[-_ ]?me|change[-_ ]?this|changeit|placeholder|to be defined|fill in"
        r"|fill[-_ ]?me)(?![a-z]).{0,80}"
        r"|replace[-_ ]?(?:me|this|with|by|the|your|value|before|during)(?![a-z]).{0,80}"
        r"|.{1,80}[-_ ]placeholder"
        r"|[\[{]?your[-_][a-z0-9_-]{1,60}[\]}]?"
        rf"|[\[{{]?your (?:[\w-]+ ){{0,3}}{what}(?: here)?[\]}}]?"
        r"|(?:enter|insert|put|add|set|paste)[-_](?:your|the|value|here)(?![a-z]).{0,60}"
        rf"|(?:enter|insert|put|add|paste) (?:your|the) (?:[\w-]+ ){{0,4}}{what}(?: here)?"
        r"|(?:enter|insert|put|add|set|paste|provide)[-_ ].{1,60}[-_ ]here"
        rf"|(?:[\w-]+[-_ ])?{what}[-_ ](?:goes[-_ ])?here"
        r"|[\[{](?:todo|enter|insert|replace|your)[-_ ].{1,60}[\]}]"
        r"|x{3,}(?:-x{3,})*|\.{3,}|\?{2,}"
    )


@cache
def _command() -> re.Pattern[str]:
    """``REPLACE_SITE_URL`` in capitals."""
    return compile_fixed(
        r"(?:YOUR|REPLACE)_[A-Z0-9_]{2,80}"
        r"|(?:INSERT|ENTER|PUT|ADD|SET|FILL|CHANGE|PROVIDE)_[A-Z0-9_]{0,60}(?:ID|URL|HERE|VALUE|NAME|SITE|KEY|HOST|TENANT)"
    )


@cache
def _address() -> re.Pattern[str]:
    """An address with a part that is still to be filled in: in angle brackets anywhere, in others in the host."""
    return compile_fixed(
        r"https?://(?:"
        r"\S*<[a-z][\w .-]{0,40}>"
        r"|[^/\s]*(?:\[[a-z][\w .-]{0,40}\]|(?<![{$#])\{[a-z][\w .-]{0,40}\}(?!\})|(?<![a-z])your[-_]?"
        r"(?:tenant|org|organi[sz]ation|company|domain|site|env|environment|instance|host|server)(?![a-z]))"
        r"|[^/\s]*(?<![a-z0-9])x{3,}(?![a-z0-9]))"
    )


@cache
def _in_an_id() -> re.Pattern[str]:
    return compile_fixed(
        r"[\[{(]\s*[a-z][^\[\]{}]{0,80}[\])}]|([0-9a-fx])\1{31}|([0-9a-fx])\2{7}(?:-\2{4}){3}-\2{12}"
        r"|(?:.{0,60}[-_ ])?(?:dummy|sample|example|placeholder|none|null|n/a|undefined|empty)(?:[-_ ].{0,60})?"
    )
