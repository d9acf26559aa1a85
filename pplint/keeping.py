"""Writes the file that ``kept_code`` reads, at the end of a run that loaded something which it lacks."""

from __future__ import annotations
import __future__

import ast
import marshal
import os
import sys

from pplint.kept_code import BLOCK, BROKEN, HEAD, ROW, KeptCode, Key, hashed, source_of, stamp
from pplint.typed import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable
    from types import CodeType


class KeptContents:
    """What is to be in the file: numbers for each source (`kept_code.ROW`), and blocks of marshalled codes and values."""

    def __init__(self) -> None:
        self.rows: dict[str, list[int]] = {}
        self.values: dict[Key, int] = {}
        self.blocks: list[bytes] = []
        self.since = 0

    def add_block(self, codes: dict[Any, Any]) -> int:
        """The number of the new block."""
        self.blocks.append(marshal.dumps(codes))
        return len(self.blocks) - 1

    def to_bytes(self, seal: int) -> bytes:
        """All of the file, whose time is to be ``seal``, in seconds; 0 where that is not to be known."""
        places, length = [], 0
        for block in self.blocks:
            places += [length, len(block), hashed(block)]
            length += len(block)
        rows = _numbers(number for row in self.rows.values() for number in row)
        table = marshal.dumps((" ".join(self.rows), rows, self.values, _numbers(places), length, self.since))
        rest = _numbers((len(table), seal))
        return b"".join((HEAD, _numbers([hashed(rest + table)]), rest, table, *self.blocks))


def keep(store: KeptCode) -> None:
    """Write the file with what this run has loaded besides; nothing that goes wrong with it matters."""
    try:
        write(store)
    except (*BROKEN, ImportError, SyntaxError):
        return


def write(store: KeptCode) -> None:
    """Write the file with what this run has loaded besides."""
    names = store.taken | store.missed if store.stale else store.missed
    sources = {}
    for name, path in names.items():
        module = sys.modules.get(name)
        if module is not None and (path or source_of(name, hasattr(module, "__path__"))) == module.__file__:
            sources[name] = module.__file__
    # Where another run has just written the file, what is still missing comes with the next one.
    if (
        not (sources or store.unmade or store.times or store.is_from_wheel or store.is_coarse())
        or stamp(store.path) != store.stamp
    ):
        return
    os.makedirs(os.path.dirname(store.path), exist_ok=True)
    lay(lambda: contents(store, sources), store.path)


def lay(make: Callable[[], KeptContents], path: str) -> None:
    """Put what is made in place of the file at ``path``, whole or not at all."""
    name = f"{path}.{os.getpid()}"
    # Opened first: where it cannot be written, that costs nothing.
    with open(name, "xb") as file:
        try:
            seal = int(os.fstat(file.fileno()).st_mtime)
            file.write(make().to_bytes(seal))
            file.flush()
            # The seal says that all of it is there, even after a machine that lost its power.
            os.fsync(file.fileno())
            file.close()
            os.utime(name, (seal, seal))
            os.replace(name, path)
        except BaseException:
            file.close()
            os.unlink(name)
            raise


def contents(store: KeptCode, sources: dict[str, str], is_apart: bool = False) -> KeptContents:
    """What is in the file, with the code of more sources by their modules, and the values that it lacked.

    What this run has taken is read together by the next one, as is what was added, and all else is apart from it. So
    after some runs that needed different things each block has what the same runs needed, and none reads much in vain.
    With ``is_apart`` no one needs what is added, and each code is in a block of its own.
    """
    # Where something no longer holds, it is begun anew, so that nothing is carried along for ever.
    carried = None if store.stale else _carry(store, None if is_apart else {*store.taken, *store.makers})
    result = carried or KeptContents()
    codes: dict[Any, Any] = {}
    rows: dict[Any, list[int]] = {}
    # In an order of their own: files are found in one that differs from disk to disk.
    for key in sorted(store.makers if carried is None else store.unmade, key=repr):
        codes[key] = store.makers[key](*key)
    for name, source in sorted(sources.items()):
        # In this order: code that is newer than the time beside it is never taken.
        found = os.stat(source)
        with open(source, "rb") as file:
            text = file.read()
        codes[name] = code_of(name, source, text), needed_by(text)
        rows[name] = [
            found.st_mtime_ns,
            found.st_size,
            hashed(text),
            os.path.basename(source) == "__init__.py",
        ]
    for group in [{name: code} for name, code in codes.items()] if is_apart else [codes] if codes else []:
        number = result.add_block(group)
        for name in group:
            if name in rows:
                result.rows[name] = [*rows[name], number]
            else:
                result.values[name] = number
    return result


def code_of(name: str, source: str, text: bytes) -> CodeType:
    """The code of a module, without what no check asks for: a fiftieth of what that takes.

    That is the annotations of functions, and the import that makes them texts; frameworks of servers read them.
    """
    tree = ast.parse(text, source)
    flag = 0
    if not name.startswith("pplint.servers."):
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                node.returns = None
            elif isinstance(node, ast.arg):
                node.annotation = None
        future = __future__.__name__
        body = [
            node for node in tree.body if not (isinstance(node, ast.ImportFrom) and node.module == future)
        ]
        if len(body) < len(tree.body):
            # Those of classes stay texts: named tuples and options of rules have their names from them.
            tree.body, flag = body, __future__.annotations.compiler_flag
    return cast("CodeType", compile(tree, source, "exec", flag, dont_inherit=True))


def needed_by(text: bytes) -> tuple[str, ...]:
    """The modules of pplint that a source imports as soon as it is loaded, packages before what is in them."""
    names: dict[str, None] = {}
    for node in ast.parse(text).body:
        found = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module is not None and not node.level:
            found = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for name in found:
            parts = name.split(".")
            if parts[0] == "pplint":
                names.update(dict.fromkeys(".".join(parts[:count]) for count in range(2, len(parts) + 1)))
    return tuple(
        name for name in names if any(os.path.isfile(source_of(name, kind)) for kind in (False, True))
    )


def _carry(store: KeptCode, used: Container[Any] | None) -> KeptContents | None:
    """What is in the file, with what was used apart from the rest; ``None`` where it is damaged."""
    result = KeptContents()
    if not store.rows:
        return result
    numbers: dict[Any, int] = {}
    try:
        for number in range(len(store.blocks) // BLOCK):
            block = store.block(number, is_trusted=False)
            codes = marshal.loads(block)
            needed = {name: code for name, code in codes.items() if used is None or name in used}
            if 0 < len(needed) < len(codes):
                numbers.update(dict.fromkeys(needed, result.add_block(needed)))
                codes = {name: code for name, code in codes.items() if name not in needed}
                block = marshal.dumps(codes)
            result.blocks.append(block)
            numbers.update(dict.fromkeys(codes, len(result.blocks) - 1))
        for name, row in store.rows.items():
            time, *rest, _ = store.numbers[row * ROW : (row + 1) * ROW]
            result.rows[name] = [store.times.get(name, time), *rest, numbers[name]]
        result.values = {name: numbers[name] for name in store.values}
    except BROKEN:
        return None
    result.since = store.since
    return result


def _numbers(numbers: Iterable[int]) -> bytes:
    return b"".join(number.to_bytes(8, sys.byteorder) for number in numbers)
