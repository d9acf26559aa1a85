"""Values that somebody meant to replace and did not: TODO, ``<value>``, the zero GUID."""

from __future__ import annotations

import re
from functools import cache

ZERO_GUID = "00000000-0000-0000-0000-000000000000"


def is_left_over(value: str) -> bool:
    """Whether a value in a target's settings file is a placeholder that a person left behind.

    Stricter than ``placeholders.is_placeholder``, which also passes over words that are legitimate values.
    """
    text = value.strip().strip("'\"")
    if text.strip("{}").lower() == ZERO_GUID:
        return True
    return len(text) <= 400 and _pattern().fullmatch(text.lower()) is not None


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(
        r"<[^<>/][^<>]{0,80}>"
        r"|(?:todo|tbd|tba|fixme|changeme|change[-_ ]me|replace[-_ ]?me|placeholder|to be defined|fill in)\b.{0,80}"
        r"|your[-_ ][a-z0-9 _-]{1,60}"
        r"|(?:enter|insert|put|add)[-_ ](?:your|the|value|here)\b.{0,60}"
        r"|x{3,}|\.{3,}|\?{2,}"
    )
