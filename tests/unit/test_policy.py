"""Mandatory rules: what no repository may turn off, and who may say so."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pplint.testing.secrets import make_secret

Run = Callable[..., Any]
FLOW = "solution/Workflows/Notify-1A2B3C4D-0000-4000-8000-000000000001.json"
RULE = "azure-account-key"


@pytest.fixture
def leaky(repository: Path) -> Path:
    """A repository with a credential in a flow."""
    flow = repository / FLOW
    data = json.loads(flow.read_text("utf-8"))
    data["properties"]["definition"]["actions"]["Keep"] = {
        "type": "Compose",
        "runAfter": {},
        "inputs": make_secret("storage-key"),
    }
    flow.write_text(json.dumps(data, indent=2), "utf-8")
    return repository


@pytest.fixture
def policy(tmp_path: Path) -> str:
    path = tmp_path / "policy.toml"
    path.write_text('[policy]\nmandatory = ["secrets"]\n', "utf-8")
    return str(path)


IGNORE = '[[ignore]]\nrule = "secrets"\nfile = "**"\nreason = "old"\n'


@pytest.mark.parametrize(
    "configuration",
    [
        'select = ["settings"]\n',
        'ignore = ["secrets"]\n',
        IGNORE,
        'exclude = ["solution/Workflows/**"]\n',
        'exclude = ["solution"]\n',
        'exclude = ["**"]\n',
        f'[rules.{RULE}]\nseverity = "note"\n',
    ],
)
def test_nothing_in_a_repository_turns_a_mandatory_rule_off(
    pplint: Run, leaky: Path, policy: str, configuration: str
) -> None:
    (leaky / "pplint.toml").write_text(configuration, "utf-8")
    without = pplint("-f", "concise", "--allow-empty").out
    assert f"error {RULE}" not in without
    result = pplint("-f", "concise", "--policy", policy, "--allow-empty")
    assert result.code == 1
    assert f"error {RULE}" in result.out


def test_neither_a_baseline_nor_options_turn_it_off(pplint: Run, leaky: Path, policy: str) -> None:
    pplint("baseline", "--include-secrets")
    assert pplint().code == 0
    for options in ((), ("--isolated",), ("--select", "settings"), ("--ignore", "secrets")):
        assert RULE in pplint("-f", "concise", "--policy", policy, *options).out


def test_other_rules_stay_as_the_repository_wants_them(pplint: Run, leaky: Path, policy: str) -> None:
    (leaky / "pplint.toml").write_text('select = ["naming"]\n', "utf-8")
    found = json.loads(pplint("-f", "json", "--policy", policy).out)["findings"]
    assert {finding["rule"] for finding in found} == {RULE}


def test_the_users_own_configuration_can_hold_the_policy(
    pplint: Run, leaky: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[policy]\nmandatory = ["secrets"]\n', "utf-8")
    monkeypatch.setattr("pplint.config.user.user_config_path", lambda: str(own))
    (leaky / "pplint.toml").write_text(IGNORE, "utf-8")
    assert RULE in pplint("-f", "concise").out


def test_a_repository_cannot_set_its_own_policy(pplint: Run, repository: Path) -> None:
    (repository / "pplint.toml").write_text("[policy]\nmandatory = []\n", "utf-8")
    result = pplint()
    assert (result.code, result.out) == (2, "")
    assert "a repository cannot set the policy that it is checked by" in result.err


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[policy]\nmandatory = ['nothing']\n", "there is no rule or family 'nothing'"),
        ("[policy]\nmandatory = 'secrets'\n", "'policy' holds 'mandatory', a list"),
        ("[policy]\nmore = []\n", "'policy' holds 'mandatory', a list"),
        ("select = []\n", "there is no key 'select' in a policy"),
        ("", "there is no table 'policy'"),
    ],
)
def test_a_policy_that_is_none_is_one_sentence(pplint: Run, tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(text, "utf-8")
    result = pplint("--policy", str(path))
    assert (result.code, result.out) == (2, "")
    assert words in result.err
    assert result.err.count("\n") == 1


def test_a_policy_that_is_not_there_is_one_sentence(pplint: Run) -> None:
    result = pplint("--policy", "gone.toml")
    assert result.code == 2
    assert "gone.toml cannot be read" in result.err
