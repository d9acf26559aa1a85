"""Whole reports on the repositories in ``fixtures``, compared with those in ``golden``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

GOLDEN = Path(__file__).resolve().parent / "golden"
REPORTS = (
    ("contoso-orders", "concise", "contoso-orders.txt"),
    ("contoso-orders", "text", "contoso-orders.text.txt"),
    ("contoso-orders", "sarif", "contoso-orders.sarif"),
    ("contoso-orders", "json", "contoso-orders.json"),
    ("contoso-orders", "github", "contoso-orders.github.txt"),
    ("contoso-orders", "azure", "contoso-orders.azure.txt"),
    ("contoso-orders", "gitlab", "contoso-orders.gitlab.json"),
    ("contoso-orders", "junit", "contoso-orders.junit.xml"),
    ("broken", "concise", "broken.txt"),
    ("sampler", "concise", "sampler.txt"),
    ("sampler", "text", "sampler.text.txt"),
    ("broken", "text", "broken.text.txt"),
    ("clean", "concise", "clean.txt"),
)
EXIT_CODES = {"clean": 0}
Run = Callable[..., Any]


@pytest.mark.parametrize(("fixture", "form", "golden"), REPORTS, ids=[report[2] for report in REPORTS])
def test_the_report(
    fixture: str,
    form: str,
    golden: str,
    pplint: Run,
    fixture_copy: Callable[[str], Path],
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    root = fixture_copy(fixture)
    if form == "text":
        monkeypatch.setenv("COLUMNS", "80")
    result = pplint("-f", form, cwd=root)
    assert result.code == EXIT_CODES.get(fixture, 1)
    assert str(root) not in result.out
    actual = without_what_changes(result.out) if form in ("sarif", "json") else result.out
    file = GOLDEN / golden
    if request.config.getoption("--rewrite-golden"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(actual, encoding="utf-8", newline="\n")
    expected = file.read_text(encoding="utf-8") if file.exists() else ""
    assert actual == expected, (
        "read the difference; if it is meant: .ci/regenerate, or pytest tests/test_golden.py --rewrite-golden"
    )


def without_what_changes(report: str) -> str:
    """A JSON report without pplint's version, and of its rules only those that found something.

    The rules' pages have tests of their own, and a new rule should not change a report that it has no part in.
    """
    data = json.loads(report)
    for run in data.get("runs", []):
        driver = run["tool"]["driver"]
        for key in ("version", "semanticVersion", "fullName"):
            assert driver.pop(key)
        for result in run["results"]:
            assert driver["rules"][result.pop("ruleIndex")]["id"] == result["ruleId"]
        found = {result["ruleId"] for result in run["results"]}
        driver["rules"] = [rule for rule in driver["rules"] if rule["id"] in found]
        for rule in driver["rules"]:
            assert rule.pop("help")["markdown"]
            assert rule.pop("fullDescription")["text"]
    if "runs" not in data:
        assert data["tool"].pop("version")
        found = {finding["rule"] for finding in data["findings"]}
        assert found <= {rule["name"] for rule in data["rules"]}
        data["rules"] = [rule for rule in data["rules"] if rule["name"] in found]
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("fixture", ["contoso-orders", "sampler", "broken"])
@pytest.mark.parametrize("form", ["text", "concise", "sarif", "json", "github", "azure", "gitlab", "junit"])
def test_no_report_shows_a_secret(
    fixture: str, form: str, pplint: Run, fixture_copy: Callable[[str], Path]
) -> None:
    from pplint.testing.secrets import KINDS, make_secret, secret_part

    root = fixture_copy(fixture)
    used = {kind for kind in KINDS if any(make_secret(kind) in text for text in texts(root))}
    assert used or fixture == "broken"
    report = pplint("-f", form, "--select", "all", cwd=root).out
    assert [kind for kind in used if secret_part(kind) in report] == []


def texts(root: Path) -> list[str]:
    return [path.read_text(encoding="utf-8", errors="replace") for path in root.rglob("*") if path.is_file()]


def test_the_fixture_is_linted_as_it_is_in_the_repository(pplint: Run) -> None:
    """README's first command: placeholders of secrets must be harmless there."""
    result = pplint("contoso-orders", "-f", "concise", cwd=Path(__file__).resolve().parent / "fixtures")
    assert result.code == 1
    assert "malformed" not in result.out
