"""Reads bytes from folders, archives and unsaved text. Only this module has the limits and the policy on links.

It is a little long, to keep the policy on links and limits in one place.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterable, Mapping
from fnmatch import translate

from pplint.files.limits import (
    EMPTY_LISTING,
    MAX_ARCHIVE_BYTES,
    MAX_DEPTH,
    MAX_FILE_BYTES,
    MAX_FILES,
    MAX_TOTAL_BYTES,
    LimitHit,
    Listing,
    Unreadable,
    join,
)
from pplint.files.opening import OpenFolder, read_exactly
from pplint.files.paths import folders_of, is_below
from pplint.text import sanitise
from pplint.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from pplint.files.archives import Archive


SHARED_BYTES = 8_000_000
SHARED_FILE = 100_000
"""How much of files that are asked for again stays in memory, and of how large ones: a large one takes long by itself."""
_is_junction = getattr(os.DirEntry, "is_junction", None) if os.name == "nt" else None
"""Only Windows has these; Python supports them since 3.12."""


class Tree:
    """Read access to everything below ``root``, an absolute path. All paths are relative to it, with ``/``.

    A path is read only if the listings of its folders lead to it: not with ``..``, not through a link, and not an
    excluded one, even if it is named.

    Symbolic links and junctions are never followed; ``links`` lists those found. ``overlay`` has texts
    that replace files. ``exclude`` are globs of paths that pplint treats as missing, ``excludes_used`` those
    that matched so far. A zip that was mounted is a folder whose name ends with ``!``. Each limit that is hit is noted
    once in ``notifications``. ``is_trusted`` is for searching the user's own machine, where folders on the way may be
    links.
    """

    can_read_again = True
    """Whether files stay in place while the tree is in use, so that their content can be released."""

    def __init__(
        self,
        root: str,
        exclude: tuple[str, ...] = (),
        overlay: Mapping[str, bytes] | None = None,
        is_trusted: bool = False,
    ) -> None:
        self.root = root
        self.is_trusted = is_trusted
        self._prefix = root if root.endswith(os.sep) else root + os.sep
        self.overlay = dict(overlay or {})
        self._overlaid = folders_of(self.overlay)
        self.notifications: list[str] = []
        self.links: list[str] = []
        self._listings: dict[str, Listing] = {}
        self._archives: dict[str, Archive] = {}
        self._shared: dict[str, bytes] = {}
        self._room = SHARED_BYTES
        self._total = 0
        self._count = 0
        self.excludes_used: set[str] = set()
        self._excluded = _matcher(exclude, self.excludes_used)
        self._led: dict[str, bool] = {}
        self._folder = OpenFolder(self._prefix)
        self.unreadable_folders: list[tuple[str, str]] = []
        self.stamps: dict[str, tuple[int, int]] | None = None
        """The modification time (in nanoseconds) and size of each file that was read, for those who ask with a dict."""
        self.special: list[str] = []
        """Devices, pipes and sockets, which are never opened."""

    def absolute(self, path: str) -> str:
        """The absolute path of a file on disk."""
        return self._prefix + (path if os.sep == "/" else path.replace("/", os.sep)) if path else self.root

    def is_excluded(self, path: str) -> bool:
        """Whether the user excluded the file or folder."""
        return self._excluded is not None and self._excluded(path)

    def keep(self, paths: Iterable[str]) -> None:
        """Include ``paths``, everything below them and the folders that lead to them, even if excluded."""
        kept = tuple(dict.fromkeys(path for path in paths if path))
        matches = self._excluded
        if matches is None or not kept:
            return

        def excluded(path: str) -> bool:
            if any(is_below(path, name) or is_below(name, path) for name in kept):
                return False
            return matches(path)

        self._excluded = excluded

    def mount(self, path: str) -> Archive:
        """Open the zip at ``path``, so that ``path + "!"`` is a folder. Raises ``Unreadable``."""
        # It imports zipfile, and most repositories have no archive.
        from pplint.files.archives import Archive

        archive = self._archives[path + "!"] = Archive(self._read_file(path, MAX_ARCHIVE_BYTES))
        return archive

    def _in_archive(self, path: str) -> tuple[Archive, str] | None:
        """The mounted archive that ``path`` is in, and the name in it."""
        for folder, archive in self._archives.items():
            if is_below(path, folder):
                return archive, path[len(folder) + 1 :]
        return None

    def list(self, folder: str) -> Listing:
        """The names in ``folder``; empty if it is not a folder. Each folder is read once."""
        listing = self._listings.get(folder)
        if listing is None:
            inside = self._in_archive(folder) if self._archives else None
            listing = (
                self._scan(folder) if inside is None else self._allowed(folder, inside[0].list(inside[1]))
            )
            more = self._overlaid.get(folder)
            if more is not None:
                listing = Listing(*(tuple(sorted({*a, *b})) for a, b in zip(listing, more, strict=True)))
            self._listings[folder] = listing
        return listing

    def _allowed(self, folder: str, listing: Listing) -> Listing:
        excluded = self._excluded
        if excluded is None:
            return listing
        folders, files = (tuple(n for n in names if not excluded(join(folder, n))) for names in listing)
        return Listing(folders, files)

    def _leads_to_folder(self, folder: str) -> bool:
        """Whether listings lead to a folder, so that its path has no link and does not leave the root."""
        known = self.is_trusted or self._led.get(folder)
        if known is None:
            parent, _, name = folder.rpartition("/")
            known = not folder or (self._leads_to_folder(parent) and name in self.list(parent).folders)
            self._led[folder] = known
        return known

    def _scan(self, folder: str) -> Listing:
        if not self._leads_to_folder(folder):
            return EMPTY_LISTING
        if folder.count("/") > MAX_DEPTH:
            self.notify(f"folders below {folder!r} are nested deeper than {MAX_DEPTH} and were not read")
            return EMPTY_LISTING
        folders: list[str] = []
        files: list[str] = []
        try:
            with os.scandir(self.absolute(folder)) as entries:
                for entry in entries:
                    try:
                        # In this order, since most are files, and no file is a link.
                        if entry.is_file(follow_symlinks=False):
                            files.append(entry.name)
                        elif (_is_junction is not None and _is_junction(entry)) or entry.is_symlink():
                            self.links.append(join(folder, entry.name))
                        elif entry.is_dir(follow_symlinks=False):
                            folders.append(entry.name)
                        else:
                            self.special.append(join(folder, entry.name))
                    except OSError:
                        continue
        except NotADirectoryError:
            return EMPTY_LISTING
        except OSError as error:
            if not isinstance(error, FileNotFoundError):
                self.unreadable_folders.append((folder, error.strerror or "cannot be read"))
            return EMPTY_LISTING
        folders.sort()
        files.sort()
        listing = self._allowed(folder, Listing(tuple(folders), tuple(files)))
        self._count += len(listing.files)
        if self._count > MAX_FILES:
            self.notify(f"more than {MAX_FILES:,} files; the others were not read")
            return EMPTY_LISTING
        if listing.folders:
            prefix = folder + "/" if folder else ""
            for name in listing.folders:
                self._led[prefix + name] = True
        return listing

    def read(self, path: str) -> bytes:
        """The bytes of a file. Raises ``Unreadable``, with the reason, for anything but a regular file within limits."""
        if path in self.overlay:
            return self.overlay[path]
        inside = self._in_archive(path) if self._archives else None
        try:
            if inside is None:
                return self._read_file(path, MAX_FILE_BYTES)
            self._spend(inside[0].size(inside[1]), MAX_FILE_BYTES)
            return inside[0].read(inside[1])
        except LimitHit as error:
            self.notify(f"{path!r} was not read: it {error}")
            raise

    def read_shared(self, path: str) -> bytes:
        """The bytes of a file that others in the run ask for, too: kept for them while there is room."""
        raw = self._shared.get(path)
        if raw is None:
            raw = self.read(path)
            if len(raw) <= min(SHARED_FILE, self._room):
                self._shared[path] = raw
                self._room -= len(raw)
        return raw

    @property
    def bytes_read(self) -> int:
        """How many bytes were read so far; a run has a limit."""
        return self._total

    @bytes_read.setter
    def bytes_read(self, count: int) -> None:
        self._total = count

    def read_again(self, path: str) -> bytes:
        """The bytes of a file that was read before, which do not count towards the limits again."""
        total = self._total
        self._total = 0
        try:
            return self.read(path)
        finally:
            self._total = total

    def start_again(self, overlay: Mapping[str, bytes]) -> None:
        """Prepare for another run: the same folders, another overlay, and the read limit starts at zero."""
        self.overlay = dict(overlay)
        self._shared, self._room = {}, SHARED_BYTES
        # A folder that was made anew since has the same name, and what is open is the old one.
        self._folder.close()
        self._total = 0

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders that were listed so far."""
        return tuple(self._listings)

    def _spend(self, size: int, limit: int) -> None:
        if size > limit:
            raise LimitHit(f"has {size:,} bytes, more than the limit of {limit:,}")
        self._total += size
        if self._total > MAX_TOTAL_BYTES:
            raise LimitHit(f"would exceed the limit of {MAX_TOTAL_BYTES:,} bytes read in one run")

    def _read_file(self, path: str, limit: int) -> bytes:
        folder, _, name = path.rpartition("/")
        if not self._leads_to_folder(folder) or name not in self.list(folder).files:
            raise Unreadable(self._why_not_listed(path))
        try:
            descriptor = self._folder.open(folder, name)
        except OSError as error:
            raise Unreadable(_reason(error)) from error
        try:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise Unreadable("is not a regular file")
            self._spend(status.st_size, limit)
            if self.stamps is not None:
                self.stamps[path] = status.st_mtime_ns, status.st_size
            return read_exactly(descriptor, status.st_size)
        except OSError as error:
            raise Unreadable(_reason(error)) from error
        finally:
            os.close(descriptor)

    def _why_not_listed(self, path: str) -> str:
        parts = path.split("/")
        if ".." in parts or os.path.isabs(path):
            return "is outside the repository and was not read"
        ways = ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
        if any(way in self.links for way in ways):
            return "is a symbolic link, or behind one, and was not read"
        if path in self.special:
            return "is a device, a pipe or a socket, and was not read"
        if any(map(self.is_excluded, ways)):
            return "is excluded and was not read"
        return "does not exist, or is not a regular file"

    def is_there(self, path: str) -> bool:
        """Whether anything of that name exists, including links, devices and files that may not be read."""
        return self.exists(path) or path in self.special or self.is_behind_link(path)

    def is_behind_link(self, path: str) -> bool:
        """Whether a path is a link, or leads through one."""
        parts = path.split("/")
        ways = ["/".join(parts[:count]) for count in range(len(parts) + 1)]
        for folder in ways[:-1]:
            self.list(folder)
        return any(way in self.links for way in ways)

    def exists(self, path: str) -> bool:
        """Whether ``path`` is a file that ``read`` would accept, with exactly this spelling."""
        folder, _, name = path.rpartition("/")
        return name in self.list(folder).files or path in self.overlay

    def notify(self, text: str) -> None:
        """Note that a limit was hit, once."""
        text = sanitise(text, 0)
        if text not in self.notifications:
            self.notifications.append(text)


def _reason(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "may not be read (permission denied)"
    return f"cannot be read ({error.strerror or type(error).__name__})"


def _matcher(globs: tuple[str, ...], used: set[str]) -> Callable[[str], bool] | None:
    """Whether a path is excluded; globs that matched are added to ``used``."""
    if not globs:
        return None
    single = {}
    for written in globs:
        glob = written.replace("\\", "/").removeprefix("./").rstrip("/")
        # A glob without a slash means the name at any depth, as in .gitignore and ruff.
        variants = [glob] if "/" in glob else [glob, f"*/{glob}"]
        if glob.startswith("**/"):
            variants.append(glob[3:])
        if glob.endswith("/**"):
            variants.append(glob[:-3])
        single[written] = "|".join(translate(end) for v in variants for end in (v, v + "/*"))
    compiled = re.compile("|".join(single.values()))

    def excluded(path: str) -> bool:
        if compiled.match(path) is None:
            return False
        if len(used) < len(single):
            # Paths below an excluded folder are not checked, so globs for them count as used.
            used.update(
                glob
                for glob, pattern in single.items()
                if glob not in used and (glob.startswith(path + "/") or re.match(pattern, path))
            )
        return True

    return excluded
