"""Eighteen faults in one repository: the command line, the language server and the agents' tools say the same of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pplint import lint
from pplint.servers.agents import Tools
from pplint.servers.places import Editor
from pplint.sources.parsing import decode
from pplint.testing.secrets import expand

Copy = Callable[[str], Path]
Json = dict[str, Any]
FLOW = "solutions/ContosoOrders/Workflows/Syncorders-1A2B3C4D-0000-4000-8000-000000000002.json"
SETTINGS = "settings/uat.json"


def compose(name: str, inputs: Any, **more: Any) -> Callable[[Json], None]:
    def plant(definition: Json) -> None:
        definition["actions"][name] = {"type": "Compose", "inputs": inputs, "runAfter": {}, **more}

    return plant


def in_entries(**values: Any) -> Callable[[Json], None]:
    def plant(settings: Json) -> None:
        settings["EnvironmentVariables"].append(values)

    return plant


IN_FLOW: dict[str, Callable[[Json], None]] = {
    "run-after-unknown": compose("Late", "x", runAfter={"Nowhere": ["Succeeded"]}),
    "run-after-bad-status": compose("Odd", "x", runAfter={"Get_orders": ["Done"]}),
    "expression-syntax": compose("Broken", "@concat('a'"),
    "unknown-function": compose("Function", "@uppercase('a')"),
    "wrong-argument-count": compose("Count", "@toUpper('a', 'b')"),
    "dangling-reference": compose("Reads", "@outputs('Gone')"),
    "undeclared-parameter": compose("Parameter", "@parameters('Gone')"),
    "items-outside-loop": compose("Item", "@items('For_each_order')"),
    "hardcoded-url": compose("Site", "https://northwind.sharepoint.com/sites/orders"),
    "undeclared-connection-key": lambda definition: definition["actions"].update(
        Other={
            "type": "OpenApiConnection",
            "inputs": {"host": {"connectionName": "shared_x", "operationId": "y", "apiId": "/a/shared_x"}},
            "runAfter": {},
        }
    ),
    "foreach-concurrency-invalid": lambda definition: definition["actions"]["For_each_order"].update(
        runtimeConfiguration={"concurrency": {"repetitions": 500}}
    ),
    "azure-account-key": lambda definition: compose("Key", expand("{{secret:storage-connection-string}}"))(
        definition
    ),
}
IN_SETTINGS: dict[str, Callable[[Json], None]] = {
    "settings-unknown-environment-variable": in_entries(SchemaName="cto_Gone", Value="1"),
    "settings-duplicate-entry": lambda s: s["EnvironmentVariables"].append(
        dict(s["EnvironmentVariables"][1])
    ),
    "settings-case-mismatch": lambda s: s["EnvironmentVariables"][0].update(
        SchemaName=s["EnvironmentVariables"][0]["SchemaName"].upper()
    ),
    "settings-value-whitespace": lambda s: s["EnvironmentVariables"][1].update(
        Value=" https://contoso.example/x "
    ),
    "settings-connector-mismatch": lambda s: None,
    "settings-unknown-connection-reference": lambda s: s["ConnectionReferences"].append(
        {
            "LogicalName": "cto_Gone",
            "ConnectionId": "0" * 31 + "1",
            "ConnectorId": "/providers/Microsoft.PowerApps/apis/shared_x",
        }
    ),
}


@pytest.fixture
def faulty(fixture_copy: Copy) -> Path:
    root = fixture_copy("contoso-orders")
    flow = json.loads(decode((root / FLOW).read_bytes()))
    for plant in IN_FLOW.values():
        plant(flow["properties"]["definition"])
    (root / FLOW).write_text(json.dumps(flow, indent=2), "utf-8")
    settings = json.loads((root / SETTINGS).read_text("utf-8"))
    for plant in IN_SETTINGS.values():
        plant(settings)
    (root / SETTINGS).write_text(json.dumps(settings, indent=2), "utf-8")
    return root


def test_every_surface_says_the_same(faulty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(faulty)
    assert len(IN_FLOW) + len(IN_SETTINGS) == 18
    editor, tools = Editor(str(faulty)), Tools(str(faulty))
    for path, planted in ((FLOW, IN_FLOW), (SETTINGS, IN_SETTINGS)):
        said = {
            (f.rule, f.message, f.location.line, f.location.column)
            for f in lint([str(faulty / path)]).findings
            if f.location.path == path and f.severity > 1
        }
        assert planted.keys() <= {rule for rule, *_ in said}
        in_editor = {
            (f.rule, f.message, f.location.line, f.location.column)
            for f in editor.check(str(faulty / path))
            if f.severity > 1
        }
        to_agents = {
            (f["rule"], f["message"], f["line"], f["column"])
            for f in tools.lint([path])["findings"]
            if f["path"] == path
        }
        assert in_editor == said
        assert to_agents == said
