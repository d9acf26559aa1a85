"""What fixes are offered in flows: only those that a maker would make."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pplint import Config, lint
from pplint.testing import lay

FLOW = "solution/Workflows/Notify-1A2B3C4D-0000-4000-8000-000000000001.json"


def offered(root: Path, actions: dict[str, Any], rule: str) -> list[str]:
    """The titles of the fixes for a flow with these actions."""
    lay([], root)
    path = root / FLOW
    data = json.loads(path.read_text(encoding="utf-8"))
    data["properties"]["definition"]["actions"] = actions
    path.write_text(json.dumps(data), encoding="utf-8")
    report = lint([str(root)], Config(select=(rule,), root=str(root)))
    assert not report.crashed
    return [fix.title for finding in report.findings if finding.rule == rule for fix in finding.fixes]


def compose(*after: str) -> dict[str, Any]:
    return {"type": "Compose", "inputs": 1, "runAfter": {name: ["Succeeded"] for name in after}}


@pytest.mark.parametrize(
    ("actions", "fixes"),
    [
        ({"Send_mail": compose(), "Log": compose("Send_a_mail")}, ["run after 'Send_mail'"]),
        # The action itself has the nearest name of all.
        ({"Send_mail": compose(), "Send_mail_2": compose("Send_mail_1")}, ["run after 'Send_mail'"]),
        ({"Send_mail_2": compose("Send_mail_1")}, []),
        # It runs after that one already.
        ({"Send_mail": compose(), "Log": compose("Send_mail", "Send_a_mail")}, []),
        # That one waits for it, directly or through others.
        ({"Log": compose("Send_a_mail"), "Send_mail": compose("Log")}, []),
        (
            {"Log": compose("Send_a_mail"), "Other": compose("Log"), "Send_mail": compose("Other")},
            [],
        ),
        ({"Send_mail": compose(), "Log": compose("Ask_Jane")}, []),
    ],
)
def test_which_action_a_lost_one_is_replaced_by(
    tmp_path: Path, actions: dict[str, Any], fixes: list[str]
) -> None:
    assert offered(tmp_path, actions, "run-after-unknown") == fixes
