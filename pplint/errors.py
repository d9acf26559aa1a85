"""What stops a run before it has a result, and the hint at what was meant."""

from __future__ import annotations

from collections.abc import Iterable


class UsageError(Exception):
    """A wrong command, configuration or rule file: one clear sentence, exit code 2."""


class NothingToCheck(UsageError):
    """The named paths hold neither a solution nor a deployment settings file.

    ``is_telling``: a user wants to know also where that is not an error; not so for files that look like no one's.
    """

    def __init__(self, message: str, is_telling: bool = True) -> None:
        super().__init__(message)
        self.is_telling = is_telling


class SourcesChanged(UsageError):
    """A file is another one than when it was first read in this run, so that no result would be true."""

    def __init__(self, path: str) -> None:
        super().__init__(f"{path!r} changed while it was being checked; run it again")
        self.path = path

    def __reduce__(self) -> tuple[type[SourcesChanged], tuple[str]]:
        return SourcesChanged, (self.path,)


def nearest_hint(name: str, known: Iterable[str]) -> str:
    """``; did you mean 'x'?``, or nothing where no known name is close."""
    from difflib import get_close_matches

    close = get_close_matches(name.lower(), list(known), 3, 0.6)
    if not close:
        return ""
    return "; did you mean " + " or ".join(repr(match) for match in close) + "?"
