"""White space in values where it is a mistake."""

from __future__ import annotations

import re

from pplint.compiling import compile_fixed
from pplint.records import NamedTuple


class WhiteSpace(NamedTuple):
    """What is wrong, to follow the value's name, and where in the value."""

    words: str
    span: tuple[int, int]


def find_white_space(value: str, type: str) -> WhiteSpace | None:
    """White space at an end of a value, or in an address.

    A value of white space alone is left: imports refuse empty values, and it is how people get round that. In JSON
    white space at the ends means nothing.
    """
    text = value.strip()
    if not text:
        return None
    if type != "json" and text != value:
        start, end = len(value) - len(value.lstrip()), len(value.rstrip())
        if start:
            return WhiteSpace(f"begins with {_name(value[0])}", (0, start))
        return WhiteSpace(f"ends with {_name(value[-1])}", (end, len(value)))
    if type == "json" or not compile_fixed(r"https?://", re.IGNORECASE).match(text):
        return None
    for match in compile_fixed(r"\s+").finditer(value.rstrip()):
        before, after = value[: match.start()], value[match.end() :]
        # Lists of addresses, and folders and files of SharePoint with blanks in their names, are left.
        if (
            not match.start()
            or before.endswith((",", ";", "|"))
            or "/" in after
            or re.search(r"\.\w{2,5}$", after)
        ):
            return None
        if before.lower().endswith(("/shared", "/site", "/style", "/form")):
            return None
        return WhiteSpace(f"is an address with {_name(match[0][0])} in it", match.span())
    return None


def _name(letter: str) -> str:
    return {" ": "a space", "\t": "a tab", "\n": "a line break", "\r": "a line break"}.get(
        letter, "white space"
    )
