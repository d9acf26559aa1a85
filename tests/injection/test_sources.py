"""Faults that are planted into solutions somebody else wrote are found in a healthy fixture, and their twins are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from pplint import registry
from tests.injection.sources.__main__ import measure, spread
from tests.injection.sources.host import hosts
from tests.injection.sources.registry import FAULTS, TWINS

CLEAN = Path(__file__).resolve().parents[1] / "fixtures/clean"
RULES = sorted({rule for rule, _ in (*FAULTS, *TWINS)})


@pytest.mark.parametrize("rule", RULES)
def test_a_fault_is_found_and_its_twin_is_not(rule: str) -> None:
    found = spread([(solution, flow) for solution, flows in hosts(CLEAN) for flow in flows])
    counts, faults = measure(found, 1, only=rule)
    assert not faults
    assert sum(counts[rule].values())


def test_the_rules_exist() -> None:
    assert set(RULES) <= set(registry.load())


def test_a_fault_that_is_not_found_is_said() -> None:
    found = [(solution, flow) for solution, flows in hosts(CLEAN) for flow in flows][:1]
    FAULTS.append(("malformed-xml", lambda host: host.path.name))
    try:
        counts, faults = measure(found, 1, only="malformed-xml")
    finally:
        FAULTS.pop()
    assert (counts["malformed-xml"]["planted"], counts["malformed-xml"]["found"]) == (3, 2)
    assert len(faults) == 1
