"""The summary of a pipeline's run, and which findings every limited format keeps."""

from __future__ import annotations

import re

import pytest

from pplint.findings import Finding, Forecast, Report
from pplint.model.problem import Consequence, Severity
from pplint.reports import Options, pages, render
from pplint.reports.markdown import MOST_FINDINGS
from tests.unit.report_samples import ATTACKS, RULES, finding, hostile, location, report

COMMIT = "d14c42f18766159a7ef6fbb8858ab5ad4f0b532a"


def with_credentials(made: Report) -> Report:
    return made._replace(rules=tuple(r._replace(finds_credential=r.name == "leak") for r in RULES))


def many() -> Report:
    """Errors in path order; behind them, by path, what stops an import, and a credential last of all."""
    errors = [finding(n, at=location(f"a/{n:02}.json")) for n in range(40)]
    warning = finding(41, severity=Severity.WARNING, at=location("y.json"))._replace(
        consequence=Consequence.WRONG_ENVIRONMENT
    )
    stops = finding(42, at=location("z.json"))._replace(consequence=Consequence.STOPS)
    leak = finding(43, rule="leak", at=location("zz.json"))
    note = finding(44, severity=Severity.NOTE, at=location("a.json"))
    return with_credentials(report(*errors, warning, stops, leak, note))


def rows(text: str) -> list[str]:
    """The places of a table of findings, in order."""
    return re.findall(r"(?m)^\| (?:error|warning|note) \| [^|]+ \| \[?([^|\]:]+)", text)


def test_the_summary_keeps_what_costs_most_and_counts_the_rest() -> None:
    text = render("markdown", many(), Options())
    places = rows(text)
    assert places[:4] == ["zz.json", "z.json", "y.json", "a/00.json"]
    assert len(places) == MOST_FINDINGS == 30
    assert "Left out: 13 errors, 1 note." in text


@pytest.mark.parametrize("format", ["github", "azure"])
def test_annotations_keep_what_costs_most(format: str) -> None:
    text = render(format, many(), Options())
    files = re.findall(r"(?:file|sourcepath)=([^,;]+)", text)
    assert files[:2] == ["zz.json", "z.json"]
    assert "y.json" in files
    assert "a/07.json" in files
    assert "a/08.json" not in files
    assert "Left out: 32 errors" in text


def test_lines_and_rules_are_links_where_there_is_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    made = report(finding(7, at=location("a b.json", 7)))
    assert "](" not in render("markdown", made, Options())
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_REPOSITORY", "contoso/orders")
    monkeypatch.setenv("GITHUB_SHA", COMMIT)
    monkeypatch.setattr(pages, "SITE", "https://pplint.example")
    text = render("markdown", made, Options())
    assert f"[a b.json:7](https://github.com/contoso/orders/blob/{COMMIT}/a%20b.json#L7)" in text
    assert "[a-rule](https://pplint.example/rules/a-rule/)" in text


def test_the_forecast_stands_above_the_findings() -> None:
    forecast = (Forecast("prod", "stops", (), "it stops"),)
    text = render("markdown", report(finding(), forecast=forecast), Options())
    assert text.index("| prod |") < text.index("| error |")


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_of_a_repository_is_marked_up(attack: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("GITHUB_ACTIONS", "true"), ("GITHUB_REPOSITORY", "c/o"), ("GITHUB_SHA", COMMIT)):
        monkeypatch.setenv(name, value)
    text = render("markdown", hostile(attack, made_by_a_rule=True), Options())
    ours = re.sub(rf"\]\(https://github\.com/c/o/blob/{COMMIT}/[\w./%~-]+#L\d+\)", "", text)
    plain = re.sub(r"\\.", "", ours)
    for mark in ("](", "<b>", "<img", "javascript:alert", "\x1b", "\u202e"):
        assert mark not in plain or mark == "javascript:alert"
    assert not re.search(r"(?m)^\s*(?:::|##vso|##\[)", text)


def test_a_lowered_finding_costs_what_it_means_itself() -> None:
    """The consequence of the finding counts, not that of its rule."""
    rules = tuple(rule._replace(consequence="stops") for rule in RULES)
    open_one: Finding = finding(1, at=location("a.json"))._replace(consequence=Consequence.OPEN)
    stops = finding(2, at=location("b.json"))._replace(consequence=Consequence.STOPS)
    text = render("markdown", report(open_one, stops)._replace(rules=rules), Options())
    assert rows(text) == ["b.json", "a.json"]
