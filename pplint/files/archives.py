"""Zip archives in memory: members that are safe to read, within limits, and the reasons for those that are not."""

from __future__ import annotations

import zlib
from io import BytesIO
from stat import S_ISLNK

from pplint.files.limits import (
    EMPTY_LISTING,
    MAX_ARCHIVE_BYTES,
    MAX_DEPTH,
    MAX_FILE_BYTES,
    MAX_MEMBERS,
    MAX_RATIO,
    MAX_UNPACKED_BYTES,
    RATIO_FROM,
    LimitHit,
    Listing,
    Unreadable,
)
from pplint.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from zipfile import ZipInfo

CHUNK = 1 << 16
NESTED = (".zip", ".7z", ".rar", ".cab", ".tar", ".gz")

_DIRECTORY_END = b"PK\x05\x06"
_LOCATOR_64 = b"PK\x06\x07"
_BYTES_A_MEMBER = 300
"""Bytes that an archive's directory may use for each member; names in a solution seldom reach 150."""


class Archive:
    """The readable members of a zip. Raises ``Unreadable`` for a file that is not a zip or exceeds the limits.

    ``refused`` are (member's name, reason) for members that no real export contains; ``nested`` are names of
    archives inside this one. Neither is read.
    """

    def __init__(self, raw: bytes) -> None:
        from zipfile import BadZipFile, ZipFile

        self.refused: list[tuple[str, str]] = []
        self.nested: list[str] = []
        self._members: dict[str, ZipInfo] = {}
        check_directory_size(raw)
        try:
            self._file = ZipFile(BytesIO(raw))
            infos = self._file.infolist()
        except (BadZipFile, NotImplementedError, ValueError, OSError, OverflowError) as error:
            raise Unreadable("is not a zip archive, or a damaged one") from error
        if len(infos) > MAX_MEMBERS:
            raise LimitHit(f"has {len(infos):,} members, more than the limit of {MAX_MEMBERS:,}")
        for info in infos:
            self._add(info)
        total = sum(info.file_size for info in self._members.values())
        if total > MAX_UNPACKED_BYTES:
            raise LimitHit(f"would unpack to {total:,} bytes, more than the limit of {MAX_UNPACKED_BYTES:,}")
        self._listings = _list_folders(self._members)

    def _add(self, info: ZipInfo) -> None:
        # ``filename`` is already tidied: cut at a NUL, and with other separators on Windows.
        name = info.orig_filename
        is_folder = name.endswith("/")
        reason = _fault_of_name(name) or ("" if is_folder else _fault_of(info))
        if not reason and name in self._members:
            reason = "occurs a second time"
        if reason:
            self.refused.append((name, reason))
        elif name.lower().endswith(NESTED):
            self.nested.append(name)
        elif not is_folder:
            self._members[name] = info

    def list(self, folder: str) -> Listing:
        """The names in a folder of the archive, as ``Tree.list`` gives them."""
        return self._listings.get(folder, EMPTY_LISTING)

    def size(self, name: str) -> int:
        """The size of a member as the archive declares it; 0 if there is no such member."""
        info = self._members.get(name)
        return info.file_size if info is not None else 0

    def read(self, name: str) -> bytes:
        """The bytes of a member, never more than the archive declares. Raises ``Unreadable``."""
        from zipfile import BadZipFile

        info = self._members.get(name)
        if info is None:
            raise Unreadable("is not a member of the archive that can be read")
        if info.file_size > MAX_FILE_BYTES:
            raise LimitHit(f"has {info.file_size:,} bytes, more than the limit of {MAX_FILE_BYTES:,}")
        chunks = []
        try:
            with self._file.open(info) as member:
                while chunk := member.read(CHUNK):
                    chunks.append(chunk)
        except (
            *(BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError, IndexError),
            zlib.error,
        ) as error:
            raise Unreadable("is damaged: the archive does not hold what it says") from error
        return b"".join(chunks)


def _fault_of_name(name: str) -> str:
    parts = name.removesuffix("/").split("/")
    if "\\" in name or name[1:2] == ":":
        return "has a backslash or a drive in its name"
    if name.startswith("/"):
        return "has an absolute name"
    if ".." in parts:
        return "has a name that leads out of the archive"
    if not all(parts) or "." in parts or any(character < " " for character in name):
        return "has a name that is not a plain path"
    return "is nested too deeply" if len(parts) > MAX_DEPTH else ""


def _fault_of(info: ZipInfo) -> str:
    if info.flag_bits & 1:
        return "is encrypted"
    if S_ISLNK(info.external_attr >> 16):
        return "is a symbolic link"
    if info.compress_type not in (0, 8):
        return f"is packed with method {info.compress_type}, which no export uses"
    if info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * max(info.compress_size, 1):
        return f"would unpack to more than {MAX_RATIO} times its size"
    return ""


def _list_folders(members: dict[str, ZipInfo]) -> dict[str, Listing]:
    folders: dict[str, set[str]] = {"": set()}
    files: dict[str, list[str]] = {}
    for name in members:
        folder, _, file = name.rpartition("/")
        files.setdefault(folder, []).append(file)
        while folder:
            parent, _, child = folder.rpartition("/")
            folders.setdefault(folder, set())
            children = folders.setdefault(parent, set())
            if child in children:
                break
            children.add(child)
            folder = parent
    return {
        folder: Listing(tuple(sorted(children)), tuple(sorted(files.get(folder, ()))))
        for folder, children in folders.items()
    }


def check_directory_size(raw: bytes) -> None:
    """Refuse a directory that is too large before the standard library creates an object for each entry."""
    if len(raw) > MAX_ARCHIVE_BYTES:
        raise LimitHit(f"has {len(raw):,} bytes, more than the limit of {MAX_ARCHIVE_BYTES:,}")
    at = len(raw) - 22
    if raw[max(at, 0) : at + 4] != _DIRECTORY_END or raw[-2:] != b"\0\0":
        at = raw.rfind(_DIRECTORY_END, max(0, len(raw) - 22 - 65_535))
    if at < 0:
        raise Unreadable("is not a zip archive")
    if at >= 20 and raw[at - 20 : at - 16] == _LOCATOR_64:
        raise Unreadable("is a ZIP64 archive, which no export within the limits needs")
    size = int.from_bytes(raw[at + 12 : at + 16], "little")
    if size > MAX_MEMBERS * _BYTES_A_MEMBER:
        raise LimitHit(f"has a directory of {size:,} bytes, more than {MAX_MEMBERS:,} members need")
