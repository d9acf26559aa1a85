"""What people try because other tools have it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pplint import lint, registry
from pplint.cli.habits import HABITS
from tests.every_command import commands

Run = Callable[..., Any]


def test_other_names_of_commands(pplint: Run) -> None:
    assert pplint("lint", "-f", "concise") == pplint("check", "-f", "concise")
    assert pplint("version").out == pplint("--version").out
    assert pplint("help").out == pplint("--help").out
    assert pplint("help", "settings").out == pplint("settings", "--help").out
    assert "sync" in pplint("settings").out
    assert pplint("settings").code == 0


def test_a_folder_of_that_name_is_a_path(pplint: Run, repository: Path) -> None:
    (repository / "version").mkdir()
    (repository / "version/settings.json").write_text("{}", "utf-8")
    assert "pplint 0" not in pplint("version").out


@pytest.mark.parametrize(
    ("file", "begin"),
    [
        ("a.md", "### pplint: "),
        ("a.sarif", "{"),
        ("a.xml", "<?xml"),
        ("a.JSON", '{"version"'),
        ("a.txt", "prod "),
    ],
)
def test_a_report_file_says_its_format(pplint: Run, repository: Path, file: str, begin: str) -> None:
    assert pplint("-o", file).code == 0
    assert (repository / file).read_text("utf-8").startswith(begin)


def test_an_ending_that_says_nothing_is_one_sentence(pplint: Run) -> None:
    result = pplint("-o", "report.html")
    assert result.code == 2
    assert "'report.html' is neither FORMAT=FILE" in result.err
    assert ".sarif, .xml, .json, .txt, .md" in result.err
    assert result.err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments", [("check", "-f", "JSON"), ("rules", "-f", "Json"), ("explain", "secrets", "-f", "JSON")]
)
def test_formats_in_any_case(pplint: Run, arguments: tuple[str, ...]) -> None:
    assert json.loads(pplint(*arguments).out)


def test_rules_and_pages_of_families_and_of_several(pplint: Run) -> None:
    rows = pplint("rules", "secrets").out.splitlines()
    assert rows == pplint("explain", "secrets").out.splitlines()
    assert all(" secrets " in row for row in rows)
    assert len(pplint("rules", "direct-connection").out.splitlines()) == 1
    both = pplint("explain", "direct-connection", "settings-drift", "--format", "markdown").out
    assert "# direct-connection" in both
    assert "# settings-drift" in both
    assert "did you mean 'secrets'" in pplint("rules", "secret").err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("--env prod", "`pplint forecast --target NAME`"),
        ("forecast --env prod", "; here it is --target"),
        ("settings new . --env prod", "; here it is --environment"),
        ("settings sync --env prod", "; name its settings file"),
        ("--output-format json", "; here it is --format"),
        ("--strict", "; here it is --select all"),
        ("--skip a", "; here it is --ignore"),
        ("--json", "; here it is --format json"),
        ("settings check --fix", "`pplint settings sync`"),
        ("--formt json", "'--format'"),
    ],
)
def test_an_option_of_another_tool_gets_its_neighbour(pplint: Run, arguments: str, words: str) -> None:
    result = pplint(*arguments.split())
    assert (result.code, result.out) == (2, "")
    assert words in result.err
    assert result.err.count("\n") == 1


def test_what_is_meant_exists() -> None:
    options = {option for _, command in commands() for p in command.params for option in p.opts}
    for other, meant in HABITS.items():
        assert set(meant) <= options, other


@pytest.mark.parametrize(
    "arguments", ["--fail-on ERROR", "--min-severity Warning", "--sort Path", "--color NEVER", "-f Concise"]
)
def test_choices_in_any_case(pplint: Run, arguments: str) -> None:
    assert pplint(*arguments.split()) == pplint(*arguments.lower().split())


def test_the_shell_completes_rules_and_families(monkeypatch: pytest.MonkeyPatch) -> None:
    from click.shell_completion import BashComplete

    from pplint.cli import pplint as command

    complete = BashComplete(command, {}, "pplint", "_PPLINT_COMPLETE")
    found = [item.value for item in complete.get_completions(["check", "--select"], "secrets,direct-")]
    assert found == ["secrets,direct-connection"]
    assert "settings-drift" in [item.value for item in complete.get_completions(["explain"], "settings-")]
    assert "handover" in [item.value for item in complete.get_completions([], "hand")]
    assert "sarif" in [item.value for item in complete.get_completions(["check", "--format"], "sa")]


def test_a_script_chooses_rules(repository: Path) -> None:
    report = lint((str(repository),), select=["settings"])
    assert {rule.family for rule in report.rules} - {"files"} == {"settings"}
    assert lint((str(repository),), select="settings").rules == report.rules
    assert len(report.rules) < len(registry.load())
