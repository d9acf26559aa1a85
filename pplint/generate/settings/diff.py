"""The difference between two states of a settings file, with names shown and values hidden."""

from __future__ import annotations

import re
from functools import cache
from re import Match, Pattern

from pplint.generate.differences import difference
from pplint.secrets.masking import DOTS

_SHOWN = ("schemaname", "logicalname", "connectorid")


def diff(name: str, before: str, after: str) -> str:
    """A unified diff; empty where the files do not differ.

    Dots replace every value except names, connectors and empty strings on both sides. A file without line breaks is
    compared as if it were indented.
    """
    return difference(name, hide_values(before), hide_values(after))


def hide_values(text: str) -> str:
    """JSON with dots for every value except names, connectors and empty strings; keys and white space stay."""
    key, end = "", 0

    def replace(match: Match[str]) -> str:
        nonlocal key, end
        if match[2] is not None:
            key, end = match[1].lower(), match.end()
            return match[0]
        # A key names only the value right after it, not the first text somewhere in a list.
        shown = key in _SHOWN and not text[end : match.start()].strip() and _is_name(match[1])
        key = ""
        return match[0] if shown or match[0] == '""' else f'"{DOTS}"'

    return _tokens().sub(replace, text)


def _is_name(text: str | None) -> bool:
    return text is not None and _name().fullmatch(text) is not None


@cache
def _tokens() -> Pattern[str]:
    return re.compile(r'"((?:[^"\\]|\\.)*+)"(\s*+:)?|-?\d[\d.eE+\-]*+|\b(?:true|false|null)\b', re.DOTALL)


@cache
def _name() -> Pattern[str]:
    return re.compile(r"[\w.\-/ #{}$()%@]{1,200}")
