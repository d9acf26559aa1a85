"""Opens files below a folder without following links, and reads no more than the announced size."""

from __future__ import annotations

import errno
import os
import stat


class OpenFolder:
    """Opens files relative to their folder's descriptor, so that no folder on the way is a link when it is opened.

    The folder used last and those that lead to it stay open, since files are read folder by folder.
    """

    def __init__(self, root: str) -> None:
        self._root = root
        self._path: str | None = None
        self._way: list[str] = []
        self._descriptors: list[int] = []
        """Of the root, and of each folder on the way."""

    def open(self, folder: str, name: str) -> int:
        """A descriptor of the file. Raises ``OSError``, also where a part of the path is a link."""
        if os.open not in os.supports_dir_fd:
            return self._open_checked(folder, name, _FILE)
        if folder != self._path:
            self._walk(folder)
        return os.open(name, _FILE, dir_fd=self._descriptors[-1])

    def _walk(self, folder: str) -> None:
        self._path = None
        if not self._descriptors:
            # The user named the root itself, so it may be a link.
            self._descriptors.append(os.open(self._root, os.O_RDONLY | os.O_DIRECTORY))
        parts = folder.split("/") if folder else []
        shared = 0
        for old, new in zip(self._way, parts, strict=False):
            if old != new:
                break
            shared += 1
        self._close_below(shared)
        for part in parts[shared:]:
            flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
            self._descriptors.append(os.open(part, flags, dir_fd=self._descriptors[-1]))
            self._way.append(part)
        self._path = folder

    def _close_below(self, depth: int) -> None:
        """Close the folders that are deeper on the way than so many."""
        while len(self._descriptors) > depth + 1:
            os.close(self._descriptors.pop())
        del self._way[max(depth, 0) :]

    def _open_checked(self, folder: str, name: str, flags: int) -> int:
        """Where files cannot be opened relative to a folder (Windows), each part is checked first."""
        path = self._root.rstrip(os.sep)
        for part in (*folder.split("/"), name) if folder else (name,):
            path = os.path.join(path + os.sep, part)
            status = os.lstat(path)
            is_junction = getattr(status, "st_reparse_tag", 0) in _LINK_TAGS
            if stat.S_ISLNK(status.st_mode) or is_junction:
                raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        return os.open(path, flags)

    def close(self) -> None:
        """Close the folders."""
        self._close_below(-1)
        self._path = None

    def __del__(self) -> None:
        self.close()


_FILE = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_LINK_TAGS = (0xA0000003, 0xA000000C)
"""Junctions and symbolic links. Source: Microsoft, Reparse Point Tags."""


def read_exactly(descriptor: int, size: int) -> bytes:
    """``size`` bytes, or fewer where the file ends; a file that grows meanwhile is read only up to ``size``."""
    raw = os.read(descriptor, size)
    if len(raw) == size:
        return raw
    chunks = [raw]
    left = size - len(raw)
    while left > 0 and (raw := os.read(descriptor, left)):
        chunks.append(raw)
        left -= len(raw)
    return b"".join(chunks)
