"""Where a flow names environment variables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.unit import solution_files as files


def uses(folder: Path, parameters: Any, actions: Any) -> list[tuple[str, str, str]]:
    changed = json.loads(files.flow())
    definition = changed["properties"]["definition"]
    definition["parameters"], definition["actions"] = parameters, actions
    path = f"src/Workflows/{files.CHILD_FILE}"
    (flow,) = files.load(files.write(folder, {**files.xml_layout("src"), path: json.dumps(changed)})).flows
    for use in flow.variable_uses:
        assert use.site.owner() is flow
    return [(use.schema_name, use.how, str(use.site.path[-1])) for use in flow.variable_uses]


def retrieve(name: object, action: str = "RetrieveEnvironmentVariableSecretValue") -> dict[str, Any]:
    return {
        "type": "OpenApiConnection",
        "inputs": {"parameters": {"actionName": action, "item/EnvironmentVariableName": name}},
    }


def test_parameters(tmp_path: Path) -> None:
    parameters = {
        "Site (cto_Site)": {"type": "String", "metadata": {"schemaName": "cto_Site"}},
        "$connections": {"type": "Object", "defaultValue": {}},
        "odd": 7,
    }
    assert uses(tmp_path, parameters, {}) == [("cto_Site", "parameter", "schemaName")]


def test_secrets(tmp_path: Path) -> None:
    actions = {
        "Named": retrieve("cto_secret"),
        "Computed": retrieve("@variables('which')"),
        "Nothing": retrieve(""),
        "Number": retrieve(7),
        "Other": retrieve("cto_other", "SomethingElse"),
    }
    assert uses(tmp_path, {}, actions) == [("cto_secret", "secret-action", "item/EnvironmentVariableName")]


def test_functions(tmp_path: Path) -> None:
    actions = {
        "Compose": {
            "type": "Compose",
            "inputs": ["x", "@{EnvironmentVariables( \"cto_A\" )} and @environmentvariables('cto_B')"],
        }
    }
    assert uses(tmp_path, {}, actions) == [("cto_A", "function", "1"), ("cto_B", "function", "1")]
