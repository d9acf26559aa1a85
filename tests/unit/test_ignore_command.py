"""``pplint ignore``, and notes that are nearly right."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pplint.run.notes import nearest_form, parse_note
from pplint.testing.secrets import make_secret

Run = Callable[..., Any]
FLOW = "solution/Workflows/Notify-1A2B3C4D-0000-4000-8000-000000000001.json"


@pytest.fixture
def faulty(repository: Path) -> Path:
    """A repository with a hard-coded address."""
    flow = repository / FLOW
    data = json.loads(flow.read_text("utf-8"))
    data["properties"]["definition"]["actions"]["Call"] = {
        "type": "Http",
        "runAfter": {},
        "inputs": {"method": "GET", "uri": "https://erp.fabrikam.de/orders"},
    }
    flow.write_text(json.dumps(data, indent=2), "utf-8")
    return repository


def place_of(pplint: Run, rule: str = "hardcoded-url") -> str:
    (finding,) = [f for f in json.loads(pplint("-f", "json").out)["findings"] if f["rule"] == rule]
    return f"{finding['path']}:{finding['line']}:{finding['column']}"


@pytest.mark.parametrize("name", ["pplint.toml", "pyproject.toml", "none"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_finding_is_ignored_where_the_configuration_is(
    pplint: Run, faulty: Path, name: str, newline: str
) -> None:
    (faulty / "pplint.toml").unlink()
    (faulty / ".git").mkdir()
    before = {
        "pplint.toml": '# ours\nexclude = ["old"]\n\n[settings]\ntemplates = []',
        "pyproject.toml": '[project]\nname = "x"\n\n[tool.pplint]\nexclude = ["old"]\n',
    }.get(name, "")
    if before:
        (faulty / name).write_bytes(before.replace("\n", newline).encode())
    assert pplint("--fail-on", "warning").code == 1
    result = pplint("ignore", place_of(pplint), "--reason", 'the "same" everywhere', "--until", "2099-12-31")
    assert (result.code, result.out) == (0, "")
    assert pplint("--fail-on", "warning").code == 0
    after = (faulty / ("pplint.toml" if name == "none" else name)).read_bytes().decode()
    assert after.startswith(before.replace("\n", newline))
    if before:
        assert after.replace(newline, "").count("\n") == 0
    assert "until = 2099-12-31" in after
    assert ":4" not in after


def test_a_secret_is_ignored_by_the_configuration_and_by_no_note(pplint: Run, repository: Path) -> None:
    flow = repository / FLOW
    data = json.loads(flow.read_text("utf-8"))
    secret = make_secret("storage-key")
    data["properties"]["definition"]["actions"]["Keep"] = {
        "type": "Compose",
        "runAfter": {},
        "inputs": secret,
    }
    flow.write_text(json.dumps(data, indent=2), "utf-8")
    place = place_of(pplint, "azure-account-key")
    result = pplint("ignore", place, "--reason", "revoked", "--note")
    assert result.code == 2
    assert "a note cannot hide 'azure-account-key'" in result.err
    assert pplint("ignore", place, "--reason", "revoked").code == 0
    assert "azure-account-key" not in pplint("-f", "concise").out
    assert secret not in (repository / "pplint.toml").read_text("utf-8")


def test_a_note_for_the_designer_is_printed_and_works(pplint: Run, faulty: Path) -> None:
    result = pplint("ignore", place_of(pplint), "--reason", "one host for all", "--note")
    assert result.out == "pplint: ignore hardcoded-url -- one host for all\n"
    flow = faulty / FLOW
    data = json.loads(flow.read_text("utf-8"))
    data["properties"]["definition"]["actions"]["Call"]["description"] = result.out.strip()
    flow.write_text(json.dumps(data, indent=2), "utf-8")
    assert "hardcoded-url" not in pplint("-f", "concise").out
    long = pplint("ignore", "x", "--reason", "r" * 300, "--note")
    assert long.code == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nonsense", "--reason", "x"), "is not a place as pplint prints it"),
        (("gone.json:1", "--reason", "x"), "'gone.json' does not exist"),
        ((f"{FLOW}:1", "--reason", "x"), "there is no finding at that place; the nearest finding is"),
        ((f"{FLOW}:1", "--reason", " "), "an ignore needs a reason"),
        ((f"{FLOW}:1",), "Missing option '--reason'"),
        ((f"{FLOW}:1", "--reason", "x", "--until", "soon"), "'soon' is not a date"),
    ],
)
def test_what_cannot_be_ignored_is_one_sentence(
    pplint: Run, faulty: Path, arguments: tuple[str, ...], words: str
) -> None:
    before = (faulty / "pplint.toml").read_bytes()
    result = pplint("ignore", *arguments)
    assert (result.code, result.out) == (2, "")
    assert words in result.err
    assert result.err.count("\n") == 1
    assert (faulty / "pplint.toml").read_bytes() == before


@pytest.mark.parametrize(
    ("note", "nearest"),
    [
        ("pplint: ignore hardcoded-url: same host", "pplint: ignore hardcoded-url -- same host"),
        ("pplint ignore hardcoded-url -- same host", "pplint: ignore hardcoded-url -- same host"),
        (
            "PPLINT: ignored hardcoded-url, hardcoded-id (x)",
            "pplint: ignore hardcoded-url, hardcoded-id -- x",
        ),
        ("pplint: disable=hardcoded-url", "pplint: ignore hardcoded-url -- why"),
    ],
)
def test_a_note_that_is_nearly_right_is_reported_with_the_nearest_form(
    pplint: Run, faulty: Path, note: str, nearest: str
) -> None:
    flow = faulty / FLOW
    data = json.loads(flow.read_text("utf-8"))
    data["properties"]["definition"]["actions"]["Call"]["description"] = note
    flow.write_text(json.dumps(data, indent=2), "utf-8")
    assert nearest in pplint("-f", "concise", "--select", "ignores,hardcoded").out


@pytest.mark.parametrize(
    "text",
    ["checked with pplint", "see pplint.toml", "pplint: ignore a -- b", "the pplint is off", "ignore pplint"],
)
def test_other_texts_are_no_notes(text: str) -> None:
    parsed = parse_note(text)
    assert parsed == (["a"], "b") or (parsed is None and not nearest_form(text))
