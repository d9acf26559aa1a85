"""How the time of a run grows with inputs of many kinds: each with n and with 2n, in one process.

    python benchmarks/scaling.py [KIND …]

A ratio of 2 is linear, 4 quadratic. The kinds are those of `tests/growing.py`; tests hold many of them.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.growing import CASES, measure


def main() -> None:
    wanted = sys.argv[1:] or list(CASES)
    with tempfile.TemporaryDirectory() as folder:
        # Rules are loaded and patterns compiled once in a process.
        measure("addresses", Path(folder), 1)
    print(f"{'kind':24} {'n':>6} {'n, s':>8} {'2n, s':>8} {'ratio':>6}")
    for name in wanted:
        with tempfile.TemporaryDirectory() as folder:
            first, second = (measure(name, Path(folder), factor) for factor in (1, 2))
        print(f"{name:24} {CASES[name].start:6} {first:8.3f} {second:8.3f} {second / first:6.2f}", flush=True)


if __name__ == "__main__":
    main()
