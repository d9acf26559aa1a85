"""Members of an archive that is inside a solution (an app's ``.msapp``), read in memory and within limits."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence

from pplint.files.archives import check_directory_size
from pplint.files.limits import (
    MAX_FILE_BYTES,
    MAX_MEMBERS,
    MAX_RATIO,
    MAX_UNPACKED_BYTES,
    RATIO_FROM,
    LimitHit,
    Unreadable,
)
from pplint.files.plain_zips import plain_members, read_plain
from pplint.typed import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from zipfile import ZipFile


def read_members(
    raw: bytes,
    path: str,
    notify: Callable[[str], None],
    wanted: Callable[[str], bool] = lambda name: True,
) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each wanted member of a zip, in the archive's order; nothing is written anywhere.

    Members that are encrypted, damaged, compressed too tightly or beyond the limits are left out and
    reported to ``notify``, perhaps several times in the same words. Sizes are counted while inflating, not
    taken from the headers.
    """
    try:
        check_directory_size(raw)
        plain = plain_members(raw)
        archive = _open(raw) if plain is None else None
        members: Sequence[Listed] = archive.infolist() if archive is not None else plain or []
    except LimitHit as error:
        notify(f"{path!r} was not searched: it {error}")
        return
    except (Unreadable, LookupError, ValueError, OSError, NotImplementedError, RuntimeError):
        notify(f"{path!r} cannot be read as an archive, so its members were not searched")
        return
    if len(members) > MAX_MEMBERS:
        notify(f"{path!r} has more than {MAX_MEMBERS:,} members; the rest was not searched")
    left = MAX_UNPACKED_BYTES
    for number, member in enumerate(members[:MAX_MEMBERS]):
        # A name may be empty, which is_dir() does not survive.
        if member.filename.endswith("/") or not member.filename or not wanted(member.filename):
            continue
        if member.flag_bits & 1:
            notify(f"{path!r} has encrypted members, which were not searched")
            continue
        limit = min(left, MAX_FILE_BYTES, max(member.compress_size * MAX_RATIO, RATIO_FROM))
        body = read_plain(raw, plain[number], limit) if plain is not None else None
        if body is None:
            # A plain archive may have a member that is not, or is damaged.
            try:
                archive = archive or _open(raw)
                body = _read(archive, number, limit + 1)
            except ValueError:
                body = None
        if body is None:
            notify(f"{path!r} has damaged members, which were not searched")
            continue
        if len(body) > limit:
            notify(f"{path!r} has members that unpack beyond the limits; they were not searched")
            left -= limit
            if left <= 0:
                return
            continue
        left -= len(body)
        yield member.filename, body


class Listed(Protocol):
    """A member as the archive's directory describes it."""

    @property
    def filename(self) -> str: ...
    @property
    def flag_bits(self) -> int: ...
    @property
    def compress_size(self) -> int: ...


def _open(raw: bytes) -> ZipFile:
    # Imported late: it takes ten milliseconds, and only unusual archives need it.
    from io import BytesIO
    from zipfile import BadZipFile, ZipFile

    try:
        return ZipFile(BytesIO(raw))
    except BadZipFile as error:
        raise ValueError(str(error)) from error


def _read(archive: ZipFile, number: int, limit: int) -> bytes | None:
    """The first bytes of a member, by ``zipfile``; ``None`` if it is damaged."""
    from zipfile import BadZipFile

    try:
        with archive.open(archive.infolist()[number]) as file:
            return file.read(limit)
    except (
        BadZipFile,
        zlib.error,
        EOFError,
        LookupError,
        ValueError,
        OSError,
        NotImplementedError,
        RuntimeError,
    ):
        return None
