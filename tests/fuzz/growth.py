"""What grows with a repository: the calls of functions, never the time, and the memory that Python asks for."""

from __future__ import annotations

import copy
import json
import re
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any

from pplint import Report
from pplint.cli import FORMATS
from pplint.reports import Options, render

Lint = Callable[[Path], Report | None]
STEPS = (20, 40, 80)
"""How often something is repeated; twice as much each time."""
MOST = 3.0
"""The second step costs twice what the first does where work is linear, four times where it is quadratic."""
NOISE = 60_000
"""Calls that a thing may cost once it is there, as the message of a limit does."""
BASE_BYTES = 50_000_000
BYTES_PER_BYTE = 600
"""The most that was seen in `tests/growing.py` is 370, for a chain of small actions: syntax trees and data flow."""


def of_time(root: Path, random: Random, lint: Lint) -> Iterator[str]:
    """Something in one file is repeated, and the calls of a run are counted."""
    files = sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    random.shuffle(files)
    for path in files:
        grow = _growing(path, random)
        if grow is None:
            continue
        before = path.read_bytes()
        try:
            counts = [_calls_of(root, path, grow(times), lint) for times in STEPS]
        finally:
            path.write_bytes(before)
        first, second = counts[1] - counts[0], counts[2] - counts[1]
        if second > MOST * max(first, 0) + NOISE:
            yield f"the work is not linear in what is repeated in {path.relative_to(root)}: {counts} calls"
        return


def _calls_of(root: Path, path: Path, raw: bytes, lint: Lint) -> int:
    path.write_bytes(raw)
    # What a first run keeps for the next ones is not counted.
    lint(root)
    count = 0

    def notice(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(notice)
    try:
        lint(root)
    finally:
        sys.setprofile(before)
    return count


def _growing(path: Path, random: Random) -> Callable[[int], bytes] | None:
    """A function that repeats one thing in the file so many times; None where there is nothing to repeat."""
    try:
        text = path.read_text("utf-8")
    except (UnicodeDecodeError, OSError):
        return None
    if len(text) > 100_000:
        return None
    if path.suffix == ".json":
        return _growing_json(text, random)
    if path.suffix in (".xml", ".yml", ".yaml", ".toml"):
        pattern = r"<(\w+)\b[^<>]*>[^<>]*</\1>" if path.suffix == ".xml" else r"(?m)^.+\n"
        found = list(re.finditer(pattern, text))
        if found:
            one = random.choice(found)
            return lambda times: (text[: one.start()] + one[0] * times + text[one.end() :]).encode(
                "utf-8", "surrogatepass"
            )
    return None


def _growing_json(text: str, random: Random) -> Callable[[int], bytes] | None:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    places = [(parent, key) for parent, key in _places(data) if len(json.dumps(parent[key])) < 3_000]
    if not places:
        return None
    parent, key = random.choice(places)
    value = parent[key]
    in_text = isinstance(value, str) and bool(value) and random.random() < 0.5

    def grow(times: int) -> bytes:
        if in_text:
            parent[key] = value * times
        elif isinstance(parent, dict):
            parent.update((f"{key} {number}", copy.deepcopy(value)) for number in range(times))
        else:
            parent[key] = value
            parent.extend(copy.deepcopy(value) for _ in range(times - (len(parent) - length)))
        return json.dumps(data, indent=1).encode("utf-8", "surrogatepass")

    length = len(parent)
    return grow


def _places(data: Any) -> Iterator[tuple[Any, Any]]:
    stack = [data]
    while stack:
        item = stack.pop()
        children = (
            item.items() if isinstance(item, dict) else enumerate(item) if isinstance(item, list) else ()
        )
        for key, value in list(children):
            yield item, key
            stack.append(value)


def of_memory(root: Path, random: Random, lint: Lint) -> Iterator[str]:
    """A run with all its reports takes no more than so many bytes for a byte of the sources."""
    size = sum(path.stat().st_size for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    lint(root)
    tracemalloc.start()
    try:
        report = lint(root)
        if report is not None:
            for form in FORMATS:
                render(form, report, Options(show_suppressed=True, verbose=True))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    if peak > BASE_BYTES + BYTES_PER_BYTE * size:
        yield f"{peak:,} bytes of memory for {size:,} bytes of sources"
