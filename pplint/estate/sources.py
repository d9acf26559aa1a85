"""What to examine: folders, globs, solution zips, git addresses, or a text file that lists them."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pplint.errors import UsageError
from pplint.secrets.masking import mask
from pplint.text import sanitise

_ADDRESS = re.compile(r"(?:https?|ssh|git|file)://\S+|[\w.-]+@[\w.-]+:\S+")
MOST_LINES = 100_000


class Source(NamedTuple):
    """One repository: ``kind`` is ``folder``, ``zip`` or ``git``, ``address`` where it is, ``name`` as it was given."""

    kind: str
    address: str
    name: str

    @property
    def label(self) -> str:
        """What tables and pages call it: without user, password or query."""
        text = self.name
        if self.kind == "git":
            text = re.sub(r"(?<=://)[^/@]*@", "", text).partition("?")[0]
        return sanitise(mask(text), 0)


def read_sources(arguments: Iterable[str]) -> tuple[list[Source], list[str]]:
    """The sources that the arguments name, each once, in their order, and the files that were passed over.

    A shell makes ``repositories/*`` a list of folders and of whatever is beside them, so other files are passed over.
    ``UsageError`` for what is none of the kinds, or if nothing is left.
    """
    found: dict[str, Source] = {}
    passed: list[str] = []
    for argument in arguments:
        if os.path.isfile(argument) and not argument.lower().endswith((".zip", ".txt")):
            passed.append(argument)
            continue
        for source in _of(argument, os.getcwd()):
            found.setdefault(source.address, source)
    if not found:
        raise UsageError("name folders, globs, zips, git addresses, or a text file of them")
    return list(found.values()), passed


def _of(argument: str, base: str, line: int = 0) -> Iterator[Source]:
    path = os.path.join(base, os.path.expanduser(argument))
    if os.path.isdir(path):
        yield Source("folder", os.path.abspath(path), argument)
    elif os.path.isfile(path) and path.lower().endswith(".zip"):
        yield Source("zip", os.path.abspath(path), argument)
    elif os.path.isfile(path) and path.lower().endswith(".txt") and not line:
        yield from _of_list(path)
    elif _ADDRESS.fullmatch(argument) and not argument.startswith("-"):
        yield Source("git", argument, argument)
    elif glob.has_magic(argument):
        for match in sorted(glob.glob(path)):
            if os.path.isdir(match) or match.lower().endswith(".zip"):
                shown = match if os.path.isabs(os.path.expanduser(argument)) else os.path.relpath(match, base)
                yield from _of(shown, base)
    else:
        where = f" (line {line})" if line else ""
        raise UsageError(f"{argument!r}{where} is not a folder, zip, git address or text file of them")


def _of_list(path: str) -> Iterator[Source]:
    """The lines of a text file; empty ones and comments do not count. Paths are relative to the file."""
    with open(path, encoding="utf-8-sig", errors="replace") as file:
        for number, line in enumerate(file, 1):
            if number > MOST_LINES:
                raise UsageError(f"{path!r} has more than {MOST_LINES:,} lines")
            words = line.strip()
            if words and not words.startswith("#"):
                yield from _of(words, os.path.dirname(os.path.abspath(path)), number)
