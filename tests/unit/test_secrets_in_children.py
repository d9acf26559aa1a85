"""A secret that a flow hands to its child flows: whose run history shows it, and how often that is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pplint import Config, Finding, lint
from tests.unit.solution_files import (
    CHILD,
    CHILD_FILE,
    PARENT,
    Files,
    customizations,
    flow,
    manifest,
    workflow,
    write,
)

RULE = "secret-reaches-run-history"
OTHER = CHILD[:-1] + "3"
SECURE = {"secureData": {"properties": ["outputs"]}}
HOST = {
    "apiId": "/providers/Microsoft.PowerApps/apis/shared_keyvault",
    "connectionName": "shared_keyvault",
    "operationId": "GetSecret",
}
GET = {
    "type": "OpenApiConnection",
    "inputs": {"host": HOST, "parameters": {"secretName": "api-key"}},
    "runtimeConfiguration": SECURE,
    "runAfter": {},
}
SECRET = "@outputs('Get')?['body/value']"
KEPT = "@variables('kept')"


def call(value: str, child: str = CHILD, after: str = "Get") -> dict[str, Any]:
    inputs = {"host": {"workflowReferenceName": child}, "body": {"text": value}}
    return {"type": "Workflow", "inputs": inputs, "runAfter": {after: ["Succeeded"]}}


def keep() -> dict[str, Any]:
    variable = {"name": "kept", "type": "string", "value": SECRET}
    return {
        "type": "InitializeVariable",
        "inputs": {"variables": [variable]},
        "runAfter": {"Get": ["Succeeded"]},
    }


def part(root: str, id: str, name: str, triggers: dict[str, Any], actions: dict[str, Any]) -> Files:
    data = json.loads(flow())
    data["properties"]["connectionReferences"]["shared_keyvault"] = {"api": {"name": "shared_keyvault"}}
    data["properties"]["definition"]["triggers"] = triggers
    data["properties"]["definition"]["actions"] = actions
    file = f"{name}-{id.upper()}.json"
    return {
        f"{root}/Other/Solution.xml": manifest(root),
        f"{root}/Other/Customizations.xml": customizations(),
        f"{root}/Workflows/{file}": json.dumps(data),
        f"{root}/Workflows/{file}.data.xml": workflow(id, name, file),
    }


def trigger(is_secured: bool = False) -> dict[str, Any]:
    manual: dict[str, Any] = {"type": "Request", "kind": "Button", "inputs": {"schema": {}}}
    return {"manual": {**manual, "runtimeConfiguration": SECURE} if is_secured else manual}


def found(root: Path, actions: dict[str, Any], *children: Files) -> list[Finding]:
    files = part("parent", PARENT, "Parent", trigger(), {"Get": GET, **actions})
    for child in children:
        files |= child
    report = lint([str(write(root, files))], Config(select=(RULE,), root=str(root)))
    assert not report.crashed
    return [finding for finding in report.findings if finding.rule == RULE]


def child(root: str = "child", id: str = CHILD, is_secured: bool = False) -> Files:
    return part(root, id, root.title(), trigger(is_secured), {"Do": {"type": "Compose", "inputs": 1}})


THROUGH_A_VARIABLE = {"Keep": keep(), "Call": call(KEPT, after="Keep")}


def test_an_open_child_shows_what_it_receives(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, {"Call": call(SECRET)}, child())
    assert "action 'Call' exposes" in finding.message
    assert "in the run history of child flow 'Child'" in finding.message
    (trigger_at,) = [related for related in finding.related if "no secure outputs" in related.message]
    assert CHILD_FILE in trigger_at.location.path


def test_a_secured_child_shows_nothing(tmp_path: Path) -> None:
    assert found(tmp_path, {"Call": call(SECRET)}, child(is_secured=True)) == []


def test_a_child_that_is_not_here_is_not_guessed_about(tmp_path: Path) -> None:
    assert found(tmp_path, {"Call": call(SECRET)}) == []


def test_a_child_without_a_trigger_has_nothing_to_secure(tmp_path: Path) -> None:
    assert found(tmp_path, {"Call": call(SECRET)}, part("child", CHILD, "Child", {}, {})) == []


def test_what_the_child_shows_is_said_and_not_the_call_again(tmp_path: Path) -> None:
    messages = [f.message for f in found(tmp_path, THROUGH_A_VARIABLE, child())]
    assert len([m for m in messages if "'Call'" in m]) == 1
    assert any("child flow 'Child'" in m for m in messages)


def test_the_call_itself_shows_what_came_through_a_variable(tmp_path: Path) -> None:
    messages = [f.message for f in found(tmp_path, THROUGH_A_VARIABLE, child(is_secured=True))]
    assert [m for m in messages if "'Call'" in m] == [m for m in messages if "(via 'Keep')" in m]
    assert len([m for m in messages if "'Call'" in m]) == 1


@pytest.mark.parametrize("copies", [1, 2])
def test_one_finding_a_call_however_many_copies_of_the_child_there_are(tmp_path: Path, copies: int) -> None:
    several = [child(f"copy{number}") for number in range(copies)]
    assert len(found(tmp_path, {"Call": call(SECRET)}, *several)) == 1


def test_of_two_children_the_open_one_is_named(tmp_path: Path) -> None:
    actions = {"Call": call(SECRET), "Ask": call(SECRET, OTHER)}
    (finding,) = found(tmp_path, actions, child(is_secured=True), child("other", OTHER))
    assert "action 'Ask' exposes" in finding.message
    assert "'Other'" in finding.message


def test_an_action_beside_the_call_is_not_the_childs(tmp_path: Path) -> None:
    """What else receives the secret calls no child, however many the flow has."""
    send = {
        "type": "Http",
        "inputs": {"uri": "@x", "body": SECRET},
        "runAfter": {"Get": ["Succeeded"]},
    }
    assert found(tmp_path, {"Call": call("hello"), "Send": send}, child()) == []
