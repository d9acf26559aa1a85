"""Versions: which one a configuration needs, which one brought a rule, and what a release has to say of it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pplint import __version__, registry, rule_table
from pplint.config.required import check_required
from pplint.config.shown import ConfigError
from tests.checkout import CHECKOUT, load_ci

Run = Callable[..., Any]


# required-version


@pytest.mark.parametrize(
    ("wanted", "version", "fits"),
    [
        (">=0.2", "0.2.0", True),
        (">=0.2", "0.1.9", False),
        (">=0.2,<1", "1.0.0", False),
        ("==0.3.*", "0.3.7", True),
        ("~=1.4", "2.0", False),
        (">=0.2", "0.3.0rc1", True),
        ("!=0.2.1", "0.2.1", False),
        ("", "0.1.0", True),
    ],
)
def test_a_version_fits_as_packaging_says(wanted: str, version: str, fits: bool) -> None:
    def place(key: str) -> str:
        return f"pplint.toml:7[{key}]"

    if fits:
        assert check_required(wanted, place, version) == wanted
    else:
        with pytest.raises(
            ConfigError, match=r"pplint\.toml:7\[required-version\]: this repository needs pplint"
        ):
            check_required(wanted, place, version)


@pytest.mark.parametrize("name", ["pplint.toml", "pyproject.toml"])
def test_a_version_that_does_not_fit_is_one_sentence(repository: Path, pplint: Run, name: str) -> None:
    head = "" if name == "pplint.toml" else "[tool.pplint]\n"
    line = 1 if name == "pplint.toml" else 2
    # A newer configuration may have keys that this version does not know: its version is what to say.
    text = f'{head}required-version = ">=999"\na-key-of-the-future = true\n'
    (repository / "pplint.toml").unlink(missing_ok=True)
    (repository / name).write_text(text, encoding="utf-8")
    for command in ("check", "config", "baseline", "forecast"):
        code, out, err = pplint(command, ".")
        assert (code, out) == (2, "")
        assert " ".join(err.split()) == (
            f"pplint: error: {name}:{line}: this repository needs pplint '>=999', and this is {__version__}; "
            "install a version of power-platform-lint that fits"
        )
    assert pplint("check", "--isolated", ".").code == 0


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ('"0.2"', "'0.2' is not a version specifier such as '>=0.2' or '>=0.2,<1'"),
        ('"latest"', "'latest' is not a version specifier"),
        ("1", "'required-version' must be text"),
        ('[">=0.1"]', "'required-version' must be text"),
    ],
)
def test_what_is_no_specifier_is_one_sentence(repository: Path, pplint: Run, value: str, words: str) -> None:
    (repository / "pplint.toml").write_text(f"required-version = {value}\n", encoding="utf-8")
    code, out, err = pplint(".")
    assert (code, out) == (2, "")
    assert f"pplint.toml:1: {words}" in " ".join(err.split())


def test_a_version_that_fits_is_shown_and_changes_nothing(repository: Path, pplint: Run) -> None:
    before = pplint(".", "-f", "json").out
    (repository / "pplint.toml").write_text('required-version = ">=0.1"\n', encoding="utf-8")
    assert json.loads(pplint(".", "-f", "json").out)["findings"] == json.loads(before)["findings"]
    assert 'required-version      = ">=0.1"    (pplint.toml)' in pplint("config").out


# The version that brought a rule


def test_every_rule_knows_the_version_that_brought_it(pplint: Run) -> None:
    rules = json.loads(pplint("rules", "-f", "json").out)
    assert {rule["added"] for rule in rules} <= set(rule_table.versions())
    listed = [
        rule["name"]
        for version in rule_table.versions()[:-1]
        for rule in json.loads(pplint("rules", "-f", "json", "--added-in", version).out)
    ]
    if rule_table.versions()[-1] != rule_table.UNRELEASED:
        listed += [r["name"] for r in json.loads(pplint("rules", "-f", "json", "--added-in", "0.1").out)]
    assert set(listed) <= {rule["name"] for rule in rules}
    assert len(listed) == len(set(listed))


def test_releases_name_rules_that_there_are() -> None:
    recorded = [name for entry in rule_table._releases().values() for name in entry["rules"]]
    assert set(recorded) <= set(registry.load()), "a renamed rule is renamed in pplint/data/added.toml, too"
    assert len(recorded) == len(set(recorded))


def released(monkeypatch: pytest.MonkeyPatch, **versions: list[str]) -> None:
    table = {name.strip("v").replace("_", "."): {"rules": rules} for name, rules in versions.items()}
    monkeypatch.setattr(rule_table, "_releases", lambda: table)


def test_a_rule_is_of_the_release_that_recorded_it(monkeypatch: pytest.MonkeyPatch, pplint: Run) -> None:
    released(monkeypatch, v0_0_1=["action-limit"], v0_0_2=["action-name"])
    assert rule_table.versions() == ["0.0.1", "0.0.2", __version__]
    assert pplint("rules", "--added-in", "v0.0.1").out.split()[0] == "action-limit"
    assert pplint("rules", "--added-in", "0.0.2", "flows").out == ""
    assert len(pplint("rules", "--added-in", __version__).out.splitlines()) == len(registry.load()) - 2
    assert json.loads(pplint("explain", "action-name", "-f", "json").out)["added"] == "0.0.2"


def test_a_rule_after_the_release_of_this_version_is_unreleased(
    monkeypatch: pytest.MonkeyPatch, pplint: Run
) -> None:
    released(monkeypatch, **{"v" + __version__: ["action-limit"]})
    assert rule_table.added_in("action-name") == "unreleased"
    assert "action-name" in pplint("rules", "--added-in", "Unreleased").out
    assert pplint("rules", "--added-in", __version__).out.split()[0] == "action-limit"


@pytest.mark.parametrize("version", ["9.9", "latest", "", "0.1.0; 1"])
def test_a_version_that_brought_nothing_is_one_sentence(pplint: Run, version: str) -> None:
    code, out, err = pplint("rules", "--added-in", version)
    assert (code, out) == (2, "")
    assert f"{version!r} is not a version that added rules; these did: " in " ".join(err.split())


def test_rules_of_others_have_no_version_of_pplint(tmp_path: Path, pplint: Run) -> None:
    assert pplint("new-rule", "settings/mine-alone", str(tmp_path / "mine")).code == 0
    rules = json.loads(pplint("rules", "-f", "json", "--rules", str(tmp_path / "mine")).out)
    assert [rule["added"] for rule in rules if rule["name"] == "mine-alone"] == [None]
    assert "mine-alone" not in pplint("rules", "--rules", str(tmp_path / "mine"), "--added-in", "0.1.0").out


# A release cannot forget a rule


@pytest.fixture
def release(tmp_path: Path) -> tuple[Any, Path]:
    """The check of a release, and a small checkout to try it on."""
    module = load_ci("check_release")
    folder = tmp_path / "checkout"
    for name in ("pplint/__init__.py", "pplint/data/added.toml", "rules/flows/action_limit.py"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CHECKOUT / name, folder / name)
    (folder / "pplint/data/added.toml").write_text('# head\n["0.0.9"]\nrules = []\n', encoding="utf-8")
    (folder / "CHANGELOG.md").write_text(f"## [{__version__}] - 2026-12-01\n", encoding="utf-8")
    return module, folder


def test_a_release_records_its_rules(release: tuple[Any, Path]) -> None:
    module, folder = release
    assert any(
        "brings action-limit; run with --record" in words for words in module.faults(__version__, folder)
    )
    module.record(__version__, folder)
    assert module.faults(__version__, folder) == []
    assert f'["{__version__}"]\nrules = [\n    "action-limit",\n]\n' in (
        folder / "pplint/data/added.toml"
    ).read_text("utf-8")
    shutil.copy(folder / "rules/flows/action_limit.py", folder / "rules/flows/another_one.py")
    assert any("brings another-one" in words for words in module.faults(__version__, folder))


def test_a_release_has_the_version_of_the_sources_and_a_section(release: tuple[Any, Path]) -> None:
    module, folder = release
    module.record("9.0.0", folder)
    assert module.faults("9.0.0", folder) == [
        f"pplint/__init__.py has version {__version__}, not 9.0.0",
        "CHANGELOG.md has no section '## [9.0.0] - DATE'",
    ]
    assert any("is not a version" in words for words in module.faults("v1", folder))
