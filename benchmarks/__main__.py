"""One table of all that is measured: each figure against its floor in the same run.

    python -m benchmarks [--corpus FOLDER] [--flows 1000] [--repositories 200] [--canvas 30] [--rivals [FOLDER]]

`--corpus` is a folder of repositories. `--rivals` installs other linters by pip, into an environment in FOLDER, which is
kept, or in a temporary one. Times are of the processor and are those of the cheapest run; the peak is that of the largest
process. What is not asked for and what this pplint does not have is left out.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import canvas, changed
from benchmarks.estate import write_estate
from benchmarks.measuring import CHECK, CHECKOUT, PARSE, PPLINT, START, Cost, cost, cost_again, costs, size_of
from benchmarks.rivals import compare

LOOP = """
import pathlib
from pplint import NothingToCheck, lint
for folder in sorted(pathlib.Path(".").iterdir()):
    try:
        lint([str(folder)])
    except NothingToCheck:
        pass
"""
READ = """
import pathlib
for path in pathlib.Path(".").rglob("*"):
    if path.is_file():
        path.read_bytes().decode("utf-8").lower()
"""


class Row(NamedTuple):
    """A line of the table: what took how much, and the same of its floor."""

    what: str
    cost: Cost
    floor: str
    least: Cost
    remark: str = ""


def start_up(_: argparse.Namespace, __: Path) -> Iterator[Row]:
    contoso = CHECKOUT / "tests/fixtures/contoso-orders"
    everything = (*CHECK, "--select", "all")
    least, default, more = costs(contoso, START, CHECK, everything, runs=7)
    yield Row("start-up: `check` on contoso-orders", default, "`import click, lxml.etree`", least)
    yield Row("the same, `--select all`", more, "the default", default)


def one_flow(_: argparse.Namespace, temporary: Path) -> Iterator[Row]:
    folder = temporary / "changed"
    flow = changed.make_repository(folder, 200)
    command = (*PPLINT, "check", "--exit-zero", "--force-exclude", str(flow.relative_to(folder)))
    least, one = costs(folder, START, command, runs=5)
    yield Row("one changed flow of 200", one, "`import click, lxml.etree`", least)


def corpus(options: argparse.Namespace, temporary: Path) -> Iterator[Row]:
    if options.corpus is None:
        return
    total = again = least = Cost(0, 0, 0)
    folders = sorted(path for path in options.corpus.resolve().iterdir() if path.is_dir())
    for folder in folders:
        start, parsed, own = costs(folder, START, PARSE, CHECK, runs=2)
        total, least = total + own, least + start + parsed
        again += cost_again(CHECK, folder, temporary / "results")
    yield Row(f"corpus: {len(folders)} repositories, a run each", total, "start, read and parse each", least)
    yield Row("the same, unchanged since the run before", again, "start, read and parse each", least)


def large_app(options: argparse.Namespace, temporary: Path) -> Iterator[Row]:
    folder = temporary / "canvas"
    size = canvas.make(folder, options.canvas) / 1e6
    least, own = costs(folder, (sys.executable, "-c", READ), CHECK)
    yield Row(f"sources of a canvas app, {size:.0f} MB", own, "read, decode, lower-case", least)


def estate(options: argparse.Namespace, temporary: Path) -> Iterator[Row]:
    has_jobs = "--jobs" in os.popen(f'"{sys.executable}" -P -m pplint check --help').read()
    counts = sorted({options.flows // 4, options.flows})
    for flows in counts:
        folder = temporary / f"estate{flows}"
        write_estate(folder, flows)
        what = f"estate: {flows:,} flows, {size_of(folder):.0f} MB"
        for jobs in (1, 2) if has_jobs else (0,):
            command = (*CHECK, "--jobs", str(jobs)) if jobs else CHECK
            least, own = costs(folder, PARSE, command, runs=1)
            name = f"{what}, `--jobs {jobs}`" if jobs else what
            yield Row(name, own, "read and parse", least, f"{own.cpu * 1000 / flows:.1f} ms a flow")
        again = cost_again(CHECK, folder, temporary / "results")
        yield Row("the same, unchanged since the run before", again, "read and parse", least)


def many(options: argparse.Namespace, temporary: Path) -> Iterator[Row]:
    folder, count = temporary / "many", options.repositories
    write_estate(folder, count * 4, count, count)
    loop = cost((sys.executable, "-c", LOOP), folder)
    sources = tuple(str(path) for path in sorted(folder.iterdir()))
    what = f"`estate`: {count} repositories, {count * 4} flows"
    for jobs in (1, 2):
        out = temporary / f"out{jobs}"
        own = cost((*PPLINT, "estate", *sources, "-o", str(out), "--jobs", str(jobs)), folder)
        yield Row(f"{what}, `--jobs {jobs}`", own, "a loop of `lint()` in one process", loop)
    again = cost((*PPLINT, "estate", *sources, "-o", str(out), "--resume"), folder)
    yield Row(f"{what}, `--resume`, unchanged", again, "a loop of `lint()` in one process", loop)


PARTS = (start_up, one_flow, corpus, large_app, estate, many)


def main() -> int:
    """Print the tables, a row as soon as it is measured."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--flows", type=int, default=1_000)
    parser.add_argument("--repositories", type=int, default=200)
    parser.add_argument("--canvas", type=float, default=30)
    parser.add_argument("--rivals", type=Path, nargs="?", const=Path())
    parser.add_argument("--only", choices=[part.__name__ for part in PARTS], action="append")
    options = parser.parse_args()
    print("| measured | processor | by the clock | peak | floor | its time | times |")
    print("|---|---|---|---|---|---|---|")
    for part in PARTS:
        if options.only and part.__name__ not in options.only:
            continue
        with tempfile.TemporaryDirectory() as temporary:
            for row in part(options, Path(temporary).resolve()):
                own = row.cost
                print(
                    f"| {row.what} | {own.cpu:.2f} s | {own.wall:.2f} s | {own.peak:.0f} MB | {row.floor} | "
                    f"{row.least.cpu:.2f} s | {own.cpu / row.least.cpu:.1f}{f' ({row.remark})' if row.remark else ''} |",
                    flush=True,
                )
    if options.rivals is not None:
        print(
            "\n| tool | input | files | MB | processor | MB a second | peak |\n|---|---|---|---|---|---|---|"
        )
        with tempfile.TemporaryDirectory() as temporary:
            home = options.rivals if options.rivals.name else Path(temporary) / "tools"
            for beside in compare(Path(temporary).resolve(), home.resolve()):
                print(
                    f"| {beside.tool} | {beside.what} | {beside.files} | {beside.megabytes:.2f} "
                    f"| {beside.cost.cpu:.2f} s | {beside.megabytes / beside.cost.cpu:.2f} | {beside.cost.peak:.0f} MB |",
                    flush=True,
                )
    return 0


if __name__ == "__main__":
    sys.exit(main())
