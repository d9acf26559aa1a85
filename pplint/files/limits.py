"""What every reader of files agrees on: limits, how a listing looks, and why something was not read."""

from __future__ import annotations

from pplint.records import NamedTuple

MAX_FILE_BYTES = 50_000_000
MAX_TOTAL_BYTES = 2_000_000_000
MAX_FILES = 500_000
MAX_DEPTH = 64

# Of an archive, be it a solution's zip or one that lies inside a solution.
MAX_ARCHIVE_BYTES = 256_000_000
MAX_MEMBERS = 10_000
MAX_UNPACKED_BYTES = 256_000_000
MAX_RATIO = 200
RATIO_FROM = 1_000_000
"""A member below this size may be packed as tightly as it likes: text of one letter is no attack."""


class Unreadable(Exception):
    """A file or folder that cannot be read; the text says why, in words for a finding."""


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
