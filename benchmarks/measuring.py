"""What a command costs: processor time, time by the clock, and memory of its largest process."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

CHECKOUT = Path(__file__).resolve().parent.parent
PPLINT = (sys.executable, "-P", "-m", "pplint")
CHECK = (*PPLINT, "check", ".", "--root", ".", "--exit-zero")
START = (sys.executable, "-c", "import click, lxml.etree")
PARSE = (sys.executable, str(Path(__file__).resolve().parent / "floor.py"), ".")


class Cost(NamedTuple):
    """Seconds of processor time, also of children, seconds by the clock, megabytes of the largest process."""

    cpu: float
    wall: float
    peak: float

    def __add__(self, other: object) -> Cost:
        assert isinstance(other, Cost)
        return Cost(self.cpu + other.cpu, self.wall + other.wall, max(self.peak, other.peak))


def environment(results: Path | None = None) -> dict[str, str]:
    """As when installed: compiled once, not at each start. Without ``results``, a folder, each check looks anew."""
    own = {**os.environ, "PYTHONPATH": str(CHECKOUT), "PPLINT_NO_CACHE": "1"}
    own.pop("PYTHONDONTWRITEBYTECODE", None)
    if results is not None:
        own |= {"PPLINT_NO_CACHE": "", "PPLINT_CACHE_DIR": str(results)}
    return own


def cost(
    command: Sequence[str], folder: Path, codes: tuple[int, ...] = (0,), results: Path | None = None
) -> Cost:
    """Run a command to its end. Its output is thrown away, unless it ends with none of ``codes``."""
    begun = time.perf_counter()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command, cwd=folder, env=environment(results), stdout=output, stderr=subprocess.STDOUT
        )
        _, status, usage = os.wait4(process.pid, 0)
        taken = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in codes:
            output.seek(0)
            text = output.read().decode("utf-8", "replace")
            sys.exit(f"{' '.join(command)} ended with {process.returncode}:\n{text[-2000:]}")
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return Cost(usage.ru_utime + usage.ru_stime, taken, usage.ru_maxrss / unit)


def costs(folder: Path, *commands: Sequence[str], runs: int = 3) -> list[Cost]:
    """Each command's cheapest run; they run in turn, so that a busy machine slows all of them."""
    best: list[Cost] = []
    for _ in range(runs):
        found = [cost(command, folder) for command in commands]
        best = [min(pair) for pair in zip(best, found, strict=True)] if best else found
    return best


def cost_again(command: Sequence[str], folder: Path, results: Path) -> Cost:
    """What a command costs that is answered from the results of the one before, which ``results`` is for."""
    cost(command, folder, results=results)
    return min(cost(command, folder, results=results) for _ in range(2))


def size_of(folder: Path) -> float:
    """Megabytes of the files."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
