"""The published figures are about rules that exist, and rules that are often wrong are not on by default."""

from __future__ import annotations

from pathlib import Path

import pytest

from pplint import registry
from pplint.data.quality import precision_of, read_judged
from tests.checkout import CHECKOUT, load_ci

pytestmark = pytest.mark.skipif(
    not (CHECKOUT / ".ci").is_dir(), reason="the figures are in the checkout only"
)


def test_a_rule_that_is_often_wrong_is_not_on_by_default() -> None:
    quality, generate = load_ci("quality"), load_ci("generate")
    assert quality.too_imprecise(generate.rated_rules(), quality.read_figures()) == []


def test_what_reports_say_of_precision_is_what_the_page_says() -> None:
    figures = load_ci("quality").read_figures()
    judged = read_judged()
    assert judged
    for name in {*figures, *judged}:
        expected = figures[name].precision if name in figures else None
        assert precision_of(name) == expected, name


def test_every_figure_is_about_a_rule() -> None:
    quality = load_ci("quality")
    names = {name for entry in registry.load().values() for name in (entry.name, *entry.rule.aliases)}
    assert sorted(set(quality.read_figures()) - names) == []


@pytest.mark.parametrize(
    ("severity", "right", "wrong", "is_on", "is_fault"),
    [
        ("error", 98, 2, True, False),
        ("error", 97, 3, True, True),
        ("warning", 95, 5, True, False),
        ("warning", 94, 6, True, True),
        ("warning", 0, 1, False, False),
        ("note", 0, 0, True, False),
    ],
)
def test_the_limits_of_precision(
    tmp_path: Path, severity: str, right: int, wrong: int, is_on: bool, is_fault: bool
) -> None:
    quality, generate = load_ci("quality"), load_ci("generate")
    (tmp_path / "judged.csv").write_text(
        "rule,where,findings,right,wrong,arguable,readers,date,remark\n"
        f"a-rule,corpus,200,{right},0,3,1,2026-01-01,one\n"
        "rule,where,findings,right,wrong,arguable,readers,date,remark\n"
        f'a-rule,elsewhere,9,0,{wrong},0,2,2026-01-02,"two, three"\n',
        encoding="utf-8",
    )
    figures = quality.read_figures(tmp_path)
    faults = quality.too_imprecise([generate.Rated("a-rule", severity, is_on)], figures)
    assert bool(faults) is is_fault


def test_two_readings_are_told_apart_and_compared(tmp_path: Path) -> None:
    quality, generate = load_ci("quality"), load_ci("generate")
    (tmp_path / "judged.csv").write_text(
        "rule,where,findings,right,wrong,arguable,readers,date,remark\n"
        "a-rule,corpus,10,8,0,2,1,2026-01-01,\n"
        "a-rule,corpus,10,7,2,1,2,2026-01-02,\n"
        "a-rule,elsewhere,30,20,0,0,2,2026-01-02,a sample that the first reader has not seen\n",
        encoding="utf-8",
    )
    figures = quality.read_figures(tmp_path)["a-rule"]
    assert quality.differences(figures) == (10, 2)
    row = quality._row(generate.Rated("a-rule", "warning", True), figures, {"flows": 200})
    assert row == "| a-rule | warning | on | 5.0 | 8 / 0 / 2 | 27 / 2 / 1 | 95% | – | – | – | – | – |"


def test_more_verdicts_than_findings_are_refused(tmp_path: Path) -> None:
    (tmp_path / "judged.csv").write_text(
        "rule,where,findings,right,wrong,arguable,readers,date,remark\na,corpus,1,1,1,0,1,2026-01-01,\n",
        encoding="utf-8",
    )
    with pytest.raises(ValueError, match=r"judged\.csv, line 2: more verdicts than findings"):
        load_ci("quality").read_figures(tmp_path)


def test_a_malformed_figure_is_named(tmp_path: Path) -> None:
    quality = load_ci("quality")
    (tmp_path / "recall.csv").write_text(
        "rule,planted,found,twins,false,date\na,1,1,x,0,2026-01-01\n", encoding="utf-8"
    )
    with pytest.raises(ValueError, match=r"recall\.csv, line 2"):
        quality.read_figures(tmp_path)
