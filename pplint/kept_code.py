"""The code of pplint's modules, rules and patterns in one file, which a run reads in place of hundreds of compiled ones.

Finding and opening the compiled files that Python makes costs a tenth of a short run. So the command line keeps the code
that a run needed in one more file beside them (`keeping`), and takes a module from there as long as its source has the
time and the size that it had. In any other case Python loads the module as it always does, and the next run finds it
here. Where that file is none, one is read that came with the wheel, if the Python that built it is this one. This module
comes before all others, so that it imports next to nothing.
"""

from __future__ import annotations

import _imp
import marshal
import os
import sys
from importlib.machinery import SourceFileLoader
from types import CodeType

from pplint import __version__
from pplint.kept_modules import Finder, Taken
from pplint.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    _Maker = Callable[[Any, int], Any]

Key = tuple[str | bytes, int]
BROKEN = (
    OSError,
    ValueError,
    EOFError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
    MemoryError,
)
"""What reading a damaged file raises, or one that another state of this module wrote."""
ROW = 5
"""Numbers for each source: time, size, what it hashes to, whether it is a package, and the block that has its code.

The time is 0 where it is not known, since an installer has written the source after it was compiled.
"""
BLOCK = 3
"""Numbers for each block: where it begins, its length, and what it hashes to."""
HEAD = f"code of pplint {__version__}, {sys.byteorder} {sys.maxsize} {sys.version}\n".encode()
"""What the file begins with: codes of another version or another Python are not read."""
NUMBERS = 24
"""Bytes after the head: what the rest of them and the table hash to, the table's length, and the seal."""
_INSTALLING = 60 * 10**9
"""An installer has written the sources in so many nanoseconds before the file with their code, which comes last."""
_ROOT = os.path.dirname(__file__)


