"""Compile all of pplint, for the Python that runs this, into the one file that `pplint.kept_code` reads.

Usage: join_code.py CHECKOUT TARGET {wheel,editable}. The build hook calls it, in a process without any other package.
What each of a few checks needs is together; all else is a block for each module. For a wheel, the
file says neither when the sources were written, since the installer does that, nor where they were, so that two builds
give the same.
"""

from __future__ import annotations

import _imp
import contextlib
import importlib
import marshal
import os
import py_compile
import shutil
import sys
import tempfile
from collections.abc import Iterator
from typing import Any

ALL = ("--select", "all")
FIRST = ("__init__", "__main__", "typed", "kept_code", "kept_modules")
NEEDED = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")


def main(checkout: str, target: str, kind: str) -> int:
    """Write ``TARGET``."""
    with tempfile.TemporaryDirectory() as folder:
        _leave_environment(folder)
        # Nothing is written beside the sources, and no compiled file is read that may be there.
        sys.pycache_prefix, sys.dont_write_bytecode = folder, False
        sys.path.insert(0, checkout)
        fixtures, log = os.path.join(checkout, "tests", "fixtures"), os.path.join(folder, "log")
        empty = os.path.join(folder, "empty")
        os.mkdir(empty)
        # Without what most rules are about.
        small = os.path.join(folder, "small")
        without = shutil.ignore_patterns("Workflows", "settings", ".github")
        shutil.copytree(os.path.join(fixtures, "contoso-orders"), small, ignore=without)
        for name, *options in (
            (empty, "--allow-empty"),
            (small,),
            ("contoso-orders",),
            ("contoso-orders", "--output", f"sarif={log}"),
            ("clean", *ALL),
            ("sampler", *ALL),
        ):
            # With the fixture as root, so that no configuration is searched for in the folders above the checkout.
            root = os.path.join(fixtures, name)
            _check([root, "--root", root, *options])
        from pplint import keeping

        contents = _all(checkout)
        if kind == "editable":
            keeping.lay(lambda: contents, target)
            _compile_first(checkout, target)
        else:
            _make_portable(contents, checkout)
            with open(target, "wb") as file:
                file.write(contents.to_bytes(seal=0))
    return 0


def _leave_environment(home: str) -> None:
    """Be a user without a configuration, who is in no pipeline: the file is to be the same for everybody."""
    for name in set(os.environ) - {*NEEDED}:
        del os.environ[name]
    for name in ("HOME", "XDG_CONFIG_HOME", "APPDATA"):
        os.environ[name] = home


def _check(arguments: list[str]) -> None:
    """A check, at whose end what it loaded is kept."""
    from pplint import kept_code

    kept_code.use()
    from pplint.cli import run

    with open(os.devnull, "w", encoding="utf-8") as nowhere, contextlib.redirect_stdout(nowhere):
        code = run(["check", *arguments])
    if code not in (0, 1):
        raise SystemExit(f"pplint check {' '.join(arguments)} ended with {code}")
    from pplint.keeping import keep

    store = kept_code.ended()
    if store is not None:
        keep(store)


def _all(checkout: str) -> Any:
    """What those checks have left, and all other modules and rules with the patterns that they compile at once."""
    from pplint import keeping, kept_code
    from pplint.rule_files import load_own

    kept_code.use()
    store = kept_code.current()
    if store is None or not store.rows:
        raise SystemExit("this Python keeps no code")
    sources = {name: path for name, path in _modules(checkout) if name not in store.rows}
    for name, path in sources.items():
        with contextlib.suppress(Exception):
            if name.startswith("pplint."):
                importlib.import_module(name)
            else:
                load_own(path, name.rpartition(".")[2], name.split(".")[1])
    kept_code.ended()
    return keeping.contents(store, sources, is_apart=True)


def _modules(checkout: str) -> Iterator[tuple[str, str]]:
    for top, prefix in (("pplint", "pplint"), ("rules", "_pplint_rules")):
        for folder, folders, files in os.walk(os.path.join(checkout, top)):
            folders[:] = sorted(name for name in folders if name.isidentifier() and name != "__pycache__")
            inner = os.path.relpath(folder, os.path.join(checkout, top)).replace(os.sep, ".").strip(".")
            package = f"{prefix}.{inner}" if inner else prefix
            for file in sorted(files):
                # The compiled file of one module has the name of the file that is read here.
                if not file.endswith(".py") or (package == "pplint" and file == "joined.py"):
                    continue
                if file != "__init__.py":
                    yield f"{package}.{file[:-3]}", os.path.join(folder, file)
                elif inner:
                    yield package, os.path.join(folder, file)


def _compile_first(checkout: str, target: str) -> None:
    """Compile what is loaded before the file is read, beside it, as Python does where it may write."""
    for name in FIRST:
        compiled = os.path.join(os.path.dirname(target), os.path.basename(target).replace("joined", name, 1))
        py_compile.compile(os.path.join(checkout, "pplint", f"{name}.py"), compiled, doraise=True)


def _make_portable(contents: Any, checkout: str) -> None:
    contents.since = 0
    # What is shared in this process depends on what it did, and shows in what is written.
    contents.values = marshal.loads(marshal.dumps(contents.values))
    for row in contents.rows.values():
        row[0] = 0
    for number, block in enumerate(contents.blocks):
        codes = marshal.loads(block)
        for name, kept in codes.items():
            # Values are no code of a file.
            if name in contents.rows:
                code, _ = kept
                source = os.path.relpath(code.co_filename, checkout).replace(os.sep, "/")
                _imp._fix_co_filename(code, source)  # type: ignore[attr-defined]
        contents.blocks[number] = marshal.dumps(codes)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
