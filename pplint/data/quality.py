"""How often the findings of each rule were right, as they were read one by one on public repositories."""

import csv
import os
from functools import cache

from pplint.records import NamedTuple

_FOLDER = os.path.dirname(os.path.abspath(__file__))
_PLACES = ("judged.csv", os.path.join("..", "..", "docs", "quality", "judged.csv"))
"""The file in a wheel, and in a checkout, where people add to it."""


class Judged(NamedTuple):
    """Findings of one rule that were read: right, wrong, and those on which teams differ."""

    right: int = 0
    wrong: int = 0
    arguable: int = 0

    @property
    def precision(self) -> float | None:
        """Right / (right + wrong); ``None`` where nothing was judged."""
        judged = self.right + self.wrong
        return self.right / judged if judged else None


@cache
def read_judged() -> dict[str, Judged]:
    """The published figures by rule; a rule of which nothing was read is not among them."""
    found: dict[str, Judged] = {}
    for place in _PLACES:
        path = os.path.join(_FOLDER, place)
        if os.path.isfile(path):
            with open(path, encoding="utf-8", newline="") as lines:
                for row in csv.DictReader(lines):
                    # A merge by union can leave a second header.
                    if row["rule"] != "rule":
                        counts = (int(row[name]) for name in Judged._fields)
                        known = found.get(row["rule"], Judged())
                        found[row["rule"]] = Judged(*map(sum, zip(known, counts, strict=True)))
            break
    return found


def precision_of(rule: str) -> float | None:
    """The published precision of a rule, or ``None``."""
    judged = read_judged().get(rule)
    return judged.precision if judged is not None else None
