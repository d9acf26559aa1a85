"""Where bytes come from: folders, archives, unsaved text. Limits and the policy on links live here alone."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from fnmatch import translate
from typing import NamedTuple

MAX_FILE_BYTES = 50_000_000
MAX_TOTAL_BYTES = 2_000_000_000
MAX_FILES = 500_000
MAX_DEPTH = 64


class Unreadable(Exception):
    """A file or folder that cannot be read; the text says why, in words for a finding."""


class Listing(NamedTuple):
    """Names in a folder, sorted; links and special files left out."""

    folders: tuple[str, ...]
    files: tuple[str, ...]


_EMPTY = Listing((), ())


def join(folder: str, name: str) -> str:
    """``folder/name``, where the empty folder is the root."""
    return f"{folder}/{name}" if folder else name


class Tree:
    """Read access to everything below ``root``, an absolute path. All paths are relative to it, with ``/``.

    Symbolic links and junctions are never followed. ``overlay`` holds texts that take the place of files.
    ``exclude`` are globs of paths that do not exist for pplint. Each limit that is hit is noted once in
    ``notifications``.
    """

    def __init__(
        self, root: str, exclude: tuple[str, ...] = (), overlay: Mapping[str, bytes] | None = None
    ) -> None:
        self.root = root
        self.overlay = dict(overlay or {})
        self.notifications: list[str] = []
        self._listings: dict[str, Listing] = {}
        self._total = 0
        self._count = 0
        self._excluded = _matcher(exclude)
        self.unreadable_folders: list[tuple[str, str]] = []

    def absolute(self, path: str) -> str:
        """The absolute path of a file on disk."""
        return os.path.join(self.root, *path.split("/")) if path else self.root

    def is_excluded(self, path: str) -> bool:
        """Whether the user said that the file or folder is none of pplint's business."""
        return self._excluded is not None and self._excluded(path)

    def list(self, folder: str) -> Listing:
        """The names in ``folder``; empty where it is no folder. Each folder is read once."""
        listing = self._listings.get(folder)
        if listing is None:
            listing = self._listings[folder] = self._scan(folder)
        return listing

    def _scan(self, folder: str) -> Listing:
        if folder.count("/") > MAX_DEPTH:
            self.notify(f"folders below {folder!r} are nested deeper than {MAX_DEPTH} and were not read")
            return _EMPTY
        folders: list[str] = []
        files: list[str] = []
        try:
            with os.scandir(self.absolute(folder)) as entries:
                for entry in entries:
                    try:
                        if entry.is_symlink() or (hasattr(entry, "is_junction") and entry.is_junction()):
                            continue
                        is_folder = entry.is_dir(follow_symlinks=False)
                        is_file = not is_folder and entry.is_file(follow_symlinks=False)
                    except OSError:
                        continue
                    if not (is_folder or is_file):
                        continue
                    if self._excluded is not None and self._excluded(join(folder, entry.name)):
                        continue
                    (folders if is_folder else files).append(entry.name)
        except NotADirectoryError:
            return _EMPTY
        except OSError as error:
            if not isinstance(error, FileNotFoundError):
                self.unreadable_folders.append((folder, error.strerror or "cannot be read"))
            return _EMPTY
        self._count += len(files)
        if self._count > MAX_FILES:
            self.notify(f"more than {MAX_FILES:,} files; what lies beyond them was not read")
            return _EMPTY
        return Listing(tuple(sorted(folders)), tuple(sorted(files)))

    def read(self, path: str) -> bytes:
        """The bytes of a file. Raises ``Unreadable``, with the reason, for anything but a regular file within limits."""
        if path in self.overlay:
            return self.overlay[path]
        try:
            flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
            descriptor = os.open(self.absolute(path), flags | getattr(os, "O_NONBLOCK", 0))
        except OSError as error:
            raise Unreadable(_reason(error)) from error
        with open(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise Unreadable("is not a regular file")
            if status.st_size > MAX_FILE_BYTES:
                raise Unreadable(f"has {status.st_size:,} bytes, more than the limit of {MAX_FILE_BYTES:,}")
            self._total += status.st_size
            if self._total > MAX_TOTAL_BYTES:
                raise Unreadable(f"would exceed the limit of {MAX_TOTAL_BYTES:,} bytes read in one run")
            try:
                return file.read()
            except OSError as error:
                raise Unreadable(_reason(error)) from error

    def exists(self, path: str) -> bool:
        """Whether ``path`` is a file that ``read`` would accept, spelt exactly so."""
        folder, _, name = path.rpartition("/")
        return name in self.list(folder).files or path in self.overlay

    def notify(self, text: str) -> None:
        """Note that a limit was hit, once."""
        if text not in self.notifications:
            self.notifications.append(text)


def _reason(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "may not be read (permission denied)"
    return f"cannot be read ({error.strerror or type(error).__name__})"


def _matcher(globs: tuple[str, ...]):  # type: ignore[no-untyped-def]
    if not globs:
        return None
    import re

    patterns = []
    for glob in globs:
        glob = glob.replace("\\", "/").removeprefix("./").rstrip("/")
        # A glob without a slash means the name at any depth, as in .gitignore and ruff.
        variants = [glob] if "/" in glob else [glob, f"*/{glob}"]
        if glob.startswith("**/"):
            variants.append(glob[3:])
        if glob.endswith("/**"):
            variants.append(glob[:-3])
        patterns += [translate(v) for v in variants] + [translate(v + "/*") for v in variants]
    compiled = re.compile("|".join(patterns))
    return lambda path: compiled.match(path) is not None
