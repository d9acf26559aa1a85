"""Names of flows and actions: leftovers, the designer's own, and patterns; lists in ``pplint/data/flow_names.toml``."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cache

from pplint.data.tables import read_table

_MARKS = "-_|:.[](){}#~ "


def leftover_word(name: str) -> str:
    """What a flow's name says of it, in words, if it says copy, test or old version; else nothing.

    A word at the beginning counts in capitals or before a mark, since *Test* may be what the flow does; a word at the
    end counts behind a mark.
    """
    words = read_table("flow_names")["leftovers"]
    text = " ".join(name.split()).lstrip("[({#~ ")
    lowered = text.lower()
    if any(lowered.startswith(copy + " ") for copy in words["copies"]):
        return "a copy"
    for word in words["first"]:
        rest = text[len(word) :]
        if lowered.startswith(word) and (not rest or rest[0] in _MARKS):
            is_marked = not rest or rest[0] in "-_|:[](){}#~" or rest[1:2] in ("-", "|", ":", "_")
            if is_marked or (text[: len(word)].isupper() and not rest.strip().isupper()):
                return _kind(word)
    bare = lowered.rstrip(")]} 0123456789")
    for word in words["last"]:
        before = bare[: -len(word)]
        if bare.endswith(word) and before.rstrip() and before.rstrip()[-1] in "-_|([{:#~":
            return _kind(word)
    return ""


def _kind(word: str) -> str:
    if word in ("copy", "kopie", "copie", "copia", "cópia"):
        return "a copy"
    if word in ("test", "testing", "tmp", "temp"):
        return "a test"
    return "an old version"


@cache
def _default_names() -> frozenset[str]:
    return frozenset(
        name.lower().replace(" ", "_")
        for names in read_table("flow_names")["default_actions"].values()
        for name in names
    )


def is_default_name(name: str) -> bool:
    """Whether an action has a name that the designer gave it, with or without a number."""
    folded = name.lower().replace(" ", "_")
    head, mark, tail = folded.rpartition("_")
    return folded in _default_names() or (bool(mark) and tail.isdecimal() and head in _default_names())


def follows(name: str, pattern: str) -> bool:
    """Whether a name matches one of the globs that are joined by ``|``."""
    return any(fnmatchcase(name, glob.strip()) for glob in pattern.split("|"))
