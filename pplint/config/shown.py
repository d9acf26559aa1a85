"""Where something is in a configuration file, as messages name it."""

from __future__ import annotations

import os
import re

from pplint.errors import UsageError


class ConfigError(UsageError):
    """A fault in a configuration file; the message begins with file and line."""


def find_line(text: str, key: tuple[str, ...], index: int = 0, item: str = "") -> int:
    """The line of a key, as far as headers and keys show; 1 where it is not found.

    ``index`` counts tables of the same name (``[[ignore]]``). With ``item``, the first line from there on
    that contains that text in quotes.
    """
    table: tuple[str, ...] = ()
    best, found, seen = 1, 0, -1
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        stripped = line.strip()
        header = re.match(r"\[(\[?)\s*([^\]#]+?)\s*\]", stripped)
        if header and "=" not in stripped.partition("]")[0]:
            table = here = tuple(part.strip().strip("\"'") for part in header[2].split("."))
            if header[1] and table == key[: len(table)]:
                seen += 1
                if seen == index:
                    best, found = number, len(here)
        else:
            name = re.match(r"(\"[^\"]*\"|'[^']*'|[A-Za-z0-9_.-]+)\s*=", stripped)
            if name is None or (seen >= 0 and seen != index and table == key[: len(table)]):
                continue
            here = (*table, *_parts(name[1]))
        if len(here) > found and here == key[: len(here)]:
            best, found = number, len(here)
    if item:
        quoted = (f'"{item}"', f"'{item}'")
        for number in range(best, len(lines) + 1):
            if any(words in lines[number - 1] for words in quoted):
                return number
    return best


def _parts(name: str) -> list[str]:
    return [name[1:-1]] if name[0] in "\"'" else [part.strip() for part in name.split(".")]


def shown_path(path: str) -> str:
    """A path as a user would type it: relative to the current folder where it is below that."""
    try:
        relative = os.path.relpath(path)
    except ValueError:  # another drive
        return path
    return path if relative.startswith(os.pardir) else relative
