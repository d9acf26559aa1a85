"""Settings that match nothing are told, where the whole repository was looked at, and only there."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
ALL = """
external = ["contoso_*"]
exclude = ["archive/**"]
[settings]
environments = { prod = "config/prod.json" }
templates = ["config/template*.json"]
associate = { "config/*.json" = ["elsewhere"] }
tokens = ["<<*>>"]
[rules.hardcoded-url]
allow = ["https://api.contoso.com/*"]
"""


def told(pplint: Run, repository: Path, text: str, *options: str) -> list[str]:
    """The first words of each finding about a setting."""
    (repository / "pplint.toml").write_text(text, "utf-8")
    findings = json.loads(pplint("-f", "json", *options).out)["findings"]
    return [f["message"] for f in findings if f["rule"] == "unused-setting"]


def test_each_setting_that_matches_nothing_is_told_at_its_line(pplint: Run, repository: Path) -> None:
    assert told(pplint, repository, ALL) == [
        "external 'contoso_*' matches no undefined name; correct or remove it",
        "exclude 'archive/**' matches no file or folder; correct or remove it",
        "settings file 'config/prod.json' of 'prod' does not exist; correct or remove it",
        "templates: 'config/template*.json' matches no settings file; correct or remove it",
        "associate: 'config/*.json' matches no settings file; correct or remove it",
        "associate: there is no solution 'elsewhere'; correct or remove it",
        "tokens: '<<*>>' does not occur in the sources; correct or remove it",
        "allow 'https://api.contoso.com/*' of 'hardcoded-url' matches nothing that the rule finds; correct or remove it",
    ]
    out = pplint("-f", "concise").out
    for line, word in enumerate(ALL.splitlines(), 1):
        key = word.partition(" ")[0]
        if key and not word.startswith("["):
            assert f"pplint.toml:{line}:1: " in out, word


@pytest.mark.parametrize(
    "options",
    [
        ("solution",),
        ("settings/prod.json",),
        ("--exclude", "settings/prod.json"),
        ("--isolated",),
        ("--ignore", "unused-setting"),
    ],
)
def test_nothing_is_told_where_it_cannot_be_known(
    pplint: Run, repository: Path, options: tuple[str, ...]
) -> None:
    assert told(pplint, repository, ALL, *options) == []


def test_rules_that_did_not_run_say_nothing_of_their_settings(pplint: Run, repository: Path) -> None:
    messages = told(pplint, repository, ALL, "--select", "ignores")
    assert [m for m in messages if m.startswith(("external", "allow"))] == []
    assert [m for m in messages if m.startswith("exclude")]


def test_settings_that_match_are_not_told(pplint: Run, repository: Path) -> None:
    flow = next(repository.glob("solution/Workflows/*.json"))
    data = json.loads(flow.read_text("utf-8"))
    data["properties"]["definition"]["actions"]["Call"] = {
        "type": "Http",
        "runAfter": {},
        "inputs": {"method": "GET", "uri": "https://api.contoso.de/orders"},
    }
    data["properties"]["connectionReferences"]["shared_sql"] = {
        "runtimeSource": "embedded",
        "connection": {"connectionReferenceLogicalName": "contoso_Sql"},
        "api": {"name": "shared_sql"},
    }
    flow.write_text(json.dumps(data), "utf-8")
    for name in ("archive/old.txt", "build/x.json", "deep/down/generated/y.json"):
        (repository / name).parent.mkdir(parents=True)
        (repository / name).write_text("{}", "utf-8")
    settings = repository / "settings/prod.json"
    settings.write_text(settings.read_text("utf-8").replace('"Value": "', '"Value": "<<Host>>'), "utf-8")
    text = """
external = ["contoso_*"]
exclude = ["archive/**", "archive/old/**", "build", "generated", "node_modules", ".venv/**", "*/bin/*.json"]
[settings]
environments = { prod = "settings/prod.json" }
associate = { "settings/*.json" = ["solution"] }
tokens = ["<<*>>"]
[rules.hardcoded-url]
allow = ["https://api.contoso.de/*", "api.contoso.de"]
"""
    assert told(pplint, repository, text) == []
    without = text.replace('"https://api.contoso.de/*", "api.contoso.de"', "").replace('"contoso_*"', "")
    assert told(pplint, repository, without) == []
    findings = json.loads(pplint("-f", "json").out)["findings"]
    assert {"hardcoded-url", "undefined-connection-reference"} <= {f["rule"] for f in findings}


def test_a_setting_of_a_file_that_cannot_be_read_is_not_told(pplint: Run, repository: Path) -> None:
    settings = repository / "settings/prod.json"
    settings.write_text(settings.read_text("utf-8").rstrip()[:-1], "utf-8")
    text = '[settings]\nenvironments = { prod = "settings/prod.json" }\nassociate = { "settings/*.json" = ["solution"] }\n'
    assert told(pplint, repository, text) == []


def test_a_configuration_below_the_root_says_paths_as_they_are_written(pplint: Run, repository: Path) -> None:
    (repository / ".git").mkdir()
    (repository / "pplint.toml").unlink()
    below = repository / "below"
    (repository / "solution").rename(repository / "below-solution")
    below.mkdir()
    (repository / "below-solution").rename(below / "solution")
    (below / "pplint.toml").write_text('exclude = ["./old"]\n[settings]\ntemplates = ["t.json"]\n', "utf-8")
    findings = json.loads(pplint("below", "-f", "json").out)["findings"]
    messages = [f["message"] for f in findings if f["rule"] == "unused-setting"]
    assert messages == [
        "exclude './old' matches no file or folder; correct or remove it",
        "templates: 't.json' matches no settings file; correct or remove it",
    ]


PIPELINE = """
on: [push]
jobs:
  prod:
    runs-on: windows-latest
    environment: prod
    steps:
      - uses: microsoft/powerplatform-actions/import-solution@v1
        with:
          solution-file: out/Orders.zip
          use-deployment-settings-file: true
          deployment-settings-file: settings/prod.json
"""


@pytest.mark.parametrize("glob", ["settings/prod.json", "settings/**", "settings", "*.json"])
def test_an_excluded_settings_file_is_not_missing(pplint: Run, repository: Path, glob: str) -> None:
    workflow = repository / ".github/workflows/deploy.yml"
    workflow.parent.mkdir(parents=True)
    workflow.write_text(PIPELINE, "utf-8")
    result = pplint("--exclude", glob, "-f", "json", "--select", "all")
    report = json.loads(result.out)
    assert [f["rule"] for f in report["findings"] if "missing" in f["rule"] and "settings" in f["rule"]] == []
    (target,) = report["forecast"]
    assert target["verdict"] != "stops", target
    assert "settings file 'settings/prod.json' is excluded, so it was not read" in json.dumps(target)
    (repository / "settings/prod.json").rename(repository / "settings/another.json")
    (target,) = json.loads(pplint("-f", "json").out)["forecast"]
    assert target["verdict"] == "stops"
