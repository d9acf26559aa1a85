"""Globs of the configuration, which know whether they matched anything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase


class Globs(list[str]):
    """Globs of names or addresses; ``used`` are those that have matched so far."""

    def __init__(self, globs: Iterable[str] = ()) -> None:
        super().__init__(globs)
        self.used: set[str] = set()


def matches_any(text: str, globs: Sequence[str]) -> bool:
    """Whether one of ``globs`` matches, in upper or lower case; all that do are remembered, as far as they can be."""
    lowered = text.lower()
    found = [glob for glob in globs if fnmatchcase(lowered, glob.lower())]
    if isinstance(globs, Globs):
        globs.used.update(found)
    return bool(found)
