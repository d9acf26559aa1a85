"""What tells one state of this program, rules included, from another."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cache

from pplint import __version__
from pplint.digest import blake2b
from pplint.records import NamedTuple
from pplint.registry import builtin_path


class OwnState(NamedTuple):
    """A digest of the program, its Python and the packages beside it, and when a file of it changed last, in seconds."""

    digest: str
    changed: float


@cache
def own_state() -> OwnState:
    """The state of this program: another version, an edited rule or page says something else. Raises ``OSError``."""
    digest, changed = blake2b(digest_size=16), 0.0
    for text in (__version__, sys.version, *_packages()):
        digest.update(f"{text}\0".encode("utf-8", "surrogateescape"))
    package = os.path.dirname(os.path.abspath(__file__))
    for folder in dict.fromkeys((package, builtin_path())):
        for path, is_folder in _walk(folder):
            if is_folder:
                changed = max(changed, _changed(path))
                continue
            with open(path, "rb", 0) as file:
                status, content = os.fstat(file.fileno()), file.read()
            # A file that was moved into its place has an old time and a new place.
            changed = max(changed, status.st_mtime, status.st_ctime)
            name = path[len(folder) + 1 :]
            digest.update(f"{name}\0{len(content)}\0".encode("utf-8", "surrogateescape"))
            digest.update(content)
    return OwnState(digest.hexdigest(), changed)


def _changed(folder: str) -> float:
    """When something was last taken out of a folder or put into it, other than a place for compiled code."""
    time = os.stat(folder).st_mtime
    try:
        compiled = os.stat(os.path.join(folder, "__pycache__")).st_mtime
    except OSError:
        return time
    # The first run after an installation makes that place, and writes into it at once.
    return time if time > compiled else 0.0


def _packages() -> Iterator[str]:
    """Names and versions of what is installed: parsers are others' work."""
    for folder in sys.path:
        try:
            yield from sorted(
                name for name in os.listdir(folder or ".") if name.endswith((".dist-info", ".egg-info"))
            )
        except OSError:
            continue


def _walk(folder: str) -> Iterator[tuple[str, bool]]:
    """The folder and all in it, in a fixed order, but for what is compiled; and whether each is a folder."""
    yield folder, True
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _walk(entry.path)
        elif not entry.name.endswith(".bin"):
            yield entry.path, False
