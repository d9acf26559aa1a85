"""``pplint explain RULE --at FILE:LINE`` says why a place is, or is not, reported."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pplint import registry
from pplint.testing.secrets import make_secret
from tests.unit.test_excerpts import shown_pieces

Run = Callable[..., Any]
FLOW = "solution/Workflows/Notify-1A2B3C4D-0000-4000-8000-000000000001.json"
SITE = "https://northwind.sharepoint.com/sites/orders"


def plant(repository: Path, **actions: object) -> None:
    """Add Compose actions, or whole ones, to the flow."""
    path = repository / FLOW
    data = json.loads(path.read_text("utf-8"))
    for name, value in actions.items():
        whole = value if isinstance(value, dict) else {"type": "Compose", "inputs": value}
        data["properties"]["definition"]["actions"][name] = {"runAfter": {}, **whole}
    path.write_text(json.dumps(data, indent=2), "utf-8")


def line_of(repository: Path, text: str, file: str = FLOW) -> str:
    lines = (repository / file).read_text("utf-8").splitlines()
    return f"{file}:{next(number for number, line in enumerate(lines, 1) if text in line)}"


def test_a_reported_place(pplint: Run, repository: Path) -> None:
    plant(repository, A=SITE)
    result = pplint("explain", "hardcoded-url", "--at", line_of(repository, SITE))
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith(f"hardcoded-url reports this place: warning at {line_of(repository, SITE)}:")


def test_another_place_of_a_value(pplint: Run, repository: Path) -> None:
    plant(repository, A=SITE, B=f"{SITE}/")
    result = pplint("explain", "hardcoded-url", "--at", line_of(repository, f"{SITE}/"))
    assert "with another place, to which it is related" in result.out
    assert line_of(repository, SITE) in result.out


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("https://graph.microsoft.com/v1.0/me", "'graph.microsoft.com' is the same in every environment"),
        ("https://learn.microsoft.com/x", "'learn.microsoft.com' is for reading"),
        ("see https://contoso.sharepoint.com/sites/x for more", "is made up, and the value is prose"),
        ("https://#{Host}#/x", "a pipeline fills the value in"),
        ("@parameters('Orders API host (cto_OrdersApiHost)')", "the value is an expression"),
        ("https://api.litware-orders.com/x", "counts only where an HTTP action calls it"),
        ("Plain words", "the value holds no address"),
        ({"type": "Compose", "inputs": "x", "description": SITE}, "not executed: it is in a description"),
        ({"type": "Compose", "inputs": "x", "metadata": {"a": SITE}}, "not executed: it is in metadata"),
        (
            {"type": "ParseJson", "inputs": {"content": "x", "schema": {"title": SITE}}},
            "it is in a JSON schema",
        ),
    ],
)
def test_a_harmless_value(pplint: Run, repository: Path, value: object, words: str) -> None:
    plant(repository, Harmless=value)
    text = value if isinstance(value, str) else SITE
    result = pplint("explain", "hardcoded-url", "--at", line_of(repository, text))
    assert result.code == 0
    assert f"hardcoded-url reports nothing at {line_of(repository, text)}." in result.out
    assert words in result.out


@pytest.mark.parametrize(
    ("rule", "value", "words"),
    [
        ("hardcoded-email", "orders@contoso.com", "'orders@contoso.com' is made up"),
        ("hardcoded-email", "ann@litware-group.de", "counts only in a parameter that names a mailbox"),
        ("hardcoded-email", "Plain words", "the value holds no e-mail address"),
        ("hardcoded-id", "3fa85f64-5717-4562-b3fc-2c963f66afa7", "counts only in a parameter or an address"),
        ("hardcoded-id", "1a2b3c4d-0000-4000-8000-000000000001", "something that the solution brings along"),
        ("hardcoded-id", "00000000-0000-0000-0000-000000000000", "the value is a placeholder"),
        ("hardcoded-id", "Plain words", "the value holds no id"),
        ("literal-matches-variable", "Plain words", "no environment variable here has this value"),
    ],
)
def test_an_id_an_address_of_mail_and_a_value(
    pplint: Run, repository: Path, rule: str, value: str, words: str
) -> None:
    plant(repository, Harmless=value)
    result = pplint("explain", rule, "--at", line_of(repository, f'"inputs": "{value}"'))
    assert f"{rule} reports nothing at" in result.out
    assert words in " ".join(result.out.split())
    assert "holds no address" not in result.out


def test_a_stronger_rule(pplint: Run, repository: Path) -> None:
    plant(repository, A=f"{SITE}?sig={make_secret('sas-token')}")
    secret = make_secret("sas-url")
    plant(repository, B=secret)
    result = pplint("explain", "hardcoded-url", "--at", line_of(repository, json.dumps(secret)[1:-1]))
    assert "hardcoded-url yields here to azure-sas-token" in result.out
    assert shown_pieces(secret.partition("sig=")[2], [result.out]) == []


def test_a_configured_ignore_and_a_note(pplint: Run, repository: Path) -> None:
    plant(repository, A=SITE)
    ignore = f'[[ignore]]\nrule = "hardcoded-url"\nfile = "{FLOW}"\nreason = "the same everywhere"\n'
    (repository / "pplint.toml").write_text(ignore, "utf-8")
    result = pplint("explain", "hardcoded-url", "--at", line_of(repository, SITE))
    assert (
        "hardcoded-url finds this, and it is hidden by the configuration: the same everywhere" in result.out
    )
    (repository / "pplint.toml").write_text("", "utf-8")
    note = "pplint: ignore hardcoded-url -- shared on purpose"
    plant(repository, A={"type": "Compose", "inputs": SITE, "description": note})
    result = pplint("explain", "hardcoded-url", "--at", line_of(repository, SITE))
    assert "hidden by the note: shared on purpose" in result.out


def test_an_allowed_address(pplint: Run, repository: Path) -> None:
    plant(repository, A=SITE)
    (repository / "pplint.toml").write_text(f'[rules.hardcoded-url]\nallow = ["{SITE}"]\n', "utf-8")
    result = pplint("explain", "hardcoded-url", "--at", line_of(repository, SITE))
    assert f"'{SITE}' is allowed by the configuration" in result.out


def test_a_rule_that_is_off(pplint: Run, repository: Path) -> None:
    off = next(
        name for name, entry in registry.load().items() if not entry.rule.default and not entry.rule.aliases
    )
    result = pplint("explain", off, "--at", f"{FLOW}:1")
    assert f"The rule is off by default, so a run without --select {off} does not ask it." in result.out


def test_a_file_that_is_no_flow(pplint: Run, repository: Path) -> None:
    (repository / FLOW).write_text('{\n"properties": {}\n}', "utf-8")
    result = pplint("explain", "hardcoded-url", "--at", f"{FLOW}:2")
    assert "not recognised as a flow" in result.out


def test_a_broken_file(pplint: Run, repository: Path) -> None:
    (repository / FLOW).write_text('{\n"properties": ', "utf-8")
    result = pplint("explain", "hardcoded-url", "--at", f"{FLOW}:2")
    assert "malformed-json: " in result.out


def test_files_that_no_rule_reads(pplint: Run, repository: Path) -> None:
    (repository / "notes.txt").write_text(SITE, "utf-8")
    result = pplint("explain", "hardcoded-url", "--at", "notes.txt:1")
    assert "is neither part of a solution nor a deployment settings file" in result.out
    result = pplint("explain", "direct-connection", "--at", "settings/prod.json:4")
    assert "the rule looks at each flow; this place is of settings 'prod.json'" in result.out


def test_an_excluded_file(pplint: Run, repository: Path) -> None:
    plant(repository, A=SITE)
    (repository / "pplint.toml").write_text('exclude = ["solution/Workflows/**"]\n', "utf-8")
    result = pplint("explain", "hardcoded-url", "--at", line_of(repository, SITE))
    assert "is excluded" in result.out


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (FLOW, "--at takes FILE:LINE"),
        (f"{FLOW}:0", "--at takes FILE:LINE"),
        ("gone.json:3", "'gone.json' does not exist"),
        ("solution:3", "'solution' is not a file"),
    ],
)
def test_a_wrong_place_is_one_sentence(pplint: Run, at: str, words: str) -> None:
    result = pplint("explain", "hardcoded-url", "--at", at)
    assert (result.code, result.out) == (2, "")
    assert words in result.err
    assert len(result.err.splitlines()) == 1


def test_every_rule_answers_at_every_line(pplint: Run, repository: Path) -> None:
    plant(repository, A=SITE)
    lines = range(1, len((repository / FLOW).read_text("utf-8").splitlines()) + 2, 17)
    for name in list(registry.load())[::12]:
        for line in lines:
            result = pplint("explain", name, "--at", f"{FLOW}:{line}")
            assert (result.code, result.err) == (0, "")
            assert re.match(rf"{name} (reports|finds|yields)", result.out)


def test_nothing_of_a_credential_is_shown(pplint: Run, repository: Path) -> None:
    secret = make_secret("storage-key")
    plant(repository, A=f"AccountKey={secret}")
    for name in ("azure-account-key", "hardcoded-url", "webhook-url"):
        result = pplint("explain", name, "--at", line_of(repository, secret))
        assert shown_pieces(secret, [result.out]) == []
