"""Formats that are said to quote no pages of rules look the same without them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pplint import lint
from pplint.reports import PAGELESS, Options, render

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
REPORT = lint([str(FIXTURES / "contoso-orders")])


@pytest.mark.parametrize("form", sorted(PAGELESS))
@pytest.mark.parametrize(
    "options", [Options(), Options(verbose=True, colour=True, links=True), Options(statistics=True)]
)
def test_without_pages_nothing_changes(form: str, options: Options) -> None:
    bare = REPORT._replace(rules=tuple(rule._replace(page="") for rule in REPORT.rules))
    assert any(rule.page for rule in REPORT.rules)
    assert render(form, bare, options) == render(form, REPORT, options) != ""


def test_pages_are_read_where_a_format_quotes_them(pplint: Any, fixture_copy: Any) -> None:
    folder = fixture_copy("contoso-orders")
    assert "markdown" in pplint("-f", "sarif", cwd=folder).out
    assert "Why" in pplint("-f", "text", "-o", "sarif=x.sarif", cwd=folder).out + (
        folder / "x.sarif"
    ).read_text("utf-8")
