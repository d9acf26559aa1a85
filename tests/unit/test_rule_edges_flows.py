"""Edges of rules on flows that no example of a page shows well: what counts as the same, and what shows no secret."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pplint import Config, Finding, lint
from pplint.mending import mend
from pplint.mending import write as save
from pplint.testing import lay
from tests.unit.solution_files import (
    CHILD,
    CHILD_FILE,
    customizations,
    definition,
    flow,
    manifest,
    plain_unzip,
    workflow,
    write,
)

FLOW = "solution/Workflows/Notify-1A2B3C4D-0000-4000-8000-000000000001.json"


def findings(root: Path, *rules: str) -> list[Finding]:
    report = lint([str(root)], Config(select=rules, root=str(root)))
    assert not report.crashed
    return [finding for finding in report.findings if finding.rule in rules]


def with_actions(root: Path, actions: dict[str, Any]) -> Path:
    """The minimal repository with these actions in its flow."""
    lay([], root)
    path = root / FLOW
    data = json.loads(path.read_text(encoding="utf-8"))
    data["properties"]["definition"]["actions"] = actions
    path.write_text(json.dumps(data, indent=2), encoding="utf-8")
    return root


# What a secret becomes

GET: dict[str, Any] = {
    "type": "OpenApiConnection",
    "runAfter": {},
    "inputs": {
        "host": {
            "apiId": "/providers/Microsoft.PowerApps/apis/shared_keyvault",
            "connectionName": "shared_keyvault",
            "operationId": "GetSecret",
        },
        "parameters": {"secretName": "api-key"},
    },
}
SECRET = "outputs('Get')?['body/value']"


def after(expression: str, **more: Any) -> dict[str, Any]:
    """A flow that reads a secret, keeps what ``expression`` makes of it, and sends that."""
    kept = {"variables": [{"name": "kept", "type": "string", "value": expression}]}
    return {
        "Get": GET,
        "Keep": {"type": "InitializeVariable", "inputs": kept, "runAfter": {"Get": ["Succeeded"]}},
        **more,
        "Send": {
            "type": "Http",
            "inputs": {"uri": "@x", "body": "@variables('kept')"},
            "runAfter": {"Keep": []},
        },
    }


@pytest.mark.parametrize(
    ("expression", "count"),
    [
        (f"@{SECRET}", 1),
        (f"@concat('Bearer ', {SECRET})", 1),
        (f"@if(equals(1, 2), {SECRET}, 'x')", 1),
        (f"@if(empty({SECRET}), 'x', 'y')", 0),
        (f"@if({SECRET}, 'x', 'y')", 0),
        (f"@equals({SECRET}, 'x')", 0),
        (f"@length({SECRET})", 0),
        (f"@not(equals({SECRET}, null))", 0),
        ("@outputs('Get')?['statusCode']", 0),
        ("@outputs('Get')?['headers']", 0),
        ("@outputs('Other')?['body/value']", 0),
    ],
)
def test_what_shows_a_secret_and_what_only_looks_at_it(tmp_path: Path, expression: str, count: int) -> None:
    root = with_actions(tmp_path, after(expression))
    path = root / FLOW
    data = json.loads(path.read_text(encoding="utf-8"))
    data["properties"]["connectionReferences"]["shared_keyvault"] = {
        "connection": {"connectionReferenceLogicalName": "cto_Vault"},
        "api": {"name": "shared_keyvault"},
    }
    path.write_text(json.dumps(data), encoding="utf-8")
    assert len(findings(root, "secret-reaches-run-history")) == count


def test_the_first_way_to_a_secret_is_told(tmp_path: Path) -> None:
    again = {
        "type": "SetVariable",
        "inputs": {"name": "kept", "value": f"@{SECRET}"},
        "runAfter": {"Keep": []},
    }
    root = with_actions(tmp_path, after(f"@{SECRET}", Again=again))
    path = root / FLOW
    data = json.loads(path.read_text(encoding="utf-8"))
    data["properties"]["connectionReferences"]["shared_keyvault"] = {"api": {"name": "shared_keyvault"}}
    path.write_text(json.dumps(data), encoding="utf-8")
    (found,) = findings(root, "secret-reaches-run-history")
    assert "(via 'Keep')" in found.message


# What counts as the same


@pytest.mark.parametrize(
    ("uri", "count"),
    [("http://orders.contoso.net", 1), ("HTTP://orders.contoso.net", 1), ("https://orders.contoso.net", 0)],
)
def test_a_scheme_is_one_in_any_letters(tmp_path: Path, uri: str, count: int) -> None:
    root = with_actions(
        tmp_path, {"Get": {"type": "Http", "inputs": {"method": "GET", "uri": uri}, "runAfter": {}}}
    )
    assert len(findings(root, "insecure-http-url")) == count


@pytest.mark.parametrize(
    ("api", "count"),
    [
        ("shared_cto-5forders-5f0123456789abcdef", 0),
        ("shared_cto-5forders-5ffedcba9876543210", 0),
        ("shared_orders-5ffedcba9876543210-5f0123456789abcdef", 0),
        ("shared_cto-5fstock-5f0123456789abcdef", 1),
        ("shared_office365", 1),
    ],
)
def test_a_custom_connector_is_the_same_in_every_environment(tmp_path: Path, api: str, count: int) -> None:
    references = customizations().replace("shared_sharepointonline", "shared_cto-5forders-5f0123456789abcdef")
    text = flow().replace('"name": "shared_sharepointonline"', f'"name": "{api}"')
    files = {
        "src/Other/Solution.xml": manifest(),
        "src/Other/Customizations.xml": references,
        f"src/Workflows/{CHILD_FILE}": text,
        f"src/Workflows/{CHILD_FILE}.data.xml": workflow(CHILD, "Orders", CHILD_FILE),
    }
    assert len(findings(write(tmp_path, files), "flow-connector-mismatch")) == count


@pytest.mark.parametrize(
    ("child", "count"),
    [
        ("1a2b3c4d-0000-4000-8000-0000000000ff", 1),
        ("@triggerBody()?['flow']", 0),
        ("@{variables('Flow')}", 0),
    ],
)
def test_a_child_that_a_run_chooses_may_be_any(tmp_path: Path, child: str, count: int) -> None:
    call = {"type": "Workflow", "inputs": {"host": {"workflowReferenceName": child}}, "runAfter": {}}
    assert len(findings(with_actions(tmp_path, {"Call": call}), "undefined-child-flow")) == count


def test_a_file_name_in_other_letters_is_the_same(tmp_path: Path) -> None:
    lay([], tmp_path)
    path = tmp_path / f"{FLOW}.data.xml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("/Workflows/Notify", "/Workflows/NOTIFY"), encoding="utf-8")
    assert findings(tmp_path, "flow-id-mismatch") == []
    path.write_text(text.replace("/Workflows/Notify", "/Workflows/Other"), encoding="utf-8")
    assert len(findings(tmp_path, "flow-id-mismatch")) == 1


# What the sources cannot tell


@pytest.mark.parametrize(("is_there", "count"), [(True, 1), (False, 0)])
def test_an_extracted_zip_without_customizations_says_nothing_of_metadata(
    tmp_path: Path, is_there: bool, count: int
) -> None:
    files = dict(plain_unzip("src"))
    files["src/customizations.xml"] = customizations()
    if not is_there:
        del files["src/customizations.xml"]
    write(tmp_path, files)
    assert len(findings(tmp_path, "flow-without-metadata")) == count


def test_a_dependency_that_the_solution_itself_ships_is_not_missing(tmp_path: Path) -> None:
    row = (
        '<MissingDependencies><MissingDependency><Required type="connectionreference" displayName="{0}" '
        'solution="Active" id.connectionreferencelogicalname="{0}" /><Dependent type="29" displayName="Orders" />'
        "</MissingDependency></MissingDependencies>"
    )
    for name, count in (("cto_SharePoint", 0), ("cto_Teams", 1)):
        text = manifest().replace("<MissingDependencies />", row.format(name))
        files = {"src/Other/Solution.xml": text, "src/Other/Customizations.xml": customizations()}
        assert len(findings(write(tmp_path / name, files), "unresolved-missing-dependency")) == count


@pytest.mark.parametrize(("path", "count"), [("?['body/value']", 1), ("", 1), ("?['statusCode']", 0)])
def test_what_is_kept_as_a_whole_is_read_in_part(tmp_path: Path, path: str, count: int) -> None:
    send = {
        "type": "Http",
        "inputs": {"uri": "@x", "body": f"@outputs('Keep'){path}"},
        "runAfter": {"Keep": []},
    }
    keep = {"type": "Compose", "inputs": "@outputs('Get')", "runAfter": {"Get": ["Succeeded"]}}
    root = with_actions(tmp_path, {"Get": GET, "Keep": keep, "Send": send})
    file = root / FLOW
    data = json.loads(file.read_text(encoding="utf-8"))
    data["properties"]["connectionReferences"]["shared_keyvault"] = {"api": {"name": "shared_keyvault"}}
    file.write_text(json.dumps(data), encoding="utf-8")
    assert len(findings(root, "secret-reaches-run-history")) == count


def test_a_callback_url_is_one_in_any_letters(tmp_path: Path) -> None:
    url = (
        "HTTPS://Prod-07.westeurope.Logic.Azure.com/workflows/0123/triggers/manual/paths/invoke?api-version=1"
    )
    folder = "src/environmentvariabledefinitions/cto_Flow/environmentvariabledefinition.xml"
    files = {"src/Other/Solution.xml": manifest(), "src/Other/Customizations.xml": customizations()}
    write(tmp_path, {**files, folder: definition("cto_Flow", default=url)})
    assert len(findings(tmp_path, "callback-url-in-variable")) == 1


# What graphs and numbers say


def compose(*after: str, inputs: Any = 1) -> dict[str, Any]:
    return {"type": "Compose", "inputs": inputs, "runAfter": {name: ["Succeeded"] for name in after}}


@pytest.mark.parametrize(
    ("actions", "words"),
    [
        ({"A": compose("A")}, "'A' runs after itself"),
        ({"A": compose("B"), "B": compose("A")}, "'A', 'B' wait for each other, so none of them runs"),
    ],
)
def test_who_waits_for_whom(tmp_path: Path, actions: dict[str, Any], words: str) -> None:
    (found,) = findings(with_actions(tmp_path, actions), "run-after-cycle")
    assert found.message.startswith(words)


def test_a_variable_that_begins_with_the_wrong_type_is_one_place(tmp_path: Path) -> None:
    variable = {"name": "n", "type": "integer", "value": "many"}
    begin = {"type": "InitializeVariable", "inputs": {"variables": [variable]}, "runAfter": {}}
    write = {
        "type": "SetVariable",
        "inputs": {"name": "n", "value": "some"},
        "runAfter": {"Begin": ["Succeeded"]},
    }
    root = with_actions(tmp_path, {"Begin": begin, "Write": write})
    found = findings(root, "flow-variable-type-mismatch")
    assert [(f.message.partition(" ")[0], len(f.related)) for f in found] == [("'Begin'", 0), ("'Write'", 1)]


@pytest.mark.parametrize("triggers", [{}, None])
def test_where_a_flow_lacks_its_trigger(tmp_path: Path, triggers: object) -> None:
    root = with_actions(tmp_path, {"A": compose()})
    path = root / FLOW
    data = json.loads(path.read_text(encoding="utf-8"))
    if triggers is None:
        del data["properties"]["definition"]["triggers"]
    else:
        data["properties"]["definition"]["triggers"] = triggers
    path.write_text(json.dumps(data, indent=2), encoding="utf-8")
    (found,) = findings(root, "flow-without-trigger")
    line = path.read_text(encoding="utf-8").splitlines()[found.location.line - 1]
    assert ('"triggers"' if triggers is not None else '"definition"') in line


@pytest.mark.parametrize(
    ("interval", "words"),
    [
        (1, ""),
        ("@parameters('Minutes')", ""),
        (0, "interval 0 is not a whole number above 0"),
        ("often", "interval 'often' is not a whole number above 0"),
        (59, "every 59 seconds is too often"),
        (60, ""),
        (None, ""),
    ],
)
def test_intervals_of_a_recurrence(tmp_path: Path, interval: object, words: str) -> None:
    root = with_actions(tmp_path, {"A": compose()})
    path = root / FLOW
    data = json.loads(path.read_text(encoding="utf-8"))
    recurrence: dict[str, Any] = {"frequency": "Second" if interval in (59, 60) else "Day"}
    if interval is not None:
        recurrence["interval"] = interval
    trigger = {"type": "Recurrence", "recurrence": recurrence}
    data["properties"]["definition"]["triggers"] = {"Recurrence": trigger}
    path.write_text(json.dumps(data), encoding="utf-8")
    found = [f.message for f in findings(root, "recurrence-invalid")]
    assert len(found) == bool(words)
    assert all(words in message for message in found)


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("password=Tr0ub4dor-and-3&user=svc", 1),
        ("@concat('password=', variables('p'))", 0),
        ("user=@{variables('u')}&password=@{variables('p')}", 0),
        ("@{variables('all')}", 0),
    ],
)
def test_a_form_with_expressions_holds_no_literal_credential(tmp_path: Path, body: str, count: int) -> None:
    action = {
        "type": "Http",
        "inputs": {"method": "POST", "uri": "https://x.contoso.com", "body": body},
        "runAfter": {},
    }
    assert len(findings(with_actions(tmp_path, {"Send": action}), "literal-credential")) == count


@pytest.mark.parametrize(
    "state", [{}, {"secureData": None}, {"contentTransfer": {"transferMode": "Chunked"}}]
)
def test_a_secure_setting_is_put_beside_what_is_there(tmp_path: Path, state: dict[str, Any]) -> None:
    send = {"type": "Http", "inputs": {"uri": "@x", "body": f"@{SECRET}"}, "runAfter": {"Get": ["Succeeded"]}}
    root = with_actions(tmp_path, {"Get": {**GET, "runtimeConfiguration": state}, "Send": send})
    path = root / FLOW
    data = json.loads(path.read_text(encoding="utf-8"))
    data["properties"]["connectionReferences"]["shared_keyvault"] = {"api": {"name": "shared_keyvault"}}
    path.write_text(json.dumps(data, indent=2), encoding="utf-8")
    save(mend([str(root)], Config(select=("unsecured-secret-output",), root=str(root)), unsafe=True))
    mended = json.loads(path.read_text(encoding="utf-8"))["properties"]["definition"]["actions"]
    assert mended["Get"]["runtimeConfiguration"] == {**state, "secureData": {"properties": ["outputs"]}}
    # Nothing else of the flow is touched.
    mended["Get"]["runtimeConfiguration"] = state
    assert mended == data["properties"]["definition"]["actions"]
