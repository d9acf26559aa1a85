"""How long a run takes, as a ratio to what cannot be avoided: starting Python, reading and parsing the files.

    python benchmarks/speed.py [FOLDER_OF_REPOSITORIES]

Prints a line for the repository under ``tests/fixtures/contoso-orders`` against ``import click, lxml.etree``, and,
with an argument, one for each repository below the folder against reading and parsing its JSON and XML files once.
Each figure is processor time, the least of several runs, both sides in turn, so that a busy machine slows both.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measuring import CHECK, CHECKOUT, PARSE, START, Cost, costs


def main() -> int:
    """Print the table."""
    contoso = CHECKOUT / "tests" / "fixtures" / "contoso-orders"
    print(f"{'repository':44} {'pplint':>8} {'floor':>8} {'ratio':>6}")
    least, own = costs(contoso, START, CHECK, runs=7)
    _print("tests/fixtures/contoso-orders", own, least)
    if len(sys.argv) < 2:
        return 0
    total = total_least = Cost(0, 0, 0)
    for folder in sorted(path for path in Path(sys.argv[1]).resolve().iterdir() if path.is_dir()):
        start, parsed, own = costs(folder, START, PARSE, CHECK)
        total, total_least = total + own, total_least + start + parsed
        _print(folder.name, own, start + parsed)
    _print("all", total, total_least)
    return 0


def _print(what: str, own: Cost, least: Cost) -> None:
    print(f"{what[:44]:44} {own.cpu:7.3f}s {least.cpu:7.3f}s {own.cpu / least.cpu:6.2f}")


if __name__ == "__main__":
    sys.exit(main())
