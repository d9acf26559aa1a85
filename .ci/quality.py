"""Writes docs/quality.md: how good each rule is, from the figures that are committed in docs/quality/."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

ROOT = Path(__file__).resolve().parent.parent
FIGURES = ROOT / "docs" / "quality"
PAGE = ROOT / "docs" / "quality.md"

LEAST = {"error": 0.98, "warning": 0.95, "note": 0.95}
"""The judged precision that a rule needs to be on by default, by its severity."""

HEAD = """\
# How good is each rule?

This page is generated from the figures in [quality/](quality/), which are committed. Newest figure: {date}.

- **Judged**: findings on public repositories that were read one by one. A finding is *right* if it should be fixed,
  *wrong* if a maker would call it false, and *arguable* if it depends on the team. **Precision** is right / (right +
  wrong). A rule that is on by default needs 95 %, an error 98 %; `tests/test_quality.py` fails otherwise. No figure
  means that the corpus has no such finding or that nobody has read them yet; the remark says which.
- **Recall**: faults planted into healthy flows and settings files, and how many of them were found. **Twins** are
  similar changes that are not faults; **false** counts those that were reported all the same.
- **Page**: how much of the rule's code the examples of its own page run, in percent of statements and branches. The
  aim is {least:.0f} %; `tests/test_pages.py` fails where a rule that has reached it falls below, or another one below its
  figure here. A rule without a figure was not measured yet.

To repeat the figures of *recall* and *page*, and to write this page again:

    python -m pytest tests/injection tests/test_pages.py --write-coverage && python .ci/generate.py

*Judged* is work by hand: run `pplint REPOSITORY --select RULE`, read each finding, and add a line to
`docs/quality/judged.csv`.

{known} of {all} rules have a judged finding, {planted} were tested with planted faults, and the pages of {full} rules
reach {least:.0f} %.

| rule | severity | default | right | wrong | arguable | precision | planted | found | twins | false | page |
|---|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|
"""


class Entry(Protocol):
    """A rule of the registry, as far as this page needs it."""

    @property
    def name(self) -> str:
        """The rule's id."""

    @property
    def severity(self) -> str:
        """Its severity in a word."""

    @property
    def is_on(self) -> bool:
        """Whether a plain run has it."""


@dataclass
class Figures:
    """What is known of one rule: sums over the lines of the files."""

    counts: dict[str, int] = field(default_factory=dict)
    page: float | None = None
    dates: set[str] = field(default_factory=set)

    def __getitem__(self, name: str) -> int:
        return self.counts.get(name, 0)

    @property
    def precision(self) -> float | None:
        """Right / (right + wrong); None where nothing was judged."""
        judged = self["right"] + self["wrong"]
        return self["right"] / judged if judged else None


def read_figures(folder: Path = FIGURES) -> dict[str, Figures]:
    """The figures of every rule that one of the three files names; ``ValueError`` names a line that is malformed."""
    figures: dict[str, Figures] = {}
    for name, columns in (
        ("judged.csv", ("right", "wrong", "arguable")),
        ("recall.csv", ("planted", "found", "twins", "false")),
        ("coverage.csv", ()),
    ):
        for number, row in _rows(folder / name):
            entry = figures.setdefault(row["rule"], Figures())
            try:
                for column in columns:
                    entry.counts[column] = entry[column] + int(row[column])
                if name == "coverage.csv":
                    entry.page = float(row["percent"])
            except (KeyError, TypeError, ValueError) as error:
                raise ValueError(f"{name}, line {number}: {error}") from error
            if row.get("date"):
                entry.dates.add(row["date"])
    return figures


def _rows(file: Path) -> Iterable[tuple[int, Mapping[str, str]]]:
    if not file.exists():
        return
    with file.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        for row in reader:
            # A merge by union can leave a second header.
            if row["rule"] != "rule":
                yield reader.line_num, row


def too_imprecise(entries: Iterable[Entry], figures: Mapping[str, Figures]) -> list[str]:
    """The rules that are on by default with too many wrong findings, in words."""
    faults = []
    for entry in entries:
        precision = figures[entry.name].precision if entry.name in figures else None
        if entry.is_on and precision is not None and precision < LEAST[entry.severity]:
            faults.append(
                f"{entry.name}: precision {precision:.1%}; {entry.severity}s that are on by default need "
                f"{LEAST[entry.severity]:.0%}. Improve the rule, or set default = False"
            )
    return faults


def page(entries: Iterable[Entry], least: float) -> str:
    """The text of docs/quality.md."""
    figures = read_figures()
    rules = sorted(entries, key=lambda entry: entry.name)
    known = [figures.get(rule.name, Figures()) for rule in rules]
    head = HEAD.format(
        date=max((date for entry in known for date in entry.dates), default="none"),
        known=sum(entry.precision is not None for entry in known),
        planted=sum(entry["planted"] > 0 for entry in known),
        full=sum(entry.page is not None and entry.page >= least for entry in known),
        all=len(rules),
        least=least,
    )
    rows = [_row(rule, entry) for rule, entry in zip(rules, known, strict=True)]
    return head + "\n".join(rows) + "\n"


def _row(rule: Entry, figures: Figures) -> str:
    judged = ["–"] * 4
    if figures.precision is not None or figures["arguable"]:
        precision = "–" if figures.precision is None else f"{figures.precision:.0%}"
        judged = [*(str(figures[name]) for name in ("right", "wrong", "arguable")), precision]
    planted = ["–"] * 4
    if figures["planted"]:
        planted = [str(figures[name]) for name in ("planted", "found", "twins", "false")]
    reach = "–" if figures.page is None else f"{figures.page:.0f}"
    cells = [rule.name, rule.severity, "on" if rule.is_on else "off", *judged, *planted, reach]
    return f"| {' | '.join(cells)} |"
