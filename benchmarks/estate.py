"""Writes an estate: repositories of solutions that have the shape of real ones, the same for the same seed.

    python benchmarks/estate.py [--flows 10000] [--solutions N] [--repositories 1] [--seed 15] [--healthy] OUT

10,000 flows in 400 solutions are about 360 MB: flows of 1 to 213 actions in up to nine containers, variables, connection
references, tables, canvas sources, settings files for three targets, pipelines, and some faults, whose kinds and shares
are in `estates/shape.py`. With several repositories the solutions are dealt out to folders below OUT.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(CHECKOUT))

from benchmarks.estates.plans import plan  # noqa: E402
from benchmarks.estates.shape import FLOWS_A_SOLUTION, solutions  # noqa: E402
from benchmarks.estates.solutions import solution_files  # noqa: E402


def write_estate(
    out: Path, flows: int, count: int = 0, repositories: int = 1, seed: int = 15, faulty: bool = True
) -> int:
    """Write the estate; the bytes that it has."""
    shapes = solutions(flows, count or max(1, round(flows / FLOWS_A_SOLUTION)))
    size = 0
    for shape in shapes:
        home = out if repositories == 1 else out / f"repository{shape.number % repositories:04}"
        (home / ".git").mkdir(parents=True, exist_ok=True)
        for path, text in solution_files(seed, plan(seed, shape), faulty):
            raw = text.encode("utf-8")
            target = home / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(raw)
            size += len(raw)
    return size


def main() -> int:
    """Read the options and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--flows", type=int, default=10_000)
    parser.add_argument("--solutions", type=int, default=0, help="25 flows each, if it is not said")
    parser.add_argument("--repositories", type=int, default=1)
    parser.add_argument("--seed", type=int, default=15)
    parser.add_argument("--healthy", action="store_true", help="without faults")
    options = parser.parse_args()
    size = write_estate(
        options.out, options.flows, options.solutions, options.repositories, options.seed, not options.healthy
    )
    print(f"{options.flows} flows, {size / 1e6:.0f} MB in {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
