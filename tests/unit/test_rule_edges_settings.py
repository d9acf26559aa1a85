"""Edges of rules on settings files: files that complete each other, entries after a token, names of credentials."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pplint import Config, Consequence, Finding, Severity, lint
from tests.unit.solution_files import deploy_workflow
from tests.unit.test_settings_rules import EXCEL, OUTLOOK, A, B, settings, solution

SITE = "https://contoso.sharepoint.com/sites/{}"


def findings(root: Path, files: dict[str, str], rule: str, *tokens: str) -> list[Finding]:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    report = lint([str(root)], Config(select=(rule,), root=str(root), tokens=tokens))
    assert not report.crashed
    return [finding for finding in report.findings if finding.rule == rule]


VALUES = settings({"cto_Site": "x"})
IDS = settings(ids={"cto_Mail": (A, OUTLOOK)})
BOTH = settings({"cto_Site": "x"}, {"cto_Mail": (A, OUTLOOK)})


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [(VALUES, IDS, 0), (VALUES, VALUES, 1), (IDS, IDS, 1), (BOTH, IDS, 1), (BOTH, VALUES, 1)],
)
def test_files_of_one_target_that_name_something_of_a_kind(
    tmp_path: Path, one: str, other: str, count: int
) -> None:
    files = solution({"cto_Site": "string"}, {"cto_Mail": OUTLOOK})
    files |= {"settings/prod.json": one, "deploy/prod.json": other}
    assert len(findings(tmp_path, files, "duplicate-settings-file")) == count


@pytest.mark.parametrize("first", ["#{Count}#", "", "7"])
def test_every_value_is_compared_with_its_type_whatever_the_first_is(tmp_path: Path, first: str) -> None:
    files = solution({"cto_A": "number", "cto_B": "number"})
    files |= {"settings/prod.json": settings({"cto_A": first, "cto_B": "many"})}
    assert len(findings(tmp_path, files, "settings-type-mismatch")) == 1
    known = solution({"cto_B": "number"})
    known |= {"settings/prod.json": settings({"cto_Gone": first, "cto_B": "many"})}
    assert len(findings(tmp_path / "gone", known, "settings-type-mismatch")) == 1


def with_default(value: str) -> dict[str, str]:
    files = solution({"cto_A": "string", "cto_Keep": "string"})
    path = "src/environmentvariabledefinitions/cto_A/environmentvariabledefinition.xml"
    files[path] = files[path].replace("<type>", f"<defaultvalue>{value}</defaultvalue><type>")
    return files


@pytest.mark.parametrize(
    ("default", "count"),
    [
        ("hello", 1),
        # A default that names a place, and no default at all, are findings of their own.
        (SITE.format("orders"), 0),
        ("", 0),
    ],
)
def test_what_one_target_sets_and_another_leaves_to_the_default(
    tmp_path: Path, default: str, count: int
) -> None:
    files = with_default(default) | {
        "settings/prod.json": settings({"cto_A": "x", "cto_Keep": "x"}),
        "settings/test.json": settings({"cto_Keep": "x"}),
    }
    found = findings(tmp_path, files, "settings-drift")
    assert len(found) == count
    for finding in found:
        assert "'cto_A' is set here but not for 'test'" in finding.message
        (place,) = finding.related
        # The list in which the entry is to be put, not the beginning of the file.
        assert (place.location.path, place.location.line) == ("settings/test.json", 2)


@pytest.mark.parametrize("body", ["{}", '{"ConnectionReferences": []}', '{"EnvironmentVariables": []}'])
def test_a_target_without_a_list_of_variables_leaves_them_to_other_files(tmp_path: Path, body: str) -> None:
    files = with_default("hello") | {
        "settings/prod.json": settings({"cto_A": "x", "cto_Keep": "x"}),
        "settings/test.json": body,
    }
    assert findings(tmp_path, files, "settings-drift") == []


@pytest.mark.parametrize(("name", "shown"), [("cto_Mail", "'changeme'"), ("cto_Password", "'•••'")])
def test_a_placeholder_beside_the_name_of_a_credential_is_dots(tmp_path: Path, name: str, shown: str) -> None:
    names = [f"{name}{number}" for number in ("", "2")]
    files = solution(dict.fromkeys(names, "string"))
    files |= {"settings/prod.json": settings(dict.fromkeys(names, "changeme"))}
    (found,) = findings(tmp_path, files, "settings-placeholder")
    assert f"such as {shown}" in found.message


@pytest.mark.parametrize(("passed", "consequence"), [(True, Consequence.STOPS), (False, Consequence.OPEN)])
def test_what_an_import_of_a_file_for_no_solution_meets(
    tmp_path: Path, passed: bool, consequence: Consequence
) -> None:
    files = solution({"cto_A": "string"}) | {"settings/prod.json": settings({"z_X": "a", "z_Y": "b"})}
    if passed:
        files[".github/workflows/deploy.yml"] = deploy_workflow()
    (found,) = findings(tmp_path, files, "settings-for-no-solution")
    assert (found.severity, found.consequence) == (Severity.WARNING, consequence)


def test_only_settings_below_stages_are_settings(tmp_path: Path) -> None:
    """Other things below ``stages`` are none, and a pipeline's own stages are no settings file."""
    stages = {"Prod": json.loads(settings({"cto_A": ""})), "Owner": {"name": "Jane"}, "Order": ["Prod"]}
    files = solution({"cto_A": "string"}) | {"settings/all.json": json.dumps({"stages": stages})}
    (found,) = findings(tmp_path, files, "settings-empty-value")
    assert "cto_A" in found.message
    report = lint([str(tmp_path)], Config(root=str(tmp_path)))
    assert [forecast.target for forecast in report.forecast] == ["prod"]


def test_connections_of_both_targets_are_compared_by_reference(tmp_path: Path) -> None:
    references = {"cto_Mail": OUTLOOK, "cto_Excel": EXCEL}
    rows = {"cto_Mail": (A, OUTLOOK), "cto_Excel": (B, EXCEL)}
    files = solution(references=references) | {
        "settings/prod.json": settings(ids=rows),
        "settings/test.json": settings(ids={**rows, "cto_Mail": (A[::-1], OUTLOOK)}),
    }
    (found,) = findings(tmp_path, files, "settings-shared-connection")
    assert "'cto_Excel'" in found.message
