"""Edges of rules on order and names: waits, races, names in other letters, expressions that cannot be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pplint import Config, Finding, Severity, lint
from pplint.detect.flows.races import branch_races
from pplint.detect.flows.waiting import late_answers
from pplint.flowgraph import FlowGraph
from pplint.testing import lay
from tests.unit.solution_files import (
    CHILD,
    CHILD_FILE,
    customizations,
    definition,
    flow,
    manifest,
    workflow,
    write,
)

FLOW = "solution/Workflows/Notify-1A2B3C4D-0000-4000-8000-000000000001.json"


def findings(root: Path, rule: str) -> list[Finding]:
    report = lint([str(root)], Config(select=(rule,), root=str(root)))
    assert not report.crashed
    return [finding for finding in report.findings if finding.rule == rule]


# Answers that come late


def wait(seconds: int, **after: list[str]) -> dict[str, Any]:
    return {"type": "Wait", "inputs": {"interval": {"count": seconds, "unit": "Second"}}, "runAfter": after}


def answer(**after: list[str]) -> dict[str, Any]:
    return {"type": "Response", "kind": "PowerApp", "inputs": {"statusCode": 200}, "runAfter": after}


DONE = ["Succeeded"]


@pytest.mark.parametrize(
    ("kind", "actions", "seconds"),
    [
        ("Http", {"Wait": wait(121), "Answer": answer(Wait=DONE)}, [121]),
        ("Http", {"Wait": wait(120), "Answer": answer(Wait=DONE)}, []),
        ("Skills", {"Wait": wait(101), "Answer": answer(Wait=DONE)}, [101]),
        ("Skills", {"Wait": wait(100), "Answer": answer(Wait=DONE)}, []),
        ("Http", {"A": wait(70), "B": wait(70, A=DONE), "Answer": answer(B=DONE)}, [140]),
        # Someone has answered before the wait; or the wait comes after the answer; or no one waits.
        ("Http", {"First": answer(), "Wait": wait(500, First=DONE), "Answer": answer(Wait=DONE)}, []),
        ("Http", {"Answer": answer(), "Wait": wait(500, Answer=DONE)}, []),
        ("Button", {"Wait": wait(500), "Answer": answer(Wait=DONE)}, []),
    ],
)
def test_how_long_a_caller_waits(kind: str, actions: dict[str, Any], seconds: list[int]) -> None:
    graph = FlowGraph({"triggers": {"manual": {"type": "Request", "kind": kind}}, "actions": actions})
    assert [found.seconds for found in late_answers(graph)] == seconds


# Writes of one variable in parallel branches


def write_of(kind: str, value: object) -> dict[str, Any]:
    return {"type": kind, "inputs": {"name": "v", "value": value}, "runAfter": {"Begin": DONE}}


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [
        (write_of("SetVariable", 1), write_of("SetVariable", 2), 1),
        (write_of("SetVariable", 1), write_of("SetVariable", 1), 0),
        (write_of("SetVariable", "@x()"), write_of("SetVariable", "@x()"), 1),
        (write_of("AppendToArrayVariable", 1), write_of("AppendToArrayVariable", 2), 0),
        (write_of("AppendToArrayVariable", 1), write_of("SetVariable", []), 1),
        (
            write_of("SetVariable", 1),
            {"type": "Compose", "inputs": "@variables('v')", "runAfter": {"Begin": DONE}},
            1,
        ),
        (
            write_of("SetVariable", 1),
            {"type": "Compose", "inputs": "@variables('v')", "runAfter": {"First": DONE}},
            0,
        ),
    ],
)
def test_which_branches_race(first: dict[str, Any], second: dict[str, Any], count: int) -> None:
    begin = {
        "type": "InitializeVariable",
        "inputs": {"variables": [{"name": "v", "type": "array"}]},
        "runAfter": {},
    }
    actions = {"Begin": begin, "First": first, "Second": second}
    assert len(list(branch_races(FlowGraph({"actions": actions})))) == count


# Names of variables, and expressions that cannot be read


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [("Queue", "queue", 1), ("Queue", " Queue ", 1), ("Queue", "Queues", 0), ("", "", 0)],
)
def test_display_names_that_look_alike(tmp_path: Path, one: str, other: str, count: int) -> None:
    files = {"src/Other/Solution.xml": manifest(), "src/Other/Customizations.xml": customizations()}
    for name, shown in (("cto_One", one), ("cto_Other", other)):
        path = f"src/environmentvariabledefinitions/{name}/environmentvariabledefinition.xml"
        files[path] = definition(name).replace('"Site"', f'"{shown}"')
    assert len(findings(write(tmp_path, files), "duplicate-environment-variable-name")) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("@parameters('Other')", 1),
        ("@parameters('Orders API host (cto_OrdersApiHost)')", 0),
        ("@parameters('ORDERS api host (cto_ordersapihost)')", 0),
        # What cannot be read, or is computed, may use anything.
        ("@concat(parameters('Other'), ", 0),
        ("@parameters(variables('which'))", 0),
    ],
)
def test_a_parameter_is_unused_only_if_all_was_read(tmp_path: Path, text: str, count: int) -> None:
    lay([], tmp_path)
    path = tmp_path / FLOW
    data = json.loads(path.read_text(encoding="utf-8"))
    actions = {"Say": {"type": "Compose", "inputs": text, "runAfter": {}}}
    data["properties"]["definition"]["actions"] = actions
    path.write_text(json.dumps(data), encoding="utf-8")
    assert len(findings(tmp_path, "unused-flow-parameter")) == count


# What is said of a flow that is off, of tokens, and of two definitions


def connection_file(*names: str) -> str:
    office = "/providers/Microsoft.PowerApps/apis/shared_office365"
    rows = [{"LogicalName": name, "ConnectionId": "3f" * 16, "ConnectorId": office} for name in names]
    known = [{"SchemaName": "cto_OrdersApiHost", "Value": "api.contoso.com"}]
    return json.dumps({"EnvironmentVariables": known, "ConnectionReferences": rows})


@pytest.mark.parametrize(("state", "severity"), [("1", Severity.ERROR), ("0", Severity.WARNING)])
def test_a_missing_reference_matters_to_flows_that_are_on(
    tmp_path: Path, state: str, severity: Severity
) -> None:
    lay([], tmp_path)
    path = tmp_path / f"{FLOW}.data.xml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("<StateCode>1", f"<StateCode>{state}"), encoding="utf-8")
    write(tmp_path, {"settings/prod.json": connection_file("cto_Elsewhere")})
    (found,) = findings(tmp_path, "settings-missing-connection-reference")
    assert found.severity is severity
    assert ("cannot be turned on" in found.message) == (state == "1")


@pytest.mark.parametrize(
    ("value", "count"),
    [("orders@adatum.com", 1), ("https://#{Host}#/sites/orders", 0), ("#{Mail}#", 0), ("x", 0)],
)
def test_a_token_is_the_same_everywhere_and_no_finding(tmp_path: Path, value: str, count: int) -> None:
    text = json.dumps({"EnvironmentVariables": [{"SchemaName": "cto_OrdersApiHost", "Value": value}]})
    lay([], tmp_path)
    write(tmp_path, {f"settings/{target}.json": text for target in ("prod", "test")})
    assert len(findings(tmp_path, "settings-same-value")) == count


@pytest.mark.parametrize("own", ["a", "b"])
def test_the_variable_of_the_own_solution_is_named_first(tmp_path: Path, own: str) -> None:
    value = "orders-7f3a.contoso-partner.net"
    for root in ("a", "b"):
        folder = f"{root}/environmentvariabledefinitions/cto_Host{root}/environmentvariabledefinition.xml"
        write(
            tmp_path,
            {
                f"{root}/Other/Solution.xml": manifest(root.upper()),
                f"{root}/Other/Customizations.xml": customizations(),
                folder: definition(f"cto_Host{root}", default=value),
            },
        )
    actions = {"Say": {"type": "Compose", "inputs": value, "runAfter": {}}}
    data = json.loads(flow())
    data["properties"]["definition"]["actions"] = actions
    write(
        tmp_path,
        {
            f"{own}/Workflows/{CHILD_FILE}": json.dumps(data),
            f"{own}/Workflows/{CHILD_FILE}.data.xml": workflow(CHILD, "Say", CHILD_FILE),
        },
    )
    (found,) = findings(tmp_path, "literal-matches-variable")
    assert f"'cto_Host{own}'" in found.message


@pytest.mark.parametrize(
    ("step", "count"),
    [
        (
            "- name: Import the solution with its connection references\n        run: pac solution import --path out/X.zip",
            1,
        ),
        (
            "- name: Import\n        run: pac solution import --path out/X.zip\n      - run: ./connection references.ps1",
            0,
        ),
    ],
)
def test_what_a_step_says_of_itself_sets_nothing(tmp_path: Path, step: str, count: int) -> None:
    lay([], tmp_path)
    text = (
        "on: workflow_dispatch\njobs:\n  prod:\n    runs-on: ubuntu-latest\n    environment: prod\n    steps:\n"
        f"      - run: pac solution pack --zipfile out/X.zip --folder solution\n      {step}\n"
    )
    write(tmp_path, {".github/workflows/deploy.yml": text})
    assert len(findings(tmp_path, "pipeline-import-without-settings")) == count
