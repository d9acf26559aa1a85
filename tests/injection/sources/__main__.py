"""``python -m tests.injection.sources FOLDER``: plant faults into solutions that somebody else wrote, and count.

Each solution is copied, one fault or harmless twin is planted in the copy, and the rule is asked before and after. With
``--record`` the counts are added to ``docs/quality/recall.csv``. Nothing of the solutions is kept.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from random import Random

from pplint import Finding, lint
from pplint.config.file import load_config
from pplint.roots import find_workspace_roots
from tests.injection.sources import flow_faults, settings_faults, solution_faults
from tests.injection.sources.host import Host, NotHere, NothingToCheck, copy, hosts
from tests.injection.sources.registry import FAULTS, TWINS, Change

RECALL = Path(__file__).resolve().parents[3] / "docs/quality/recall.csv"
MODULES = (flow_faults, settings_faults, solution_faults)
"""They register what they hold."""


def main() -> int:
    """Print a table, and each fault that was not found; exit with 1 where there is one, or a twin was reported."""
    parser = argparse.ArgumentParser(prog="python -m tests.injection.sources", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=20, help="solutions for each fault, at most")
    parser.add_argument("--only", default="", help="rules whose name holds this")
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    found = [(solution, flow) for solution, flows in hosts(options.folder) for flow in flows]
    Random(16).shuffle(found)
    counts, faults = measure(spread(found), options.count, options.only)
    for line in faults:
        print(line)
    for rule, row in sorted(counts.items()):
        print(
            f"{rule:44} {row['found']:4} of {row['planted']:4}   {row['false']:3} of {row['twins']:4} twins"
        )
    if options.record:
        record(counts)
    return int(bool(faults))


def spread(found: list[tuple[Path, str]]) -> list[tuple[Path, str]]:
    """A flow of every solution before a second one of any."""
    seen: Counter[Path] = Counter()
    ranked = []
    for solution, flow in found:
        ranked.append((seen[solution], solution, flow))
        seen[solution] += 1
    return [(solution, flow) for _, solution, flow in sorted(ranked, key=lambda entry: entry[0])]


def measure(
    found: list[tuple[Path, str]], count: int, only: str = ""
) -> tuple[dict[str, Counter[str]], list[str]]:
    """Counts by rule, and a sentence for each fault that was missed and each twin that was reported."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    faults = []
    for registry, planted, hit in ((FAULTS, "planted", "found"), (TWINS, "twins", "false")):
        for rule, change in registry:
            if only not in rule:
                continue
            for solution, flow, is_found in planted_in(found, rule, change, count):
                counts[rule][planted] += 1
                counts[rule][hit] += is_found
                if is_found is not (registry is FAULTS):
                    faults.append(f"{rule}: {change.__name__} in {solution} ({flow})")
    return counts, faults


def planted_in(
    found: list[tuple[Path, str]], rule: str, change: Change, count: int
) -> Iterator[tuple[Path, str, bool]]:
    """Solution, flow, and whether the rule reports something new that is about what was planted."""
    done = 0
    for number, (solution, flow) in enumerate(found):
        if done >= count:
            return
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder).resolve() / "repository"
            copy(solution, root)
            before = {(f.location.path, f.message) for f in ask(root, rule)}
            try:
                needle = change(Host(root, flow, number))
            except (NotHere, NothingToCheck):
                continue
            fresh = [f for f in ask(root, rule) if (f.location.path, f.message) not in before]
            done += 1
            yield solution, flow, any(needle.lower() in words(f) for f in fresh)


def ask(root: Path, rule: str) -> list[Finding]:
    """What the rule finds in the repository."""
    config = load_config(find_workspace_roots((str(root),), str(root)), (str(root),))
    # An ignore is unused only where the rule that it names was asked.
    config.root, config.select = str(root), (rule, *(("files",) if rule == "unused-ignore" else ()))
    try:
        return [finding for finding in lint([str(root)], config).findings if finding.rule == rule]
    except NothingToCheck:
        return []


def words(finding: Finding) -> str:
    """Everything by which a finding may be known."""
    places = [finding.location, *(related.location for related in finding.related)]
    return " ".join((finding.message, *(f"{at.path} {at.pointer}" for at in places))).lower()


def record(counts: dict[str, Counter[str]]) -> None:
    """Add the counts to the committed figures."""
    with RECALL.open("a", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        for rule, row in sorted(counts.items()):
            writer.writerow(
                [rule, *(row[key] for key in ("planted", "found", "twins", "false")), datetime.date.today()]
            )


if __name__ == "__main__":
    sys.exit(main())
