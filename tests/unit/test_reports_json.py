"""The JSON report and its schema."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

import jsonschema
import pytest

from pplint import registry
from pplint.findings import Cause, Forecast, Related, Report, Suppression
from pplint.model.problem import Severity
from pplint.reports import Options, render
from pplint.reports.pages import fix_line
from tests.unit.report_samples import ATTACKS, SHOWN, finding, hostile, location, report, rule


@cache
def validator() -> jsonschema.Draft202012Validator:
    schema = json.loads(files("pplint").joinpath("data/report.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def read(of: Report, options: Options | None = None) -> dict[str, Any]:
    value = json.loads(render("json", of, options or Options()))
    validator().validate(value)
    return dict(value)


def test_clean() -> None:
    value = read(report())
    assert value["version"] == 1
    assert value["successful"] is True
    assert value["findings"] == []
    counts = {"files": 41, "solutions": 1, "flows": 6, "settings_files": 3}
    assert value["checked"] == counts | {"desktop_flows": 0, "not_read": 0}
    assert len(value["rules"]) == 5
    assert "suppressed" not in value


def test_finding() -> None:
    related = (Related(location("b.xml", 7), "defined here"),)
    made = finding(3, severity=Severity.WARNING, related=related)
    (row,) = read(report(made))["findings"]
    assert row == {
        "rule": "a-rule",
        "family": "flows",
        "precision": None,
        "page": None,
        "how_to_fix": "Do it.",
        "severity": "warning",
        "consequence": "none",
        "fix_command": "",
        "message": "'abc' is so",
        "path": "solution/Workflows/A.json",
        "line": 3,
        "column": 5,
        "end_line": 3,
        "end_column": 9,
        "pointer": "/a/b",
        "excerpt": '"abc": 1',
        "solution": "Orders",
        "kind": "flow",
        "name": "Notify",
        "action": "Notify",
        "component": "flow:Notify",
        "name_path": "actions/Notify",
        "fingerprint": made.identity.fingerprint,
        "related": [
            {
                "message": "defined here",
                "path": "b.xml",
                "line": 7,
                "column": 5,
                "end_line": 7,
                "end_column": 9,
                "pointer": "/a/b",
            }
        ],
        "flow": [],
    }


def test_every_page_says_on_one_line_how_to_fix_it() -> None:
    for name, entry in registry.load().items():
        line = fix_line(registry.describe(entry))
        assert line, name
        assert "\n" not in line, name
        assert len(line) <= 320, name
        assert not line.endswith(":"), name
        assert "**" not in line, name


@pytest.mark.parametrize(
    ("page", "line"),
    [
        ("", ""),
        ("## How to fix\n\nDo *it*. Then\nwait.\n\nMore.\n", "Do it. Then wait."),
        ("## How to fix\n\nIn the portal:\n\n1. Open **it**.\n2. Save.\n", "In the portal: Open it."),
        ("## How to fix\n\n- **Gone:** delete it.\n- **Moved:** move it.\n", "Gone: delete it."),
        (
            f"## How to fix\n\nGive it the right name, as it is defined. {'Two ' * 60}.\n",
            "Give it the right name, as it is defined.",
        ),
        (
            "## How to fix\n\nChange it. Then do what takes some more words. Z" + "z" * 200,
            "Change it. Then do what takes some more words.",
        ),
    ],
)
def test_a_fix_on_one_line(page: str, line: str) -> None:
    assert fix_line(rule()._replace(page=page)) == line


def test_one_line_a_finding() -> None:
    text = render("json", report(finding(1), finding(2)), Options())
    assert sum(line.startswith('{"rule":"a-rule"') for line in text.splitlines()) == 2


def test_suppressed_and_forecast() -> None:
    hidden = (finding(1, suppression=Suppression("baseline", "known")),)
    line = Forecast(
        "prod",
        "stops",
        (Cause("stops", "'x' is empty", "settings-empty-value", "s.json:5"),),
        "words",
        ("Orders",),
    )
    made = report(suppressed=hidden, forecast=(line,))._replace(baseline_unmatched=2)
    value = read(made)
    assert value["counts"] == {"error": 0, "warning": 0, "note": 0, "suppressed": 1, "baseline_unmatched": 2}
    assert value["forecast"][0]["causes"] == [
        {
            "consequence": "stops",
            "words": "'x' is empty",
            "rule": "settings-empty-value",
            "place": "s.json:5",
            "flows": [],
            "on_first_import": False,
        }
    ]
    assert read(made, SHOWN)["suppressed"][0]["suppression"] == {"kind": "baseline", "reason": "known"}


@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_names_are_valid_and_paths_exact(attack: str) -> None:
    value = read(hostile(attack), SHOWN)
    assert len(value["findings"]) == 4
    if "\ud800" not in attack:
        assert value["findings"][0]["path"] == f"solution/{attack}/{attack}"


def test_the_schema_refuses_what_is_wrong() -> None:
    value = read(report(finding()))
    for key, wrong in (("line", 0), ("severity", "fatal"), ("fingerprint", "x"), ("path", None)):
        broken = {**value, "findings": [{**value["findings"][0], key: wrong}]}
        assert not validator().is_valid(broken)
    assert not validator().is_valid({**value, "version": 2})
