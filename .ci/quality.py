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

This page says how often each rule was right on solutions that other people published, and how many faults that were
planted on purpose it found. It is generated from the figures in [quality/](quality/), which are committed. Newest
figure: {date}.

In short: {known} of {all} rules have findings that were judged, {twice} of them in two readings. Of {both} findings
that both readings judged, they agree on all but {differing}. {planted} rules were tested with {plants:,} planted
faults, of which {found:,} were found, beside {twins:,} harmless twins, of which {false:,} were reported all the
same.

## How it was measured

- **Judged**: findings on public repositories that are not part of this one: a corpus of 17 with {flows} flows and
  {settings} settings files, and further ones. Each finding was read with its line of the source, and more of the
  source where the line did not settle it. It is *right* if it should be fixed, *wrong* if a maker would call it
  false, and *arguable* if it depends on the team; the columns of the two readings say *right / wrong / arguable*.
  The second reading went by the sources, knowing totals of the first and no verdict on a finding; it took at most
  25 findings of a rule from one set of repositories. Both were made within the project, and no maker of a solution
  was asked.
- **Precision** is right / (right + wrong) over both readings. A rule that is on by default needs 95 %, an error 98
  %; `tests/test_quality.py` fails otherwise. No figure means that no finding was met.
- The figures are those of the rules as they are now. What a reading calls wrong is corrected, with an example on the
  rule's page, and the remark in `judged.csv` says what it was. The second reading called 24 of 533 findings wrong,
  of six kinds, before they were corrected.
- **Per 100**: findings per 100 flows of the corpus; of rules about settings files, per 100 of those.
- **Recall**: faults planted into healthy flows and settings files, and how many of them were found. **Twins** are
  similar changes that are not faults; **false** counts those that were reported all the same.
- **Page**: how much of the rule's code the examples of its own page run, in percent of statements and branches. The
  aim is {least:.0f} %; `tests/test_pages.py` fails below it.

To repeat the figures of *recall* and *page*, and to write this page again:

    python -m pytest tests/injection tests/test_pages.py --write-coverage && python .ci/generate.py

Faults were also planted into solutions of the corpus; `python -m tests.injection.sources FOLDER --record` does that with
any folder of unpacked solutions, and keeps nothing of them.

*Judged* is work by hand: run `pplint REPOSITORY --select RULE`, read each finding, and add a line to
`docs/quality/judged.csv`, whose column `readers` says which reading it is.

## A trophy

The largest solution of the corpus is the core of Microsoft's CoE Starter Kit (4.50.1, 114 flows), in a repository
that deploys it. Among what pplint finds in it, and both readings call right: four variables that parallel
iterations of one loop take from one another, a handler for a time-out that never comes, an action behind a Terminate
that can never run, and a connection reference that two flows need and the settings files of all three targets lack.

## Other tools

The maker portal's solution checker and flow checker look at one solution inside an environment; pplint reads
sources, and several solutions, settings files and pipelines together. [How they differ](comparison.md) says what
each sees, and why. Their findings are not counted here, since they cannot be repeated from the sources alone.

## How much the tests notice

A mutant is the code with one small change: a comparison the other way round, *and* for *or*, a *not* or an early
exit less, a number one higher. The mutants are a random sample. *Killed* were those that an existing test noticed,
*killed since* those for which a test or an example of a page was added; an *equivalent* mutant changes nothing that
anyone could see.

| date | where | mutants | killed | equivalent | killed since |
|---|---|---:|---:|---:|---:|
{mutants}

## The figures

| rule | severity | default | per 100 | reading 1 | reading 2 | precision | planted | found | twins | false | page |
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


@dataclass(frozen=True)
class Reading:
    """A line of ``judged.csv``: what one reader said of a rule's findings in some repositories."""

    where: str
    findings: int
    right: int
    wrong: int
    arguable: int

    @property
    def verdicts(self) -> tuple[int, int, int]:
        """Right, wrong and arguable."""
        return self.right, self.wrong, self.arguable


