"""The time of a run grows with its input, whatever the input is made of: n against 2n in one process."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.growing import CASES, measure

LIMIT = 3.0
"""Twice is linear and four times quadratic."""


@pytest.mark.parametrize("name", CASES)
def test_time_grows_with_the_input(name: str, tmp_path: Path) -> None:
    ratios: list[float] = []
    for attempt in range(4):
        once, twice = (measure(name, tmp_path / f"{attempt}-{factor}", factor) for factor in (1, 2))
        ratios.append(twice / once)
        # A busy machine makes a ratio too large at times, and never a quadratic one small again and again.
        if ratios[-1] < LIMIT:
            return
    pytest.fail(f"{name}: twice the input takes {min(ratios):.1f} times as long")
