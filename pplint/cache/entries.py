"""The folder of results: the user's own, outside every repository. An entry is there whole or not at all."""

from __future__ import annotations

import json
import os
import stat
import sys
from re import fullmatch

from pplint.digest import digest_of
from pplint.errors import UsageError
from pplint.files.writing import is_really_below, write_atomically
from pplint.roots import nearest_holding
from pplint.typed import Any

FOLDER, OFF = "PPLINT_CACHE_DIR", "PPLINT_NO_CACHE"
"""Variables of the environment: another folder, and no results kept at all."""
_READING = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
MOST_ENTRIES = 50
MOST_BYTES = 20_000_000
"""Of an entry; one of 10,000 flows has four million."""


def folder_of_results() -> str:
    """Where results are kept; empty where they are not, or no folder for them is known."""
    if os.environ.get(OFF):
        return ""
    chosen = os.environ.get(FOLDER)
    if chosen:
        return os.path.abspath(chosen)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME", "")
        # Source: XDG Base Directory Specification: "If an implementation encounters a relative path … it should …
        # ignore it."
        base = base if os.path.isabs(base) else os.path.expanduser("~/.cache")
    return os.path.join(base, "pplint", "results") if os.path.isabs(base) else ""


def place_of(key: str, root: str) -> str:
    """The file with the results of a request about a repository; empty where none are kept."""
    folder = folder_of_results()
    # Nothing is written into a repository, and whoever changes it could put results of their own there.
    if not folder or is_really_below(folder, nearest_holding(root, (".git",)) or root):
        return ""
    return os.path.join(folder, f"{digest_of(key.encode('utf-8', 'surrogatepass'))}.json")


def read_entry(place: str) -> Any:
    """What is kept at a place; ``None`` where nothing is, or it is damaged or may be another user's."""
    try:
        with open(os.open(place, _READING), "rb") as file:
            status = os.fstat(file.fileno())
            if not (
                stat.S_ISREG(status.st_mode) and _is_own(status) and _is_own(os.stat(os.path.dirname(place)))
            ):
                return None
            digest, _, content = file.read().partition(b"\n")
        # Half a file, or one that a disk or a person has changed, is as good as none.
        if digest.decode("ascii") != digest_of(content):
            return None
        entry = json.loads(content)
    except (OSError, ValueError, RecursionError):
        return None
    _note_use(place)
    return entry


def write_entry(place: str, entry: Any) -> None:
    """Keep it, and remove the entries that were not used for the longest time. Never raises."""
    content = json.dumps(entry, separators=(",", ":")).encode("ascii")
    if len(content) > MOST_BYTES:
        return
    folder = os.path.dirname(place)
    try:
        os.makedirs(folder, 0o700, exist_ok=True)
        if not _is_own(os.stat(folder)):
            return
        # A pipe would be written into, and would wait for someone who reads it.
        if os.path.lexists(place) and not stat.S_ISREG(os.lstat(place).st_mode):
            return
        write_atomically(place, digest_of(content).encode("ascii") + b"\n" + content, is_private=True)
        with os.scandir(folder) as found:
            entries = sorted((entry.stat().st_mtime_ns, entry.path) for entry in found if _is_ours(entry))
        for _, path in entries[:-MOST_ENTRIES]:
            os.unlink(path)
    except (OSError, UsageError):
        # A full disk, or a folder that may not be written to: the next run does the work again.
        return


def _note_use(place: str) -> None:
    try:
        os.utime(place)
    except OSError:
        # On a disk that is read-only, from which nothing is removed either.
        return


def _is_own(status: os.stat_result) -> bool:
    """Whether no one but the user can have written to a file, or into a folder."""
    return os.name != "posix" or (status.st_uid == os.geteuid() and not status.st_mode & 0o022)


def _is_ours(entry: os.DirEntry[str]) -> bool:
    """Whether it is an entry, or the beginning of one that was never finished: a user may have chosen a folder in use."""
    name = entry.name
    return fullmatch(r"[0-9a-f]{32}\.json|\.pplint-[0-9a-f]{16}", name) is not None and entry.is_file(
        follow_symlinks=False
    )
