"""The formats for CI systems: escaping as their readers undo it, and their limits."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

import pytest
from lxml import etree

from pplint.findings import Location, Related, Report, Suppression
from pplint.model.problem import Severity
from pplint.reports import Options, junit, render
from pplint.text import sanitise
from tests.unit.report_samples import ATTACKS, SHOWN, finding, hostile, location, report

QUIET = Options(quiet=True)
RELATED = (Related(location("b, c;d].json", 7), "defined: here"),)


def many(errors: int, warnings: int, notes: int) -> Report:
    counts = {Severity.NOTE: notes, Severity.WARNING: warnings, Severity.ERROR: errors}
    severities = [severity for severity, count in counts.items() for _ in range(count)]
    return report(*(finding(n, severity=severity) for n, severity in enumerate(severities, 1)))


def read_github(line: str) -> tuple[str, dict[str, str], str]:
    """Level, properties and message, as the runner reads a command (ActionCommand.cs)."""
    found = re.fullmatch(r"::(\w+) (.*?)::(.*)", line)
    assert found, line
    properties = {}
    for pair in found[2].split(","):
        key, _, value = pair.partition("=")
        for code, sign in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
            value = value.replace(code, sign)
        properties[key] = value
    text = found[3].replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
    return found[1], properties, text


def read_azure(line: str) -> tuple[dict[str, str], str]:
    """Properties and message, as the agent reads a command (Command.cs)."""
    assert line.startswith("##vso[task.logissue ")
    head, _, text = line.removeprefix("##vso[task.logissue ").partition("]")
    properties = {}
    for pair in filter(None, head.split(";")):
        key, _, value = pair.partition("=")
        for code, sign in (("%5D", "]"), ("%3B", ";"), ("%0D", "\r"), ("%0A", "\n"), ("%AZP25", "%")):
            value = value.replace(code, sign)
        properties[key] = value
    return properties, text.replace("%0D", "\r").replace("%0A", "\n").replace("%AZP25", "%")


def test_github() -> None:
    made = finding(3, severity=Severity.NOTE, related=RELATED, message="100% so")
    first, last = render("github", report(made), Options()).splitlines()
    assert first == (
        "::notice file=solution/Workflows/A.json,line=3,endLine=3,col=5,endColumn=9,title=a-rule"
        "::100%25 so%0Adefined: here: b, c;d].json:7:5"
    )
    assert last.startswith("0 errors, 0 warnings, 1 note in 1 of 41 files")


def test_azure() -> None:
    made = finding(3, severity=Severity.WARNING, related=RELATED, message="100% so")
    first, last = render("azure", report(made), Options()).splitlines()
    assert first == (
        "##vso[task.logissue type=warning;sourcepath=solution/Workflows/A.json;linenumber=3;columnnumber=5;"
        "code=a-rule;]100%AZP25 so; defined: here: b, c;d].json:7:5"
    )
    assert last.startswith("0 errors, 1 warning, 0 notes in 1 of 41 files")


@pytest.mark.parametrize("path", [p for p in ATTACKS if p.isprintable()] + ["a b,c;d]e%20:f#g.json"])
def test_paths_come_out_as_they_are_on_disk(path: str) -> None:
    made = report(finding(at=location(path)))
    _, properties, _ = read_github(render("github", made, QUIET).rstrip("\n"))
    assert properties["file"] == sanitise(path, 0)
    assert properties["line"] == "3"
    shown, _ = read_azure(render("azure", made, QUIET).rstrip("\n"))
    assert shown["sourcepath"] == sanitise(path, 0)
    assert shown["code"] == "a-rule"
    if "##" not in path and "](" not in path and not path.lstrip().startswith("::"):
        assert properties["file"] == path


def test_a_message_with_breaks_stays_one_command() -> None:
    text = "one\r\n::error::two\n##vso[task.complete]"
    (line,) = render("github", report(finding(message=text)), QUIET).splitlines()
    assert read_github(line)[2] == sanitise(text, 0)
    (line,) = render("azure", report(finding(message=text)), QUIET).splitlines()
    assert read_azure(line)[1] == sanitise(text, 0)


def test_github_shows_ten_of_each_level_and_says_what_was_left_out() -> None:
    lines = render("github", many(12, 11, 40), Options()).splitlines()
    levels = [read_github(line)[0] for line in lines[:-2]]
    assert levels == ["error"] * 10 + ["warning"] * 10 + ["notice"] * 10
    assert lines[-1] == (
        "Left out: 2 errors, 1 warning, 30 notes. GitHub shows 10 annotations of each level in a step; "
        "`-o text=FILE` lists everything."
    )
    assert render("github", many(12, 11, 40), QUIET).splitlines()[-1] == lines[-1]


def test_azure_shows_ten_errors_and_warnings_and_no_notes() -> None:
    lines = render("azure", many(12, 10, 1), Options()).splitlines()
    assert [read_azure(line)[0]["type"] for line in lines[:-2]] == ["error"] * 10 + ["warning"] * 10
    assert lines[-1].startswith("Left out: 2 errors, 1 note. Azure Pipelines shows")


def test_nothing_is_said_to_be_left_out_when_nothing_is() -> None:
    assert "Left out" not in render("github", many(10, 10, 10), Options())
    assert "Left out" not in render("azure", many(10, 10, 0), Options())


def test_long_messages_are_cut_where_the_runner_cuts_them() -> None:
    (line,) = render("github", report(finding(message="%" * 5000)), QUIET).splitlines()
    text = read_github(line)[2]
    assert len(text) == 4096
    assert text.endswith("…")


@pytest.mark.parametrize("form", ["github", "azure"])
def test_a_clean_run_says_what_was_checked(form: str) -> None:
    assert render(form, report(), Options()) == "No findings: 1 solution, 6 flows, 3 settings files\n"
    assert render(form, report(), QUIET) == ""


@pytest.mark.parametrize("form", ["github", "azure"])
def test_a_member_of_an_archive_has_no_line(form: str) -> None:
    made = report(finding(at=Location("a.zip!/b.json", 41, 2, 41, 4)))
    line = render(form, made, QUIET)
    assert "line=" not in line
    assert "a.zip" in line
    assert "'b.json', line 41, column 2 of the archive" in line


def gitlab(of: Report) -> list[dict[str, Any]]:
    value = json.loads(render("gitlab", of, Options()))
    assert isinstance(value, list)
    return value


def test_gitlab() -> None:
    made = finding(3, severity=Severity.WARNING, at=location("Größe #1/a b.json", 3))
    assert gitlab(report(made)) == [
        {
            "description": "'abc' is so",
            "check_name": "a-rule",
            "fingerprint": made.identity.fingerprint,
            "severity": "minor",
            "location": {"path": "Größe #1/a b.json", "lines": {"begin": 3}},
        }
    ]


def test_gitlab_severities() -> None:
    made = report(
        finding(1),
        finding(2, rule="leak"),
        finding(3, severity=Severity.NOTE),
        finding(4, severity=Severity.WARNING),
    )
    assert [row["severity"] for row in gitlab(made)] == ["major", "critical", "info", "minor"]
    # A configuration may lower a secret to a warning; then it is none of the critical ones.
    assert gitlab(report(finding(rule="leak", severity=Severity.WARNING)))[0]["severity"] == "minor"


def test_gitlab_is_an_empty_array_without_findings() -> None:
    assert render("gitlab", report(), Options()) == "[]\n"


@pytest.mark.parametrize("attack", ATTACKS)
def test_gitlab_paths(attack: str) -> None:
    path = gitlab(hostile(attack))[0]["location"]["path"]
    if "\ud800" not in attack:
        assert path == f"solution/{attack}/{attack}"


def cases(of: Report, options: Options | None = None) -> list[etree._Element]:
    text = render("junit", of, options or Options())
    root = etree.fromstring(text.encode("utf-8"))
    (suite,) = root
    found = list(suite)
    assert root.tag == "testsuites"
    assert suite.get("tests") == root.get("tests") == str(len(found))
    kinds = Counter(child.tag for case in found for child in case)
    for kind, name in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        assert suite.get(name) == str(kinds[kind])
    names = [(case.get("classname"), case.get("name")) for case in found]
    assert len(set(names)) == len(names)
    return found


def test_junit() -> None:
    (case,) = cases(report(finding(3, related=RELATED)))
    assert dict(case.items()) == {
        "classname": "solution/Workflows/A.json",
        "name": "a-rule 3:5",
        "file": "solution/Workflows/A.json",
        "time": "0",
    }
    (failure,) = case
    assert dict(failure.items()) == {"message": "'abc' is so", "type": "error"}
    assert failure.text == ("solution/Workflows/A.json:3:5: error a-rule\ndefined: here: b, c;d].json:7:5")


def test_junit_kinds_of_outcome() -> None:
    made = report(
        finding(1),
        finding(2, severity=Severity.NOTE),
        finding(3, rule="malformed-json"),
        finding(4, severity=Severity.WARNING),
        suppressed=(finding(5, suppression=Suppression("note", "agreed")),),
    )
    assert [case[0].tag for case in cases(made)] == ["failure", "error", "failure", "skipped"]
    shown = cases(made, SHOWN)
    assert shown[-1][0].tag == "skipped"
    assert shown[-1][0].get("message") == "suppressed: agreed: 'abc' is so"


def test_junit_clean_run_is_one_passing_case() -> None:
    (case,) = cases(report())
    assert not len(case)


def test_junit_names_are_unique_where_places_are_not() -> None:
    same = [finding(1), finding(1, name="Other"), finding(1, name="Third")]
    assert [case.get("name") for case in cases(report(*same))] == [
        "a-rule 1:5",
        "a-rule 1:5 #2",
        "a-rule 1:5 #3",
    ]


@pytest.mark.parametrize("attack", ATTACKS)
def test_junit_is_xml_whatever_the_names_are(attack: str) -> None:
    assert len(cases(hostile(attack), SHOWN)) == 5
    assert "[[ATTACHMENT" not in render("junit", hostile(attack), SHOWN)


def test_junit_stays_below_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(junit, "MAX_BYTES", 5_000)
    made = report(*(finding(n, severity=Severity(1 + n % 3)) for n in range(1, 301)))
    found = cases(made)
    assert len(found) < 40
    assert {case[0].get("type") for case in found[:-1]} == {"error"}
    assert (
        found[-1][0].get("message")
        == f"{300 - len(found) + 1} more findings are left out: GitLab reads at most 30 MB"
    )
