"""Shared by all readers of files: limits, the form of a listing, and the reasons for not reading a file."""

from __future__ import annotations

from pplint.records import NamedTuple

MAX_FILE_BYTES = 50_000_000
MAX_TOTAL_BYTES = 2_000_000_000
MAX_FILES = 500_000
MAX_DEPTH = 64

# For an archive: a solution's zip, or an archive inside a solution.
MAX_ARCHIVE_BYTES = 256_000_000
MAX_MEMBERS = 10_000
MAX_UNPACKED_BYTES = 256_000_000
MAX_RATIO = 200
RATIO_FROM = 1_000_000
"""A member below this size may have any compression ratio: a text of one repeated letter is not an attack."""


class Unreadable(Exception):
    """A file or folder that cannot be read; the text gives the reason as a finding words it."""


class LimitHit(Unreadable):
    """A file that is left out because of one of pplint's own limits."""


class Listing(NamedTuple):
    """Names in a folder, sorted; links and special files left out."""

    folders: tuple[str, ...]
    files: tuple[str, ...]


EMPTY_LISTING = Listing((), ())


def join(folder: str, name: str) -> str:
    """``folder/name``, where the empty folder is the root."""
    return f"{folder}/{name}" if folder else name
