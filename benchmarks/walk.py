"""How much walking and sniffing a large tree with few solutions costs over the walk itself.

Usage: walk.py [--files 30000] [--runs 5]

Makes a tree like that of an ordinary code base (sources, JSON of other tools, YAML, pictures) with three small
solutions in it, and times, fastest of several runs:

- `os.walk`: the same tree, nothing but names;
- find roots: pplint's own walk, which tells solution roots from other folders;
- load: everything that a run reads before rules: roots, solutions, pipelines, settings files.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

KINDS = (("ts", 40), ("cs", 20), ("md", 8), ("json", 8), ("png", 8), ("html", 6), ("yml", 4), ("css", 6))
"""Endings and their share in a hundred, as counted roughly in large repositories."""


def make_tree(folder: Path, count: int) -> None:
    """Fill `folder` with `count` small files in folders of 30, and three copies of the minimal solution."""
    from pplint.testing import MINIMAL

    chance = random.Random(1)
    endings = [ending for ending, share in KINDS for _ in range(share)]
    for number in range(count):
        inner = folder / f"area{number // 3000}" / f"part{number // 300 % 10}" / f"unit{number // 30 % 10}"
        if number % 30 == 0:
            inner.mkdir(parents=True, exist_ok=True)
        ending = chance.choice(endings)
        body = '{"name": "x", "values": [1, 2, 3]}' if ending == "json" else "name: x\n" * 20
        (inner / f"file{number}.{ending}").write_text(body)
    for name in ("Orders", "Base", "Tools"):
        shutil.copytree(MINIMAL, folder / "solutions" / name)
    (folder / ".git").mkdir()


def fastest(work: Callable[[], object], runs: int) -> float:
    """Seconds of the fastest of several runs."""
    best = float("inf")
    for _ in range(runs):
        begin = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - begin)
    return best


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--files", type=int, default=30_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()

    from pplint.config.config import Config
    from pplint.files.tree import Tree
    from pplint.roots import find_workspace_roots
    from pplint.sources.layouts import find_roots
    from pplint.workspace import load_workspace

    with tempfile.TemporaryDirectory() as name:
        folder = Path(os.path.realpath(name))
        make_tree(folder, options.files)
        roots = find_workspace_roots([str(folder)])
        walk = fastest(lambda: sum(len(files) for _, _, files in os.walk(folder)), options.runs)
        find = fastest(lambda: find_roots(Tree(str(folder))), options.runs)
        load = fastest(lambda: load_workspace(roots, Config()), options.runs)
        few = folder / "solutions"
        alone = fastest(
            lambda: load_workspace(find_workspace_roots([str(few)], str(few)), Config()), options.runs
        )
    print(f"{options.files} files, 3 solutions")
    print(f"os.walk              {walk * 1000:7.1f} ms")
    print(f"find roots           {find * 1000:7.1f} ms  {find / walk:5.2f} times the walk")
    print(f"the solutions alone  {alone * 1000:7.1f} ms")
    sniffing = load - alone
    print(f"walk and sniff       {sniffing * 1000:7.1f} ms  {sniffing / walk:5.2f} times the walk")


if __name__ == "__main__":
    main()
