"""The code of pplint's modules, rules and patterns in one file, which a run reads in place of hundreds of compiled ones.

Finding and opening the compiled files that Python makes costs a tenth of a short run. So the command line keeps the code
that a run needed in one more file beside them, and takes a module from there as long as its source has the time and the
size that it had. In any other case Python loads the module as it always does, and the next run finds it here. This
module comes before all others, so that it imports next to nothing.
"""

from __future__ import annotations

import _imp
import marshal
import os
import sys
from importlib.machinery import ModuleSpec, SourceFileLoader
from types import CodeType

from pplint import __version__
from pplint.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    _Maker = Callable[[str, int], Any]

_Row = tuple[int, int, bool, int]
"""Of a source: its time and size, whether it is a package, and the number of the block that has its code."""
_Block = tuple[int, bytes]
"""Codes of modules by name, marshalled together since that is read faster than each alone; and what they hash to."""
_Found = tuple[CodeType, str, bool]
_Key = tuple[str, int]
_BROKEN = (OSError, ValueError, EOFError, TypeError, KeyError, IndexError, AttributeError)
"""What reading a damaged file raises, or one that another state of this module wrote."""
_ROOT = os.path.dirname(__file__)
_HEAD = f"code of pplint {__version__}, {sys.version}\n".encode()
"""What the file begins with: codes of another version or another Python are not read."""


class KeptCode:
    """The file as it was when the run began, and what the run looked for in it."""

    def __init__(self, path: str, tail: str) -> None:
        self.path = path
        self.tail = tail
        self.rows: dict[str, _Row] = {}
        self.blocks: list[_Block] = []
        self.values: dict[_Key, int] = {}
        self.taken: dict[str, str] = {}
        self.missed: dict[str, str] = {}
        # What makes the values that were asked for, and which of them there are none of.
        self.makers: dict[_Key, _Maker] = {}
        self.unmade: list[_Key] = []
        # Whether there is something in the file that no longer holds.
        self.stale = False
        self._codes: dict[Any, Any] = {}
        self._opened: set[int] = set()
        self.stamp = _stamp(path)
        if self.stamp is not None:
            try:
                self._read()
            except _BROKEN:
                self.stale = True

    def _read(self) -> None:
        with open(self.path, "rb") as file:
            data = file.read()
        start = len(_HEAD) + 16
        size, digest = (int.from_bytes(data[at : at + 8], "little") for at in (start - 16, start - 8))
        table = data[start : start + size]
        if not data.startswith(_HEAD) or _hash(table) != digest:
            raise ValueError
        rows, values, lengths = marshal.loads(table)
        blocks, end = [], start + size
        for length, digest in lengths:
            blocks.append((digest, data[end : end + length]))
            end += length
        if end != len(data):
            raise ValueError
        self.rows, self.values, self.blocks = {**rows}, {**values}, blocks

    def take(self, name: str, path: str = "") -> _Found | None:
        """The code of a module, the path of its source and whether it is a package; ``None`` where Python has to load it.

        A rule, which no package contains, is asked for with its ``path``.
        """
        row = self.rows.get(name)
        if row is not None:
            try:
                time, size, is_package, number = row
                source = path or _source(name, is_package)
                found = os.stat(source)
                if found.st_size == size and _same_time(found.st_mtime_ns, time):
                    code = self._look(name, number)
                    if code.co_filename != source:
                        # As Python does with code that it read from a compiled file.
                        _imp._fix_co_filename(code, source)  # type: ignore[attr-defined]
                    self.taken[name] = source
                    return code, source, is_package
            except _BROKEN:
                pass
            self.stale = True
        self.missed[name] = path
        return None

    def value(self, key: _Key, make: _Maker) -> Any:
        """What ``make`` made of the key for an earlier run; ``None`` where it could not, or is to do so for the next."""
        self.makers[key] = make
        number = self.values.get(key)
        if number is not None:
            try:
                return self._look(key, number)
            except _BROKEN:
                self.stale = True
        self.unmade.append(key)
        return None

    def _look(self, name: Any, number: int) -> Any:
        if number not in self._opened:
            self._opened.add(number)
            digest, block = self.blocks[number]
            if _hash(block) != digest:
                raise ValueError
            self._codes.update(marshal.loads(block))
        return self._codes.pop(name)

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """What Python asks for each module that it is to import."""
        found = self.take(name) if name.startswith("pplint.") else None
        if found is None:
            return None
        code, source, is_package = found
        loader = _Loader(name, source)
        loader.kept = code
        spec = ModuleSpec(name, loader, origin=source, is_package=is_package)
        spec.has_location = True
        folder, file = os.path.split(source)
        if sys.pycache_prefix is None:
            # As Python would say it, which takes it longer.
            spec.cached = f"{folder}{os.sep}__pycache__{os.sep}{file[:-3]}{self.tail}"
        if spec.submodule_search_locations is not None:
            spec.submodule_search_locations.append(folder)
        return spec


