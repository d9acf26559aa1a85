"""``pplint check -``: a flow or settings from standard input, in its place or without a repository."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pplint.sources.parsing import decode
from tests.conftest import FIXTURES

Copy = Callable[[str], Path]
FLOW = "solutions/ContosoOrders/Workflows/Syncorders-1A2B3C4D-0000-4000-8000-000000000002.json"


def check(text: str | bytes, *arguments: str, cwd: Path) -> tuple[int, str, str]:
    raw = text.encode() if isinstance(text, str) else text
    done = subprocess.run(
        [sys.executable, "-m", "pplint", "check", "-", "-f", "concise", *arguments],
        input=raw, cwd=cwd, capture_output=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def broken_flow() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(decode((FIXTURES / "contoso-orders" / FLOW).read_bytes()))
    data["properties"]["definition"]["actions"]["For_each_order"]["runAfter"] = {"Nope": ["Succeeded"]}
    return data


@pytest.mark.parametrize(
    "form",
    [
        lambda data: data,
        lambda data: {"id": "x", "name": "y", **data},
        lambda data: data["properties"],
        lambda data: data["properties"]["definition"],
        lambda data: {"workflowid": "x", "clientdata": json.dumps(data)},
    ],
    ids=["flow", "answer", "properties", "definition", "client data"],
)
def test_a_flow_in_every_form_of_the_platform(form: Callable[[Any], Any], tmp_path: Path) -> None:
    code, out, err = check(json.dumps(form(broken_flow()), indent=1), cwd=tmp_path)
    assert (code, err) == (1, "")
    rules = {line.split()[2] for line in out.splitlines()[:-1]}
    assert rules == {"run-after-unknown", "hardcoded-id"}
    assert all(line.startswith("flow.json:") for line in out.splitlines()[:-1])


def test_the_lines_of_a_definition_stay(tmp_path: Path) -> None:
    text = json.dumps(broken_flow()["properties"]["definition"], indent=1)
    line = next(n for n, words in enumerate(text.splitlines(), 1) if '"Nope"' in words)
    assert f"flow.json:{line}:" in check(text, cwd=tmp_path)[1]


def test_in_its_place_the_text_stands_in_for_the_file(fixture_copy: Copy) -> None:
    root = fixture_copy("contoso-orders")
    before = (root / FLOW).read_bytes()
    code, out, _ = check(json.dumps(broken_flow()), "--stdin-filename", FLOW, cwd=root)
    assert code == 1
    assert f"{FLOW}:1:" in out
    assert "run-after-unknown" in out
    assert (root / FLOW).read_bytes() == before
    # A file that is not there yet is checked as it would be.
    new = FLOW.replace(
        "Syncorders-1A2B3C4D-0000-4000-8000-000000000002", "New-1A2B3C4D-0000-4000-8000-00000000000F"
    )
    assert "run-after-unknown" in check(json.dumps(broken_flow()), "--stdin-filename", new, cwd=root)[1]
    assert not (root / new).exists()


def test_settings(fixture_copy: Copy, tmp_path: Path) -> None:
    root = fixture_copy("contoso-orders")
    text = (root / "settings/prod.json").read_text("utf-8")
    out = check(text, "--stdin-filename", "settings/prod.json", cwd=root)[1]
    assert "settings/prod.json:4:21: error settings-case-mismatch" in out
    alone = tmp_path / "empty"
    alone.mkdir()
    code, out, _ = check(text, "--stdin-filename", "prod.json", cwd=alone)
    assert code == 1
    assert "settings-empty-value" in out
    assert "settings-for-no-solution" not in out


@pytest.mark.parametrize("text", ["{}", "[1]", "nothing", "\x00", '{"clientdata": "x"}'])
def test_anything_else_is_one_sentence(text: str, tmp_path: Path) -> None:
    code, out, err = check(text, cwd=tmp_path)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1


def test_broken_json_is_a_finding_with_a_place(tmp_path: Path) -> None:
    code, out, _ = check('{"properties": {"definition": [', "--stdin-filename", "a.json", cwd=tmp_path)
    assert code == 1
    assert out.startswith("a.json:1:31: error malformed-json 'a.json' is not JSON")


def test_other_options_do_not_fit(tmp_path: Path) -> None:
    assert check("{}", "--fix", cwd=tmp_path)[0] == 2
    assert check("{}", "other", cwd=tmp_path)[0] == 2
