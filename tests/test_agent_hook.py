"""The hooks of ``docs/agents.md``, run as a client runs them: a shell, the command, its exit code and its standard error."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pplint import Severity, lint
from tests.conftest import PYTHON_PATH

Copy = Callable[[str], Path]
PAGE = Path(__file__).resolve().parent.parent / "docs" / "agents.md"
pytestmark = pytest.mark.skipif(os.name == "nt", reason="the recipe is for a POSIX shell")


def hooks() -> dict[str, list[str]]:
    """The commands of the recipe by the event that calls them."""
    text = PAGE.read_text("utf-8")
    (recipe,) = [json.loads(b) for b in re.findall(r"```json\n(.*?)```", text, re.DOTALL) if '"hooks"' in b]
    return {
        event: [hook["command"] for group in groups for hook in group["hooks"]]
        for event, groups in recipe["hooks"].items()
    }


@pytest.fixture
def run(tmp_path: Path) -> Callable[[str, Path], subprocess.CompletedProcess[str]]:
    folder = tmp_path / "bin"
    folder.mkdir()
    command = folder / "pplint"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pplint "$@"\n')
    command.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": PYTHON_PATH,
    }

    def call(hook: str, root: Path) -> subprocess.CompletedProcess[str]:
        event = json.dumps({"hook_event_name": "PostToolUse", "tool_name": "Write"})
        return subprocess.run(
            ["sh", "-c", hook], cwd=root, env=environment, input=event, capture_output=True, encoding="utf-8"
        )

    return call


@pytest.mark.parametrize("event", ["PostToolUse", "Stop"])
def test_done_is_refused_while_errors_stay(
    event: str, repository: Path, run: Callable[[str, Path], subprocess.CompletedProcess[str]]
) -> None:
    (hook,) = hooks()[event]
    flow = next((repository / "solution/Workflows").glob("*.json"))
    good = flow.read_text("utf-8")
    assert run(hook, repository).returncode == 0
    flow.write_text(good.replace('"cto_Outlook"', '"cto_Nowhere"'), "utf-8")
    refused = run(hook, repository)
    # Exit code 2 hands standard error to the agent.
    assert refused.returncode == 2
    assert "undefined-connection-reference" in refused.stderr
    assert flow.name in refused.stderr
    assert refused.stdout == ""
    flow.write_text(good[:-5], "utf-8")
    assert run(hook, repository).returncode == 2
    flow.write_text(good, "utf-8")
    assert run(hook, repository).returncode == 0


def test_warnings_do_not_refuse(
    repository: Path, run: Callable[[str, Path], subprocess.CompletedProcess[str]]
) -> None:
    flow = next((repository / "solution/Workflows").glob("*.json"))
    flow.write_text(flow.read_text("utf-8").replace('"cto_Outlook"', '"CTO_OUTLOOK"'), "utf-8")
    assert {finding.severity for finding in lint([str(repository)]).findings} == {Severity.WARNING}
    assert run(hooks()["Stop"][0], repository).returncode == 0
