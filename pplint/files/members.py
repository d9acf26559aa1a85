"""Members of an archive that is inside a solution (an app's ``.msapp``), read in memory and within limits."""

from __future__ import annotations

from collections.abc import Callable, Iterator

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


def read_members(
    raw: bytes,
    path: str,
    notify: Callable[[str], None],
    wanted: Callable[[str], bool] = lambda name: True,
) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each wanted member of a zip, in the archive's order; nothing is written anywhere.

    What is encrypted, damaged, nested too deeply in compression or beyond the limits is left out and said to
    ``notify``, perhaps several times in the same words. Sizes are counted while inflating, not taken from the headers.
    """
    import zipfile
    import zlib
    from io import BytesIO

    try:
        check_directory_size(raw)
        archive = zipfile.ZipFile(BytesIO(raw))
        members = archive.infolist()
    except LimitHit as error:
        notify(f"{path!r} was not searched: it {error}")
        return
    except (
        *(Unreadable, zipfile.BadZipFile, LookupError, ValueError),
        *(OSError, NotImplementedError, RuntimeError),
    ):
        notify(f"{path!r} is no archive that can be read, so its members were not searched")
        return
    if len(members) > MAX_MEMBERS:
        notify(f"{path!r} has more than {MAX_MEMBERS:,} members; the rest was not searched")
    left = MAX_UNPACKED_BYTES
    for member in members[:MAX_MEMBERS]:
        # A name may be empty, which is_dir() does not survive.
        if member.filename.endswith("/") or not member.filename or not wanted(member.filename):
            continue
        if member.flag_bits & 1:
            notify(f"{path!r} has encrypted members, which were not searched")
            continue
        limit = min(left, MAX_FILE_BYTES, max(member.compress_size * MAX_RATIO, RATIO_FROM))
        try:
            with archive.open(member) as file:
                body = file.read(limit + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            LookupError,
            ValueError,
            OSError,
            NotImplementedError,
            RuntimeError,
        ):
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
