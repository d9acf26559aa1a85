"""``python -m tests.fuzz --seconds 3600``: change repositories, look at what must hold, keep what does not."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

from tests.fuzz.bases import Base, bases, plant
from tests.fuzz.invariants import breaches
from tests.fuzz.mutations import mutate


def main() -> int:
    """Exit with 1 where something did not hold; each find is a folder with ``FOUND`` in it."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1, help="the first of the numbers that make the changes")
    parser.add_argument("--count", type=int, default=0, help="stop after so many, whatever the time")
    parser.add_argument("--keep", default="fuzz-finds", help="where finds are kept")
    options = parser.parse_args()
    known = bases()
    names = sorted(known)
    finds: Counter[str] = Counter()
    number, end = options.seed, time.monotonic() + options.seconds
    while time.monotonic() < end and (not options.count or number < options.seed + options.count):
        for what in one(number, names, known, Path(options.keep), finds):
            print(f"{number}: {what}", flush=True)
        number += 1
    print(f"{number - options.seed:,} repositories, {sum(finds.values())} finds of {len(finds)} kinds")
    return int(bool(finds))


def one(
    number: int, names: list[str], known: dict[str, Base], keep: Path, finds: Counter[str] | None = None
) -> list[str]:
    """Change one repository by its number; the breaches, the repository kept where one is new."""
    finds = Counter() if finds is None else finds
    random = Random(number)
    name = random.choice(names)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve() / "repository"
        known[name](root)
        plant(root)
        done = mutate(root, random)
        kept = Path(folder) / "kept"
        shutil.copytree(root, kept, symlinks=True, ignore=_pipes)
        found = [f"{what}   [{name}: {'; '.join(done)}]" for what in breaches(root, random, number % 4 == 0)]
        fresh = [what for what in found if _kind(what) not in finds]
        finds.update(map(_kind, found))
        if fresh:
            target = keep / str(number)
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(kept, target, symlinks=True)
            (target / "FOUND").write_text("\n".join(found) + "\n", "utf-8")
    return fresh


def _kind(what: str) -> str:
    return what.partition("   [")[0][:60]


def _pipes(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if (Path(folder) / name).is_fifo()]


if __name__ == "__main__":
    sys.exit(main())