class _Loader(SourceFileLoader):
    """Python's own, but for where the code comes from; tracebacks and resources are read from the source as ever."""

    kept: CodeType | None = None

    def get_code(self, fullname: str) -> CodeType | None:
        code, self.kept = self.kept, None
        return code or super().get_code(fullname)


def _source(name: str, is_package: bool) -> str:
    stem = _ROOT + name.removeprefix("pplint").replace(".", os.sep)
    return f"{stem}{os.sep}__init__.py" if is_package else f"{stem}.py"


def _stamp(path: str) -> tuple[int, int, int] | None:
    """What changes when a file is replaced; ``None`` where there is no file."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _same_time(found: int, kept: int) -> bool:
    """Whether two times are one, in nanoseconds, or whole seconds where a copy (an image's layer, say) has no more."""
    return found == kept or (found % 10**9 == 0 and found // 10**9 == kept // 10**9)


def _hash(data: bytes) -> int:
    return int.from_bytes(_imp.source_hash(1, data), "little")


_store: KeptCode | None = None


def use() -> None:
    """Take modules from the file from now on, if Python is one that is known to read compiled files as here."""
    global _store
    cached = __spec__.cached
    ordinary = type(__spec__.loader) is SourceFileLoader and hasattr(_imp, "_fix_co_filename")
    if _store is not None or cached is None or not ordinary:
        return
    folder, file = os.path.split(cached)
    tail = file.removeprefix("kept_code")
    _store = KeptCode(f"{folder}{os.sep}joined{tail}", tail)
    # At the front: nobody else finds modules of this package, but a hook that wraps others comes later and so before.
    sys.meta_path.insert(0, _store)


def code_of(name: str, path: str) -> CodeType | None:
    """The code of one of pplint's own rules, if it is known."""
    found = _store.take(name, path) if _store is not None else None
    return found[0] if found is not None else None


def value_of(key: _Key, make: _Maker) -> Any:
    """What ``make`` makes of the key, if it did so for an earlier run; else it does it for the next, when this one ends.

    That has to be something that ``marshal`` can write and that comes from pplint alone. ``None`` says that it cannot be
    made, and is kept, too.
    """
    return _store.value(key, make) if _store is not None else None


def keep() -> None:
    """Write the file, if this run loaded something that it lacks; nothing that goes wrong with it matters."""
    global _store
    store, _store = _store, None
    if store is None:
        return
    if store in sys.meta_path:
        sys.meta_path.remove(store)
    if (store.missed or store.unmade) and not sys.dont_write_bytecode:
        try:
            _write(store)
        except (*_BROKEN, ImportError, SyntaxError, MemoryError):
            return


def _write(store: KeptCode) -> None:
    names = store.taken | store.missed if store.stale else store.missed
    sources = {}
    for name, path in names.items():
        module = sys.modules.get(name)
        if module is not None and (path or _source(name, hasattr(module, "__path__"))) == module.__file__:
            sources[name] = module.__file__
    # Where another run has just written the file, what is still missing comes with the next one.
    if not (sources or store.unmade) or _stamp(store.path) != store.stamp:
        return
    os.makedirs(os.path.dirname(store.path), exist_ok=True)
    name = f"{store.path}.{os.getpid()}"
    # Opened first: where it cannot be written, that costs nothing.
    with open(name, "xb") as file:
        try:
            file.write(_contents(store, sources))
            file.close()
            os.replace(name, store.path)
        except BaseException:
            file.close()
            os.unlink(name)
            raise


def _contents(store: KeptCode, sources: dict[str, str]) -> bytes:
    # Where something no longer holds, it is begun anew, so that nothing is carried along for ever.
    rows, values, blocks = (
        ({}, {}, []) if store.stale else (store.rows.copy(), store.values.copy(), [*store.blocks])
    )
    codes: dict[Any, Any] = {}
    for key in store.makers if store.stale else store.unmade:
        codes[key] = store.makers[key](*key)
        values[key] = len(blocks)
    for name, source in sources.items():
        # In this order: code that is newer than the time beside it is never taken.
        found = os.stat(source)
        codes[name] = SourceFileLoader(name, source).get_code(name)
        rows[name] = (
            found.st_mtime_ns,
            found.st_size,
            os.path.basename(source) == "__init__.py",
            len(blocks),
        )
    block = marshal.dumps(codes)
    blocks.append((_hash(block), block))
    table = marshal.dumps((rows, values, [(len(block), digest) for digest, block in blocks]))
    head = len(table).to_bytes(8, "little") + _hash(table).to_bytes(8, "little")
    return b"".join((_HEAD, head, table, *(block for _, block in blocks)))
