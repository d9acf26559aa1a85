"""Every example of every rule's page does what the page says."""

from __future__ import annotations

from math import floor
from pathlib import Path

import pytest

from pplint import registry
from pplint.testing import check_page, load_page, rewrite_page
from tests.page_coverage import LEAST, traced

ENTRIES = registry.load()
PAGES = sorted(registry.builtin_folder().glob("*/*.md"))


@pytest.mark.parametrize("path", PAGES, ids=[path.stem for path in PAGES])
def test_the_examples_of_the_page(path: Path, request: pytest.FixtureRequest) -> None:
    name = registry.rule_name(path.stem)
    assert name in ENTRIES, f"{path} is the page of no rule"
    if request.config.getoption("--rewrite-pages"):
        rewrite_page(path, name)
    page = load_page(path)
    with traced(path.with_suffix(".py")) as reached:
        failures = check_page(page, name)
    # Rounded down, so that the committed figure is never above what a run measures.
    request.node.user_properties.append(("coverage", (name, floor(reached[0].percent * 10) / 10)))
    if reached[0].percent < LEAST:
        failures.append(f"the examples run {reached[0].percent:.1f} % of the rule, not {LEAST:.0f} %:")
        failures += reached[0].missed
    if page.summary.rstrip(".") != ENTRIES[name].summary:
        failures.append(f"the page says {page.summary!r}, the rule's docstring {ENTRIES[name].summary!r}")
    assert not failures, "\n" + "\n".join(failures)


def test_every_rule_has_a_page() -> None:
    with_page = {registry.rule_name(path.stem) for path in PAGES}
    assert sorted(set(ENTRIES) - with_page) == []
