"""Changes of the minimal repository that whatever keeps results has to notice: `check`, and `estate --resume`."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

FLOW = "solution/Workflows/Notify-1A2B3C4D-0000-4000-8000-000000000001.json"


def _same_size_and_time(root: Path) -> None:
    path = root / FLOW
    before = path.stat()
    path.write_bytes(path.read_bytes().replace(b"Send", b"Sent"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size


def _moved(root: Path) -> None:
    (root / FLOW).rename(root / "solution/Workflows/Other-1A2B3C4D-0000-4000-8000-000000000001.json")


def _swapped(root: Path) -> None:
    first, second = root / "settings/prod.json", root / FLOW
    one, two = first.read_bytes(), second.read_bytes()
    first.write_bytes(two)
    second.write_bytes(one)


CHANGES: dict[str, Callable[[Path], object]] = {
    "the same size and time": _same_size_and_time,
    "another name": _moved,
    "two files swapped": _swapped,
    "a file less": lambda root: (root / "settings/prod.json").unlink(),
    "an empty file more": lambda root: (root / "settings/uat.json").touch(),
    "a folder more": lambda root: (root / "environments").mkdir(),
    "another configuration": lambda root: (root / "pplint.toml").write_text('ignore = ["flows"]', "utf-8"),
}
