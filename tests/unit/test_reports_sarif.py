"""SARIF: the official schema, and what no validator looks at."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote_to_bytes

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pplint import registry
from pplint.findings import Forecast, Location, Related, Report, Suppression
from pplint.model.problem import Severity
from pplint.reports import Options, pages, render
from pplint.reports.linehash import line_hashes
from pplint.reports.provenance import find_provenance
from pplint.reports.sarif_places import encode_path
from tests.unit.report_samples import ATTACKS, RULES, SHOWN, finding, hostile, location, report

SCHEMA = Path(__file__).parent.parent / "data" / "sarif-2.1.0.schema.json"


@cache
def validator() -> jsonschema.Draft202012Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())


def log(of: Report, options: Options | None = None) -> dict[str, Any]:
    """The only run of a log that is valid and keeps its own promises."""
    whole = json.loads(render("sarif", of, options or Options()))
    validator().validate(whole)
    (run,) = whole["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.name for rule in of.rules]
    for result in run["results"]:
        if "ruleIndex" in result:
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"].endswith(".")
        assert len(result["locations"]) == 1
        region = result["locations"][0]["physicalLocation"]["region"]
        assert region["startLine"] == region["endLine"]
        assert region["startColumn"] < region["endColumn"]
        ids = [place["id"] for place in result.get("relatedLocations", ())]
        linked = re.findall(r"\[[^\]]*\]\((\d+)\)", result["message"]["text"])
        assert [int(number) for number in linked] == ids == list(range(1, len(ids) + 1))
        assert set(result["partialFingerprints"]) == {"pplintIdentity/v1", "primaryLocationLineHash"}
    return dict(run)


def test_the_schema_refuses_what_is_wrong() -> None:
    bad = json.loads(render("sarif", report(finding()), Options()))
    bad["runs"][0]["results"][0]["level"] = "fatal"
    assert not validator().is_valid(bad)


def test_the_schema_refuses_a_path_that_is_not_encoded() -> None:
    if "uri-reference" not in jsonschema.FormatChecker.checkers:
        pytest.skip("the formats of URIs are not checked here: jsonschema[format-nongpl] is not installed")
    bad = json.loads(render("sarif", report(finding()), Options()))
    place = bad["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    place["artifactLocation"]["uri"] = "a b.json"
    assert not validator().is_valid(bad)


def test_clean_run_has_rules_and_empty_results() -> None:
    run = log(report())
    assert run["results"] == []
    assert len(run["tool"]["driver"]["rules"]) == len(RULES)
    assert run["invocations"] == [{"executionSuccessful": True, "toolExecutionNotifications": []}]
    assert run["columnKind"] == "utf16CodeUnits"
    assert "uri" not in run["originalUriBaseIds"]["%SRCROOT%"]


def test_rule() -> None:
    first, second, leak, *_ = log(report(finding()))["tool"]["driver"]["rules"]
    assert first["name"] == "ARule"
    assert first["shortDescription"]["text"] == "A thing is so."
    assert first["fullDescription"]["text"] == (
        "A thing is so. Because Microsoft says so in its documentation "
        "(https://learn.microsoft.com/power-automate/x), in code."
    )
    assert first["help"]["markdown"].startswith("# a-rule")
    assert first["help"]["text"].endswith("A second paragraph.\n\n1. Do it.")
    assert "helpUri" not in first
    assert first["defaultConfiguration"] == {"level": "error"}
    assert first["properties"] == {
        "tags": ["flows", "cwe-798"],
        "precision": "high",
        "problem.severity": "error",
    }
    assert second["properties"]["problem.severity"] == "recommendation"
    assert leak["name"] == "LeakRule"
    assert leak["properties"]["security-severity"] == "8.0"
    assert "security" in leak["properties"]["tags"]


def test_rule_without_a_page_and_with_a_long_one() -> None:
    short, long = (
        RULES[0]._replace(name="c", page=""),
        RULES[0]._replace(name="d", page="## Why\n\n" + "so " * 900),
    )
    found = report(finding(rule="c"), finding(2, rule="d"))._replace(rules=(short, long))
    rules = log(found)["tool"]["driver"]["rules"]
    assert rules[0]["help"] == {"text": "A thing is so.", "markdown": "A thing is so."}
    assert len(rules[1]["fullDescription"]["text"]) == 1024


def test_a_rule_without_results_has_no_page() -> None:
    fired, *others = log(report(finding()))["tool"]["driver"]["rules"]
    assert "markdown" in fired["help"]
    assert others
    for rule in others:
        assert rule["help"] == {"text": rule["shortDescription"]["text"]} == rule["fullDescription"]


def test_a_rules_address_is_its_page_or_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not any("helpUri" in rule for rule in log(report(finding()))["tool"]["driver"]["rules"])
    monkeypatch.setattr(pages, "SITE", "https://pplint.example")
    rules = log(report(finding()))["tool"]["driver"]["rules"]
    assert rules[0]["helpUri"] == "https://pplint.example/rules/a-rule/"


def test_what_the_viewer_of_azure_devops_reads() -> None:
    item = finding(related=(Related(location(line=8), "defined [here]"),), message="'a_b' is *so* in <x>")
    (result,) = log(report(item))["results"]
    (place,) = result["locations"]
    assert place["logicalLocations"][0]["kind"] == "action"
    assert place["physicalLocation"]["region"]["snippet"] == {"text": "abc"}
    assert place["physicalLocation"]["contextRegion"]["snippet"] == {"text": '"abc": 1'}
    assert result["message"]["markdown"] == (r"'a\_b' is \*so\* in \<x\>. See: [defined \[here\]](1).")
    hidden = finding(at=location()._replace(excerpt="", excerpt_start=0, excerpt_length=0))
    (result,) = log(report(hidden))["results"]
    assert "snippet" not in result["locations"][0]["physicalLocation"]["region"]
    assert "contextRegion" not in result["locations"][0]["physicalLocation"]


AZURE = {
    "TF_BUILD": "True",
    "BUILD_REPOSITORY_URI": "https://somebody:secret@dev.azure.com/contoso/_git/orders?x=1",
    "BUILD_SOURCEVERSION": "d14c42f18766159a7ef6fbb8858ab5ad4f0b532a",
    "BUILD_SOURCEBRANCHNAME": "main",
}


def test_provenance_comes_from_the_build_without_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "versionControlProvenance" not in log(report(finding()))
    for name, value in AZURE.items():
        monkeypatch.setenv(name, value)
    assert log(report(finding()))["versionControlProvenance"] == [
        {
            "repositoryUri": "https://dev.azure.com/contoso/_git/orders",
            "revisionId": AZURE["BUILD_SOURCEVERSION"],
            "branch": "main",
            "mappedTo": {"uriBaseId": "%SRCROOT%"},
        }
    ]


@pytest.mark.parametrize(
    ("environment", "link"),
    [
        (AZURE, "https://dev.azure.com/contoso/_git/orders?path=/a%20b.json&version=GC"),
        ({**AZURE, "BUILD_REPOSITORY_URI": "git@ssh.dev.azure.com:v3/contoso/orders"}, None),
        ({**AZURE, "BUILD_REPOSITORY_URI": ""}, None),
        ({**AZURE, "BUILD_SOURCEVERSION": "main"}, ""),
        (
            {
                "GITHUB_ACTIONS": "true",
                "GITHUB_SERVER_URL": "https://github.com",
                "GITHUB_REPOSITORY": "contoso/orders",
                "GITHUB_SHA": AZURE["BUILD_SOURCEVERSION"],
            },
            "https://github.com/contoso/orders/blob/d14c42f18766159a7ef6fbb8858ab5ad4f0b532a/a%20b.json#L7",
        ),
        ({}, None),
    ],
)
def test_links_lead_to_the_line_in_the_repository(environment: dict[str, str], link: str | None) -> None:
    provenance = find_provenance(environment)
    if link is None:
        assert provenance is None
    else:
        assert provenance is not None
        made = provenance.link("a b.json", 7)
        assert made.startswith(link) if link else made == ""
        assert "secret" not in str(provenance)


def test_result() -> None:
    related = (Related(location("b c/[1].xml", 7), "defined here"), Related(location(line=8), "used [too]"))
    made = finding(3, severity=Severity.WARNING, related=related, flow=related)
    (result,) = log(report(made))["results"]
    assert result["ruleId"] == "a-rule"
    assert result["level"] == "warning"
    assert result["message"]["text"] == "'abc' is so. See: [defined here](1), [used (too)](2)."
    (place,) = result["locations"]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": "solution/Workflows/A.json", "uriBaseId": "%SRCROOT%"},
        "region": {
            "startLine": 3,
            "startColumn": 5,
            "endLine": 3,
            "endColumn": 9,
            "snippet": {"text": "abc"},
        },
        "contextRegion": {"startLine": 3, "endLine": 3, "snippet": {"text": '"abc": 1'}},
    }
    assert place["logicalLocations"] == [
        {"name": "Notify", "fullyQualifiedName": "Orders/Notify/Notify", "kind": "action"},
        {"name": "Notify", "fullyQualifiedName": "Orders/Notify", "kind": "flow"},
        {"name": "Orders", "fullyQualifiedName": "Orders", "kind": "solution"},
    ]
    assert result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "b%20c/%5B1%5D.xml"
    assert result["properties"] == {"pointer": "/a/b"}
    steps = result["codeFlows"][0]["threadFlows"][0]["locations"]
    assert [step["location"]["message"]["text"] for step in steps] == ["defined here", "used [too]"]


def test_a_full_stop_is_not_doubled() -> None:
    (result,) = log(report(finding(message="It is so.")))["results"]
    assert result["message"]["text"] == "It is so."


@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_names_stay_valid_and_paths_lead_to_their_files(attack: str) -> None:
    hurt = hostile(attack)
    results = log(hurt, SHOWN)["results"]
    assert len(results) == 5
    for result, item in zip(results, (*hurt.findings, *hurt.suppressed), strict=True):
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"[A-Za-z0-9_.~%/-]+", uri)
        path = item.location.file
        if "\ud800" not in path:
            assert unquote_to_bytes(uri) == path.encode("utf-8", "surrogateescape")


def test_member_of_an_archive_is_named_and_the_archive_is_the_place() -> None:
    at = Location("in/Orders one.zip!/Workflows/A.json", 41, 24, 41, 30)
    (result,) = log(report(finding(at=at)))["results"]
    (place,) = result["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "in/Orders%20one.zip"
    assert place["physicalLocation"]["region"]["startLine"] == 1
    assert "'Workflows/A.json', line 41, column 24 of the archive" in result["message"]["text"]
    assert place["logicalLocations"][0] == {
        "name": "A.json",
        "fullyQualifiedName": "in/Orders one.zip!/Workflows/A.json",
        "kind": "file",
    }


PRETTY = '{\n  "a": 1,\n  "b": 2\n}\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_line_hash_is_that_of_the_bytes_on_disk(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "Größe #1.json").write_bytes(PRETTY.encode(encoding))
    results = log(report(*(finding(n, at=location("Größe #1.json", n)) for n in (2, 3)), root=str(tmp_path)))[
        "results"
    ]
    expected = line_hashes(PRETTY.encode(encoding).decode("utf-8", "replace"), (2, 3))
    assert [r["partialFingerprints"]["primaryLocationLineHash"] for r in results] == [
        expected[2],
        expected[3],
    ]
    assert results[0]["partialFingerprints"]["pplintIdentity/v1"] == finding(2).identity.fingerprint


def test_identity_stands_in_where_a_line_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_bytes(PRETTY.replace("\n", "").encode() + b"\n")
    (tmp_path / "a.zip").write_bytes(b"PK\n\n\n")
    (tmp_path / "short.json").write_text(PRETTY)
    paths = ["one.json", "a.zip!/b.json", "gone.json", "short.json"]
    made = [finding(1, name=p, at=location(p, 900 if p == "short.json" else 1)) for p in paths]
    results = log(report(*made, root=str(tmp_path)))["results"]
    assert [r["partialFingerprints"]["primaryLocationLineHash"] for r in results] == [
        f"{f.identity.fingerprint[:16]}:1" for f in made
    ]


def test_suppressed_results_only_when_asked_for() -> None:
    kinds = ("note", "configuration", "baseline")
    hidden = tuple(finding(n, suppression=Suppression(kind, "agreed")) for n, kind in enumerate(kinds, 1))
    made = report(suppressed=hidden)
    assert log(made)["results"] == []
    found = [result["suppressions"] for result in log(made, SHOWN)["results"]]
    assert found == [
        [{"kind": kind, "status": "accepted", "justification": "agreed"}]
        for kind in ("inSource", "external", "external")
    ]


def test_what_went_wrong_is_notified() -> None:
    made = report(
        finding(1, rule="malformed-json", message="'A.json' is not JSON"),
        finding(2, rule="rule-crashed", message="rule 'x' raised"),
        finding(3),
        notifications=("more than 9 files",),
        crashed=True,
    )
    (invocation,) = log(made)["invocations"]
    assert invocation["executionSuccessful"] is False
    told = invocation["toolExecutionNotifications"]
    assert [n["message"]["text"] for n in told] == [
        "more than 9 files.",
        "'A.json' is not JSON.",
        "rule 'x' raised.",
    ]
    assert told[1]["associatedRule"] == {"id": "malformed-json", "index": 3}
    assert told[1]["level"] == "error"
    assert told[1]["locations"][0]["physicalLocation"]["region"]["startLine"] == 1


def test_thirty_thousand_findings_are_cut_to_the_most_severe() -> None:
    severities = (
        Severity.NOTE,
        Severity.WARNING,
        Severity.NOTE,
        Severity.ERROR,
        Severity.NOTE,
        Severity.NOTE,
    )
    made = report(*(finding(n, severity=severities[n % 6]) for n in range(1, 30_001)))
    output = render("sarif", made, Options())
    assert output == render("sarif", made, Options())
    run = json.loads(output)["runs"][0]
    assert len(run["results"]) == 5_000
    assert {result["level"] for result in run["results"]} == {"error"}
    lines = [r["locations"][0]["physicalLocation"]["region"]["startLine"] for r in run["results"]]
    assert lines == sorted(lines)
    (told,) = run["invocations"][0]["toolExecutionNotifications"]
    assert told["message"]["text"] == (
        "Only 5,000 results are listed, the most severe; 5,000 warnings, 20,000 notes more were found."
    )
    assert told["level"] == "warning"


def test_the_cut_leaves_room_for_no_more_suppressed_ones() -> None:
    hidden = tuple(finding(n, suppression=Suppression("note", "x")) for n in range(5))
    made = report(*(finding(n) for n in range(1, 5_000)), suppressed=hidden)
    run = json.loads(render("sarif", made, SHOWN))["runs"][0]
    assert len(run["results"]) == 5_000
    (told,) = run["invocations"][0]["toolExecutionNotifications"]
    assert "4 errors more" in told["message"]["text"]


def test_forecast_is_no_business_of_sarif() -> None:
    assert log(report(forecast=(Forecast("prod", "stops", (), ""),)))["results"] == []


def test_every_rule_of_ours_describes_itself() -> None:
    rules = tuple(registry.describe(entry) for _, entry in sorted(registry.load().items()))
    described = log(report()._replace(rules=rules))["tool"]["driver"]["rules"]
    assert len({rule["name"] for rule in described}) == len(rules) > 10
    for info, rule in zip(rules, described, strict=True):
        assert rule["name"].lower() != rule["id"], info.name
        for key in ("shortDescription", "fullDescription"):
            assert 0 < len(rule[key]["text"]) <= 1024, info.name
        properties = rule["properties"]
        assert properties["precision"] in ("very-high", "high", "medium", "low"), info.name
        assert len({info.family, *info.tags, "security"}) <= 10, info.name
        # A security severity puts a finding among the security alerts, where other findings would be noise.
        if "security-severity" in properties:
            assert re.fullmatch(r"\d{1,2}\.\d", properties["security-severity"]), info.name
            assert 0 < float(properties["security-severity"]) <= 10, info.name
            assert info.family == "secrets" or info.name == "open-http-trigger", info.name
        elif info.family == "secrets":
            assert info.severity < Severity.ERROR, f"{info.name} needs a security_severity"


@given(st.text(max_size=30))
def test_paths_are_encoded_as_addresses_are(path: str) -> None:
    raw = path.encode()
    assert encode_path(path) == quote(raw, safe="/")
    assert unquote_to_bytes(encode_path(path)) == raw