@dataclass
class Figures:
    """What is known of one rule: sums over the lines of the files."""

    counts: dict[str, int] = field(default_factory=dict)
    readings: dict[str, list[Reading]] = field(default_factory=dict)
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
                if name == "judged.csv":
                    reading = Reading(row["where"], *(int(row[c]) for c in ("findings", *columns)))
                    if sum(reading.verdicts) > reading.findings:
                        raise ValueError("more verdicts than findings")
                    entry.readings.setdefault(row["readers"], []).append(reading)
                if name == "coverage.csv":
                    entry.page = float(row["percent"])
            except (KeyError, TypeError, ValueError) as error:
                raise ValueError(f"{name}, line {number}: {error}") from error
            if row.get("date"):
                entry.dates.add(row["date"])
    return figures


def _rows(file: Path, first: str = "rule") -> Iterable[tuple[int, Mapping[str, str]]]:
    if not file.exists():
        return
    with file.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        for row in reader:
            # A merge by union can leave a second header.
            if row[first] != first:
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


def differences(figures: Figures) -> tuple[int, int]:
    """Findings that both readings judged in the same repositories, and how many at least they judge differently."""
    second = {reading.where: reading for reading in figures.readings.get("2", [])}
    both = differing = 0
    for reading in figures.readings.get("1", []):
        other = second.get(reading.where)
        if other is not None and sum(reading.verdicts) == sum(other.verdicts):
            both += sum(reading.verdicts)
            pairs = zip(reading.verdicts, other.verdicts, strict=True)
            differing += max(abs(one - two) for one, two in pairs)
    return both, differing


def page(entries: Iterable[Entry], least: float) -> str:
    """The text of docs/quality.md."""
    figures = read_figures()
    rules = sorted(entries, key=lambda entry: entry.name)
    known = [figures.get(rule.name, Figures()) for rule in rules]
    corpus = {row["name"]: int(row["count"]) for _, row in _rows(FIGURES / "corpus.csv", "name")}
    compared = [differences(entry) for entry in known]
    sums = {key: sum(entry[key] for entry in known) for key in ("found", "twins", "false")}
    head = HEAD.format(
        date=max((date for entry in known for date in entry.dates), default="none"),
        known=sum(entry.precision is not None or entry["arguable"] > 0 for entry in known),
        twice=sum({"1", "2"} <= _judging(entry) for entry in known),
        both=sum(both for both, _ in compared),
        differing=sum(differing for _, differing in compared),
        planted=sum(entry["planted"] > 0 for entry in known),
        plants=sum(entry["planted"] for entry in known),
        all=len(rules),
        least=least,
        flows=corpus.get("flows", 0),
        settings=corpus.get("settings files", 0),
        mutants="\n".join(
            f"| {' | '.join(row.values())} |" for _, row in _rows(FIGURES / "mutants.csv", "date")
        ),
        **sums,
    )
    rows = [_row(rule, entry, corpus) for rule, entry in zip(rules, known, strict=True)]
    return head + "\n".join(rows) + "\n"


def _judging(figures: Figures) -> set[str]:
    return {reader for reader, lines in figures.readings.items() if any(sum(line.verdicts) for line in lines)}


def _row(rule: Entry, figures: Figures, corpus: Mapping[str, int]) -> str:
    readings = [_reading(figures.readings.get(reader, [])) for reader in ("1", "2")]
    precision = "–" if figures.precision is None else f"{figures.precision:.0%}"
    planted = ["–"] * 4
    if figures["planted"]:
        planted = [str(figures[name]) for name in ("planted", "found", "twins", "false")]
    reach = "–" if figures.page is None else f"{figures.page:.0f}"
    state = "on" if rule.is_on else "off"
    cells = [
        rule.name,
        rule.severity,
        state,
        _rate(rule, figures, corpus),
        *readings,
        precision,
        *planted,
        reach,
    ]
    return f"| {' | '.join(cells)} |"


def _reading(lines: list[Reading]) -> str:
    sums = [sum(line.verdicts[at] for line in lines) for at in range(3)]
    return " / ".join(map(str, sums)) if any(sums) else "–"


def _rate(rule: Entry, figures: Figures, corpus: Mapping[str, int]) -> str:
    """Findings per 100 flows or settings files, by the newest reading of the corpus."""
    found = [
        line.findings
        for reader in ("1", "2")
        for line in figures.readings.get(reader, [])
        if line.where == "corpus"
    ]
    is_about_settings = rule.name.startswith("settings-") or rule.name == "duplicate-settings-file"
    total = corpus.get("settings files" if is_about_settings else "flows", 0)
    return f"{100 * found[-1] / total:.1f}" if found and total else "–"
