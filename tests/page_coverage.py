"""How much of a rule's code the examples of its own page run: statements and branches of its functions."""

from __future__ import annotations

import ast
import csv
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import NamedTuple

import coverage
from coverage.parser import PythonParser

LEAST = 95.0
"""Percent of a rule's statements and branches that its page has to run."""

RECORDED = Path(__file__).resolve().parent.parent / "docs" / "quality" / "coverage.csv"
"""What the pages reach, written by ``--write-coverage`` for ``docs/quality.md``."""


class Reach(NamedTuple):
    """What the examples of a page ran of its rule; ``missed`` says in words what they did not."""

    total: int
    run: int
    missed: tuple[str, ...]

    @property
    def percent(self) -> float:
        """100 for a rule without code of its own."""
        return 100.0 * self.run / self.total if self.total else 100.0


@cache
def recorded() -> dict[str, float]:
    """Percent by rule, as committed."""
    with RECORDED.open(encoding="utf-8", newline="") as lines:
        return {row["rule"]: float(row["percent"]) for row in csv.DictReader(lines)}


def record(figures: dict[str, float]) -> None:
    """Write what the pages reach now; rules that were not checked keep their figure."""
    known = {**recorded(), **figures} if RECORDED.exists() else figures
    rows = [f"{rule},{percent:.1f}" for rule, percent in sorted(known.items())]
    RECORDED.write_text("\n".join(("rule,percent", *rows, "")), encoding="utf-8", newline="\n")


@contextmanager
def traced(file: Path) -> Iterator[list[Reach]]:
    """Trace one rule while the examples of its page run; the list holds the result afterwards."""
    tracer = coverage.Coverage(data_file=None, branch=True, include=[str(file)], config_file=False)
    result: list[Reach] = []
    # A rule whose page runs nothing of it is a result here, not a mistake in the set-up.
    tracer.set_option("run:disable_warnings", ["no-data-collected", "module-not-imported"])
    tracer.start()
    try:
        yield result
    finally:
        tracer.stop()
        arcs = set(tracer.get_data().arcs(str(file)) or ())
        result.append(compare(file.read_text(encoding="utf-8"), arcs))


def compare(source: str, run: set[tuple[int, int]]) -> Reach:
    """Statements and branches of ``source`` against the arcs that ran, counted as coverage.py counts them.

    Lines outside of functions ran when the rule was loaded, which is before its page is checked.
    """
    parser = PythonParser(text=source)
    parser.parse_source()
    inside = _lines_of_functions(source)
    exits = parser.exit_counts()
    statements = parser.statements
    branches = {arc for arc in parser.arcs() if exits.get(arc[0], 0) > 1 and arc[0] in inside}
    ran = {(parser.first_line(abs(a)) * _sign(a), parser.first_line(abs(b)) * _sign(b)) for a, b in run}
    lines = {abs(line) for arc in ran for line in arc} | (statements - inside)
    missed = [f"line {line} never runs" for line in sorted(statements - lines)]
    missed += [
        f"line {start} never leads to {f'line {end}' if end > 0 else 'the end of its function'}"
        for start, end in sorted(branches - ran)
        if start in lines
    ]
    total = len(statements) + len(branches)
    return Reach(total, len(statements & lines) + len(branches & ran), tuple(missed))


def _sign(line: int) -> int:
    return -1 if line < 0 else 1


def _lines_of_functions(source: str) -> set[int]:
    """Lines of the bodies of functions, without their signatures and docstrings."""
    lines: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            lines.update(range(node.body[0].lineno, (node.end_lineno or node.lineno) + 1))
    return lines
