"""The time of a run grows with its input also where a single call does the work: n against 2n in one process.

`test_survival` counts calls; what is quadratic inside of one, as searches and copies of texts are, only time shows.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.growing import measure

LIMIT = 3.0
"""Twice is linear and four times quadratic."""


KINDS = (
    "addresses",
    "chain",
    "many_actions",
    "names_in_texts",
    "repetition",
    "strange_texts",
    "strange_web_texts",
    "values_of_values",
)


@pytest.mark.parametrize("name", KINDS)
def test_time_grows_with_the_input(name: str, tmp_path: Path) -> None:
    ratios: list[float] = []
    for attempt in range(4):
        once, twice = (measure(name, tmp_path / f"{attempt}-{factor}", factor) for factor in (1, 2))
        ratios.append(twice / once)
        # A busy machine makes a ratio too large at times, and never a quadratic one small again and again.
        if ratios[-1] < LIMIT:
            return
    pytest.fail(f"{name}: twice the input takes {min(ratios):.1f} times as long")
