"""Notes what a run reads, by which a later one can tell that it would read the same."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from itertools import islice, takewhile

from pplint.digest import digest_of
from pplint.files.limits import Listing, Unreadable
from pplint.files.tree import Tree
from pplint.records import NamedTuple
from pplint.typed import TypeVar

_State = TypeVar("_State")

_ENDINGS = (".json", ".xml", ".zip", ".yml", ".yaml", ".toml", ".jsonl", ".msapp")
"""A link with such a name may be reported by where it leads."""


class Footprint(NamedTuple):
    """Folders and files that were read, by path: the digest of a listing; the size and the digest of a content.

    ``is_complete`` is false where something counted that is not in it: what is behind a link, what may not be read, a
    limit, or a file that changed while it was read.
    """

    folders: Mapping[str, str]
    files: Mapping[str, tuple[int, str]]
    is_complete: bool = True


class RecordingTree(Tree):
    """A tree on disk that notes what it reads. That takes a thousandth of a second for each megabyte."""

    def __init__(self, root: str, exclude: tuple[str, ...] = ()) -> None:
        super().__init__(root, exclude)
        self._read_folders: dict[str, str] = {}
        self._read_files: dict[str, tuple[int, str]] = {}
        self._is_complete = True
        self._taken = 0, 0

    @property
    def footprint(self) -> Footprint:
        """What was read so far."""
        return Footprint(self._read_folders, self._read_files, self._is_complete)

    def take(self) -> Footprint:
        """What was read since the last call, for the process that notes all of it."""
        folders, files = self._taken
        self._taken = len(self._read_folders), len(self._read_files)
        return Footprint(
            dict(islice(self._read_folders.items(), folders, None)),
            dict(islice(self._read_files.items(), files, None)),
            self._is_complete,
        )

    def add(self, footprint: Footprint) -> None:
        """Note what another process has read."""
        for folder, digest in footprint.folders.items():
            self._note(self._read_folders, folder, digest)
        for path, state in footprint.files.items():
            self._note(self._read_files, path, state)
        self._is_complete &= footprint.is_complete

    def _note(self, known: dict[str, _State], path: str, state: _State) -> None:
        if known.setdefault(path, state) != state:
            self._is_complete = False

    def _allowed(self, folder: str, listing: Listing) -> Listing:
        if self._in_archive(folder) is None:
            # With what is excluded: a name more may be what an exclude is for. With links, which are found just before,
            # in the order in which they are reported.
            links = takewhile(lambda link: link.rpartition("/")[0] == folder, reversed(self.links))
            text = "\0\0".join(map("\0".join, (*listing, links)))
            self._note(self._read_folders, folder, digest_of(os.fsencode(text)))
        return super()._allowed(folder, listing)

    def _scan(self, folder: str) -> Listing:
        links, before = len(self.links), self._unusual()
        listing = super()._scan(folder)
        if self._unusual() != before or (self._leads_to_folder(folder) and folder not in self._read_folders):
            # The latter has gone since the folder above it was listed.
            self._is_complete = False
        for link in self.links[links:]:
            path = self.absolute(link)
            # Nothing is said about others, such as the links to programs in a folder of packages.
            if link.lower().endswith(_ENDINGS) or os.path.isdir(path):
                self._is_complete = False
        return listing

    def _unusual(self) -> tuple[int, ...]:
        return len(self.special), len(self.unreadable_folders), len(self.notifications)

    def _read_file(self, path: str, limit: int) -> bytes:
        try:
            content = super()._read_file(path, limit)
        except Unreadable:
            # Whether there is a file of that name is in the listings.
            if self.exists(path):
                self._is_complete = False
            raise
        self._note(self._read_files, path, (len(content), digest_of(content)))
        return content


def still_holds(footprint: Footprint, root: str) -> bool:
    """Whether everything below ``root`` that was read is as it was then, by its content."""
    times = []
    # Most changes show in a size, for which nothing has to be read.
    for path, (size, _) in footprint.files.items():
        try:
            status = os.stat(os.path.join(root, path))
        except OSError:
            return False
        if status.st_size != size:
            return False
        times.append((-status.st_mtime_ns, path))
    tree = RecordingTree(root)
    return (
        _reads(tree.list, footprint.folders, tree.footprint.folders)
        # What was written last has most likely changed.
        and _reads(
            tree.read, {path: footprint.files[path] for _, path in sorted(times)}, tree.footprint.files
        )
        and tree.footprint.is_complete
    )


def _reads(
    read: Callable[[str], object], expected: Mapping[str, _State], found: Mapping[str, _State]
) -> bool:
    """Whether each of these is read as it is expected."""
    for path, state in expected.items():
        try:
            read(path)
        except Unreadable:
            return False
        if found.get(path) != state:
            return False
    return True
