"""How long a run takes, as a ratio to what cannot be avoided: starting Python, reading and parsing the files.

    python benchmarks/speed.py [FOLDER_OF_REPOSITORIES]

Prints a line for the repository under ``tests/fixtures/contoso-orders`` against ``import click, lxml.etree``, and,
with an argument, one for each repository below the folder against reading and parsing its JSON and XML files once.
Each figure is the fastest of several runs, both sides in turn, so that a busy machine slows both.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
START = [sys.executable, "-c", "import click, lxml.etree"]
LINT = [sys.executable, "-m", "pplint", ".", "--root", ".", "--exit-zero"]
RUNS = 7


def measure(*actions: Callable[[], object], runs: int = RUNS) -> list[float]:
    """Seconds of each action, the fastest of ``runs``, taken in turn."""
    best = [float("inf")] * len(actions)
    for _ in range(runs):
        for index, action in enumerate(actions):
            begin = time.perf_counter()
            action()
            best[index] = min(best[index], time.perf_counter() - begin)
    return best


def run(command: list[str], folder: Path) -> None:
    """Run a command to its end and throw its output away."""
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=True)


def read_and_parse(folder: Path) -> None:
    """Read every JSON and XML file below ``folder`` and parse it, nothing else."""
    for base, _, files in os.walk(folder):
        for name in files:
            if not name.endswith((".json", ".xml")):
                continue
            raw = Path(base, name).read_bytes()
            try:
                if name.endswith(".json"):
                    is_wide = raw[:2] in (b"\xff\xfe", b"\xfe\xff")
                    json.loads(raw if is_wide else raw.decode("utf-8-sig"))
                else:
                    ElementTree.fromstring(raw)
            except (ValueError, ElementTree.ParseError):
                continue


def main() -> int:
    """Print the table."""
    contoso = CHECKOUT / "tests" / "fixtures" / "contoso-orders"
    print(f"{'repository':44} {'pplint':>8} {'floor':>8} {'ratio':>6}")
    start, lint = measure(lambda: run(START, contoso), lambda: run(LINT, contoso))
    print(f"{'tests/fixtures/contoso-orders':44} {lint:7.3f}s {start:7.3f}s {lint / start:6.2f}")
    if len(sys.argv) < 2:
        return 0
    total_lint = total_floor = 0.0
    for folder in sorted(path for path in Path(sys.argv[1]).iterdir() if path.is_dir()):
        start, parse, lint = measure(
            lambda f=folder: run(START, f),  # type: ignore[misc]
            lambda f=folder: read_and_parse(f),  # type: ignore[misc]
            lambda f=folder: run(LINT, f),  # type: ignore[misc]
            runs=3,
        )
        total_lint, total_floor = total_lint + lint, total_floor + start + parse
        print(f"{folder.name[:44]:44} {lint:7.3f}s {start + parse:7.3f}s {lint / (start + parse):6.2f}")
    print(f"{'all':44} {total_lint:7.3f}s {total_floor:7.3f}s {total_lint / total_floor:6.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
