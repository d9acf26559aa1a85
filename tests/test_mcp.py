"""``pplint mcp``: an exchange of the SDK's own client with the real process, over standard input and output."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, StdioServerParameters

from pplint import lint
from pplint.errors import UsageError
from pplint.servers.agents import Tools
from tests.conftest import PYTHON_PATH

Copy = Callable[[str], Path]
SYNC = "solutions/ContosoOrders/Workflows/Syncorders-1A2B3C4D-0000-4000-8000-000000000002.json"
pytestmark = pytest.mark.filterwarnings("ignore")


def exchange(root: Path, *calls: tuple[str, dict[str, Any]]) -> list[tuple[bool, Any]]:
    """Whether each call failed, and what it answered: data where it is data, else text."""

    async def talk() -> list[tuple[bool, Any]]:
        server = StdioServerParameters(
            command=sys.executable,
            args=["-m", "pplint", "mcp", str(root)],
            env={**os.environ, "PYTHONPATH": PYTHON_PATH},
        )
        async with Client(server) as client:
            tools = (await client.list_tools()).tools
            assert [tool.name for tool in tools] == [
                "lint",
                "explain",
                "rules",
                "forecast",
                "where",
                "diff",
                "fix",
            ]
            answers = []
            for name, arguments in calls:
                result = await client.call_tool(name, arguments)
                text = "".join(getattr(part, "text", "") for part in result.content)
                try:
                    answers.append((bool(result.is_error), json.loads(text)))
                except ValueError:
                    answers.append((bool(result.is_error), text))
            return answers

    return anyio.run(talk)


def test_an_exchange(fixture_copy: Copy) -> None:
    root = fixture_copy("contoso-orders")
    before = (root / "settings/prod.json").read_bytes()
    expected = [f for f in lint([str(root / "settings/prod.json")]).findings if f.severity > 1]
    found, page, forecast, places, shown, broken, written, fixed = exchange(
        root,
        ("lint", {"paths": ["settings/prod.json"]}),
        ("explain", {"rule": "settings-case-mismatch"}),
        ("forecast", {"target": "prod"}),
        ("where", {"name": "cto_Outlook"}),
        ("fix", {"paths": ["settings/prod.json"]}),
        ("lint", {"paths": [SYNC], "text": '{"properties": {"definition": {"actions": []}}}'}),
        ("fix", {"paths": ["settings/prod.json"], "write": True}),
        ("lint", {"paths": ["settings/prod.json"]}),
    )
    assert not any(failed for failed, _ in (found, page, forecast, places, shown, broken, written, fixed))
    rules = [finding["rule"] for finding in found[1]["findings"]]
    assert "settings-case-mismatch" in rules
    # The same words and places as everywhere.
    assert {(f["rule"], f["message"], f["line"]) for f in found[1]["findings"]} == {
        (f.rule, f.message, f.location.line) for f in expected
    }
    assert page[1].startswith("# settings-case-mismatch")
    assert forecast[1]["targets"][0]["verdict"] == "stops"
    assert places[1]["subjects"][0]["targets"] == ["dev", "uat"]
    assert '+      "SchemaName": "cto_OrdersApiHost",' in shown[1]
    assert broken[1]["findings"]
    assert written[1].startswith("written:")
    assert (root / "settings/prod.json").read_bytes() != before
    assert "settings-case-mismatch" not in [finding["rule"] for finding in fixed[1]["findings"]]


def test_nothing_outside_of_the_root(fixture_copy: Copy, tmp_path: Path) -> None:
    root = fixture_copy("contoso-orders")
    shutil.copytree(root, tmp_path / "other")
    (root / "out").symlink_to(tmp_path / "other")
    answers = exchange(
        root,
        ("lint", {"paths": ["../other"]}),
        ("lint", {"paths": [str(tmp_path / "other")]}),
        ("fix", {"paths": ["out/settings"], "write": True}),
        ("diff", {"old": "../other"}),
        ("diff", {"old": "--help"}),
        ("explain", {"rule": "settings-case-mismtch"}),
    )
    assert all(failed for failed, _ in answers)
    assert all("is outside the root" in words for _, words in answers[:4])
    assert "did you mean 'settings-case-mismatch'" in answers[5][1]


def test_answers_are_small(fixture_copy: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    root = fixture_copy("contoso-orders")
    settings = json.loads((root / "settings/uat.json").read_text("utf-8"))
    settings["EnvironmentVariables"] += [{"SchemaName": f"cto_Nope{n}", "Value": "1"} for n in range(60)]
    (root / "settings/uat.json").write_text(json.dumps(settings), "utf-8")
    monkeypatch.chdir(root)
    tools = Tools(str(root))
    answer = tools.lint()
    assert len(answer["findings"]) == 20
    assert answer["total"] > 60
    assert len(json.dumps(answer)) < 20_000
    with pytest.raises(UsageError):
        tools.lint(severity="bad")
