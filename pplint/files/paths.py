"""Paths relative to the report's root, with forward slashes."""

import os
from collections.abc import Iterable


def is_below(path: str, folder: str) -> bool:
    """Whether ``path`` is ``folder`` itself or is inside it, where ``folder`` may be an archive.

    The empty folder is the root, which contains everything.
    """
    return not folder or path == folder or path.startswith((folder + "/", folder + "!"))


def from_here(root: str, path: str) -> str:
    """A path below ``root`` relative to the current folder; on another drive the full path."""
    if path and root == os.getcwd() and "//" not in path and "./" not in path:
        # As most users run it; without this, the current folder is looked up and taken apart for each place.
        return path
    absolute = os.path.join(root, *path.split("/"))
    try:
        return os.path.relpath(absolute).replace(os.sep, "/")
    except ValueError:
        return absolute.replace(os.sep, "/")


def folders_of(paths: Iterable[str]) -> dict[str, tuple[set[str], set[str]]]:
    """These files and all folders above them, by folder."""
    found: dict[str, tuple[set[str], set[str]]] = {}
    for path in paths:
        folder, _, name = path.rpartition("/")
        found.setdefault(folder, (set(), set()))[1].add(name)
        while folder:
            parent, _, name = folder.rpartition("/")
            found.setdefault(parent, (set(), set()))[0].add(name)
            folder = parent
    return found