class KeptCode:
    """The file as it was when the run began, and what the run looked for in it."""

    def __init__(self, path: str, from_wheel: str = "") -> None:
        self.path = path
        self.rows: dict[str, int] = {}
        self.values: dict[Key, int] = {}
        self.taken: dict[str, str] = {}
        self.missed: dict[str, str] = {}
        # Times of sources that have another one than in the file, but the same content.
        self.times: dict[str, int] = {}
        # What makes the values that were asked for, and which of them there are none of.
        self.makers: dict[Key, _Maker] = {}
        self.unmade: list[Key] = []
        # Whether there is something in the file that no longer holds.
        self.stale = False
        self._codes: dict[Any, Any] = {}
        self._opened: set[int] = set()
        self.stamp = stamp(path)
        for place in filter(None, (path, from_wheel)):
            try:
                self._read(place)
                break
            except FileNotFoundError:
                pass
            except BROKEN:
                self.stale = self.stale or place == path
        self.is_from_wheel = bool(self.rows) and self._place == from_wheel
        self.stale = self.stale and not self.rows

    def _read(self, place: str) -> None:
        with open(place, "rb", 0) as file:
            found = os.fstat(file.fileno())
            head = file.read(len(HEAD) + NUMBERS)
            digest, size, seal = memoryview(head)[len(HEAD) :].cast("Q")
            if not head.startswith(HEAD) or size > found.st_size:
                raise ValueError
            table = file.read(size)
        if found.st_mtime_ns != seal * 10**9 and hashed(head[len(HEAD) + 8 :] + table) != digest:
            raise ValueError
        names, numbers, values, blocks, length, since = marshal.loads(table)
        self._start = len(head) + size
        if self._start + length != found.st_size:
            raise ValueError
        self._place, self._head, self._seal = place, head, seal * 10**9
        self.since = since or found.st_mtime_ns
        self.numbers, self.blocks = memoryview(numbers).cast("Q"), memoryview(blocks).cast("Q")
        self.rows, self.values = {name: row for row, name in enumerate(names.split())}, {**values}

    def take(self, name: str, path: str = "") -> Taken | None:
        """What is known of a module; ``None`` where Python has to load it.

        A rule, which no package contains, is asked for with its ``path``.
        """
        row = self.rows.get(name)
        if row is not None:
            try:
                time, size, digest, kind, number = self.numbers[row * ROW : (row + 1) * ROW]
                source = path or source_of(name, bool(kind))
                found = os.stat(source)
                if found.st_size == size and (
                    self._is_time(found.st_mtime_ns, time)
                    or self._is_content(name, source, found.st_mtime_ns, digest)
                ):
                    code, needed = self._look(name, number)
                    if code.co_filename != source:
                        # As Python does with code that it read from a compiled file.
                        _imp._fix_co_filename(code, source)  # type: ignore[attr-defined]
                    self.taken[name] = source
                    return code, source, bool(kind), needed
            except BROKEN:
                pass
            self.stale = True
        self.missed[name] = path
        return None

    def _is_time(self, found: int, kept: int) -> bool:
        """Whether a source, in nanoseconds, was last written when its code says, or installed with it."""
        if kept == 0:
            return 0 <= self.since - found <= _INSTALLING
        # A copy (an image's layer, say) may have whole seconds.
        return found == kept or (found % 10**9 == 0 and found // 10**9 == kept // 10**9)

    def _is_content(self, name: str, source: str, time: int, digest: int) -> bool:
        """Whether a source with another time is what was compiled, as after a copy or a change of branches and back."""
        with open(source, "rb") as file:
            is_same = hashed(file.read()) == digest
        if is_same:
            self.times[name] = time
        return is_same

    def value(self, key: Key, make: _Maker) -> Any:
        """What ``make`` made of the key for an earlier run; ``None`` where it could not, or is to do so for the next."""
        self.makers[key] = make
        # Where a source has changed, so may what makes the value.
        number = self.values.get(key) if not self.stale else None
        if number is not None:
            try:
                return self._look(key, number)
            except BROKEN:
                self.stale = True
        self.unmade.append(key)
        return None

    def _look(self, name: Any, number: int) -> Any:
        if number not in self._opened:
            self._opened.add(number)
            self._codes.update(marshal.loads(self.block(number)))
        return self._codes.pop(name)

    def block(self, number: int, is_trusted: bool = True) -> bytes:
        """Codes and values by name, marshalled together since that is read faster than each alone.

        The file was given its time as a seal, so that a change breaks it, and only then are the bytes hashed.
        """
        start, length, digest = self.blocks[number * BLOCK : (number + 1) * BLOCK]
        with open(self._place, "rb", 0) as file:
            # Another process may have put a new file in its place.
            if file.read(len(self._head)) != self._head:
                raise ValueError
            is_trusted = is_trusted and os.fstat(file.fileno()).st_mtime_ns == self._seal
            file.seek(self._start + start)
            block = file.read(length)
        if len(block) != length or not (is_trusted or hashed(block) == digest):
            raise ValueError
        return block

    def is_coarse(self) -> bool:
        """Whether so much was read in vain that it pays to divide the blocks: each code takes as long as two imports."""
        return len(self._codes) * 8 > len(self.taken) + len(self.makers)


def source_of(name: str, is_package: bool) -> str:
    """Where the source of a module of this package is."""
    stem = _ROOT + name.removeprefix("pplint").replace(".", os.sep)
    return f"{stem}{os.sep}__init__.py" if is_package else f"{stem}.py"


def stamp(path: str) -> tuple[int, int, int] | None:
    """What changes when a file is replaced; ``None`` where there is no file."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def hashed(data: bytes) -> int:
    """A number of 64 bits."""
    return int.from_bytes(_imp.source_hash(1, data), "little")


_store: KeptCode | None = None
_finder: Finder | None = None


def use() -> None:
    """Take modules from the file from now on, if Python is one that is known to read compiled files as here."""
    global _store, _finder
    cached = __spec__.cached
    ordinary = type(__spec__.loader) is SourceFileLoader and hasattr(_imp, "_fix_co_filename")
    if _store is not None or cached is None or not ordinary:
        return
    folder, file = os.path.split(cached)
    tail = file.removeprefix("kept_code")
    from_wheel = f"{_ROOT}{os.sep}data{os.sep}joined{tail.removesuffix('pyc')}bin"
    _store = KeptCode(f"{folder}{os.sep}joined{tail}", from_wheel)
    _finder = Finder(_store, tail)
    # At the front: nobody else finds modules of this package, but a hook that wraps others comes later and so before.
    sys.meta_path.insert(0, _finder)


def current() -> KeptCode | None:
    """The file that modules are taken from."""
    return _store


def code_of(name: str, path: str) -> CodeType | None:
    """The code of one of pplint's own rules, if it is known."""
    found = _store.take(name, path) if _store is not None else None
    if found is None or _finder is None:
        return None
    _finder.prepare(found[3])
    return found[0]


def value_of(key: Key, make: _Maker) -> Any:
    """What ``make`` makes of the key, if it did so for an earlier run; else it does it for the next, when this one ends.

    That has to be something that ``marshal`` can write and that comes from pplint alone. ``None`` says that it cannot be
    made, and is kept, too.
    """
    return _store.value(key, make) if _store is not None else None


def ended() -> KeptCode | None:
    """Take no more from the file; what is to be written (`keeping`), if this run loaded something that it lacks."""
    global _store
    store, _store = _store, None
    if store is None:
        return None
    if _finder is not None and _finder in sys.meta_path:
        sys.meta_path.remove(_finder)
    is_new = store.missed or store.unmade or store.times or store.is_from_wheel or store.is_coarse()
    return store if is_new and not sys.dont_write_bytecode else None
