"""The forecast against what an environment holds, from dumps in the shapes that the tools write."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pplint.errors import UsageError
from pplint.run.forecast.dump import parse_dump
from tests.unit.solution_files import deploy_workflow, workflow

Run = Callable[..., Any]
ID = "5f1e0d9c8b7a69584736251403f2e1d0"


def against(pplint: Run, root: Path, dump: object) -> dict[str, Any]:
    (root / "dump.json").write_text(json.dumps(dump), encoding="utf-8")
    result = pplint("forecast", "--against", "dump.json", "-f", "json", "--fail-on", "never")
    assert (result.code, result.err) == (0, "")
    (line,) = json.loads(result.out)["forecast"]
    assert isinstance(line, dict)
    return line


def unbound(root: Path) -> None:
    path = root / "settings/prod.json"
    data = json.loads(path.read_text("utf-8"))
    data["ConnectionReferences"][0]["ConnectionId"] = ""
    path.write_text(json.dumps(data), encoding="utf-8")


# Recorded shapes: pac connection list --json; pac solution list --json; the Web API of Dataverse.
PAC_CONNECTION = {
    "Id": ID,
    "Name": "Outlook of the service account",
    "ApiId": "{}/shared_office365",
    "Status": "Connected",
}
ADMIN_CONNECTION = {"ConnectionName": ID, "ConnectorName": "shared_office365", "DisplayName": "x"}


@pytest.mark.parametrize("row", [PAC_CONNECTION, ADMIN_CONNECTION])
def test_a_connection_that_is_there_is_no_cause(pplint: Run, repository: Path, row: dict[str, str]) -> None:
    line = against(pplint, repository, {"connections": [row]})
    assert (line["verdict"], line["causes"]) == ("ready", [])
    assert line["notes"] == [
        "not checked against the environment: connection references, environment variables, solutions, flows"
    ]


def test_a_connection_that_was_not_seen_is_open_unless_an_administrator_looked(
    pplint: Run, repository: Path
) -> None:
    dump: dict[str, Any] = {"by": "deploy@contoso.com", "connections": []}
    line = against(pplint, repository, dump)
    words = "the connection of 'cto_Outlook' is not seen by 'deploy@contoso.com'"
    assert (line["verdict"], line["causes"][0]["words"]) == ("open", words)
    assert line["causes"][0]["place"] == "settings/prod.json:11"
    assert against(pplint, repository, {**dump, "administrator": True})["verdict"] == "stops"


def test_a_connection_of_another_connector_keeps_flows_off(pplint: Run, repository: Path) -> None:
    row = {"Id": ID, "ApiId": "/providers/Microsoft.PowerApps/apis/shared_teams"}
    line = against(pplint, repository, {"connections": [row]})
    assert (line["verdict"], line["stays_off"]) == ("stays off", ["Notify approver"])


def test_what_the_environment_has_is_not_missing(pplint: Run, repository: Path) -> None:
    unbound(repository)
    rows = [{"connectionreferencelogicalname": "cto_Outlook", "connectionid": ID}]
    line = against(pplint, repository, {"connectionReferences": rows})
    assert (line["stays_off"], line["causes"]) == ([], [])
    line = against(pplint, repository, {"connectionReferences": [{**rows[0], "connectionid": None}]})
    assert (line["verdict"], line["causes"][0]["on_first_import"]) == ("stays off", False)


def test_a_value_that_the_environment_has_needs_no_entry(pplint: Run, repository: Path) -> None:
    path = repository / "settings/prod.json"
    data = json.loads(path.read_text("utf-8"))
    data["EnvironmentVariables"] = [{"SchemaName": "cto_Other", "Value": "x"}]
    path.write_text(json.dumps(data), encoding="utf-8")
    secret = "never-shown-by-anything"
    rows = {"value": [{"schemaname": "cto_OrdersApiHost", "values": [{"value": secret}]}]}
    line = against(pplint, repository, {"environmentVariables": rows})
    assert not any("cto_OrdersApiHost" in cause["words"] for cause in line["causes"])
    assert {"kind": "variable", "name": "cto_OrdersApiHost", "source": "environment"} in line["sources"]
    assert secret not in json.dumps(line)


@pytest.mark.parametrize(
    ("installed", "verdict"),
    [
        ([], "stops"),
        ([{"SolutionUniqueName": "Shared", "VersionNumber": "2.0.0.0"}], "stops"),
        ([{"SolutionUniqueName": "shared", "VersionNumber": "2.10.0.0"}], "ready"),
    ],
)
def test_a_dependency_is_or_is_not_there(
    pplint: Run, repository: Path, installed: list[dict[str, str]], verdict: str
) -> None:
    path = repository / "solution/Other/Solution.xml"
    row = (
        '<MissingDependencies><MissingDependency><Required type="1" schemaName="t" solution="Shared (2.9.0.0)"/>'
        '<Dependent type="29" displayName="x" id="{1}"/></MissingDependency></MissingDependencies>'
    )
    path.write_text(path.read_text("utf-8").replace("<MissingDependencies />", row), encoding="utf-8")
    assert against(pplint, repository, {"solutions": installed})["verdict"] == verdict


@pytest.mark.parametrize(
    ("option", "installed", "verdict", "words"),
    [
        ("stage-and-upgrade: true", "1.0.0.0", "stops", "is not newer than 1.0.0.0"),
        ("stage-and-upgrade: true", "0.9.0.0", "ready", ""),
        (
            "stage-and-upgrade: true",
            "",
            "stops",
            "is not installed, so there is nothing that an upgrade could replace",
        ),
        ("import-as-holding: true", "", "stops", "is not installed"),
        ("skip-lower-version: true", "1.0.0.0", "open", "nothing is imported, and the run is green"),
        ("publish-changes: true", "1.0.0.0", "ready", ""),
    ],
)
def test_the_version_matters_to_an_upgrade(
    pplint: Run, repository: Path, option: str, installed: str, verdict: str, words: str
) -> None:
    workflow = repository / ".github/workflows/deploy.yml"
    workflow.parent.mkdir(parents=True)
    workflow.write_text(deploy_workflow(option=option), encoding="utf-8")
    rows = [{"SolutionUniqueName": "ContosoOrders", "VersionNumber": installed}] if installed else []
    line = against(pplint, repository, {"solutions": rows})
    # Whatever else a rule says of such a pipeline, the version is told.
    assert any(words in cause["words"] for cause in line["causes"]) == bool(words)
    if words:
        assert ["stops", "left out", "stays off", "wrong environment", "open", "ready"].index(
            line["verdict"]
        ) <= ["stops", "left out", "stays off", "wrong environment", "open", "ready"].index(verdict)


def test_an_upgrade_is_a_remark_where_nobody_said_what_is_installed(pplint: Run, repository: Path) -> None:
    workflow = repository / ".github/workflows/deploy.yml"
    workflow.parent.mkdir(parents=True)
    workflow.write_text(deploy_workflow(option="import-as-holding: true"), encoding="utf-8")
    (line,) = json.loads(pplint("forecast", "-f", "json", "--fail-on", "never").out)["forecast"]
    assert any(note.startswith("imports as an upgrade, which fails where") for note in line["notes"])
    workflow.write_text(deploy_workflow(option="publish-changes: true"), encoding="utf-8")
    (line,) = json.loads(pplint("forecast", "-f", "json", "--fail-on", "never").out)["forecast"]
    assert line["notes"] == []


def test_flows_that_are_off_there_are_named(pplint: Run, repository: Path) -> None:
    rows = [{"workflowid": "1a2b3c4d-0000-4000-8000-000000000001", "statecode": 0}]
    assert (
        "off in the environment, and no update turns them on: 'Notify approver'"
        in (against(pplint, repository, {"flows": rows})["notes"])
    )


@pytest.mark.parametrize(("is_bound", "off"), [(False, ["Child", "Parent", "Top"]), (True, [])])
def test_a_parent_stays_off_as_long_as_any_flow_below_it_does(
    pplint: Run, repository: Path, is_bound: bool, off: list[str]
) -> None:
    """Child, parent and the parent's parent: what is unknown of the first keeps all three off."""
    ids = {
        name: f"1a2b3c4d-0000-4000-8000-00000000000{n}"
        for n, name in enumerate(("Child", "Parent", "Top"), 2)
    }
    below = {"Parent": "Child", "Top": "Parent"}
    flow_path = repository / "solution/Workflows/Notify-1A2B3C4D-0000-4000-8000-000000000001.json"
    rows = ""
    for name, id in ids.items():
        data = json.loads(flow_path.read_text("utf-8"))
        if name in below:
            host = {"host": {"workflowReferenceName": ids[below[name]]}}
            data["properties"]["connectionReferences"] = {}
            data["properties"]["definition"]["actions"] = {
                "Call": {"type": "Workflow", "inputs": host, "runAfter": {}}
            }
        actions = data["properties"]["definition"]["actions"]
        actions["Respond"] = {
            "type": "Response",
            "kind": "PowerApp",
            "inputs": {"statusCode": 200},
            "runAfter": {},
        }
        file = f"{name}-{id.upper()}.json"
        (repository / "solution/Workflows" / file).write_text(json.dumps(data), encoding="utf-8")
        (repository / "solution/Workflows" / f"{file}.data.xml").write_text(
            workflow(id, name, file), encoding="utf-8"
        )
        rows += f'<RootComponent type="29" id="{{{id}}}" behavior="0" />'
    manifest = repository / "solution/Other/Solution.xml"
    manifest.write_text(
        manifest.read_text("utf-8").replace("</RootComponents>", f"{rows}</RootComponents>"), encoding="utf-8"
    )
    unbound(repository)
    dump = [PAC_CONNECTION] if is_bound else []
    references = [{"connectionreferencelogicalname": "cto_Outlook", "connectionid": ID}] if is_bound else []
    line = against(
        pplint, repository, {"connections": dump, "connectionReferences": references, "by": "x@y.z"}
    )
    assert [name for name in line["stays_off"] if name in ids] == off, line["causes"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "is not JSON, so it is not a dump"),
        ("[]", "a dump of an environment is a JSON object"),
        ("{}", "has none of connections"),
        ('{"connections": 3}', "'connections' has to be a list"),
    ],
)
def test_a_wrong_dump_is_a_sentence(pplint: Run, repository: Path, text: str, words: str) -> None:
    (repository / "dump.json").write_text(text, encoding="utf-8")
    result = pplint("forecast", "--against", "dump.json")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("pplint: error: dump.json: ")
    assert words in result.err
    assert pplint("forecast", "--against", "none.json").code == 2


def test_a_dump_is_of_one_environment(pplint: Run, fixture_copy: Callable[[str], Path]) -> None:
    root = fixture_copy("contoso-orders")
    (root / "dump.json").write_text('{"solutions": []}', encoding="utf-8")
    result = pplint("forecast", "--against", "dump.json", cwd=root)
    assert result.code == 2
    assert "name it with --target: dev, prod, train, uat" in result.err
    assert pplint("forecast", "--against", "dump.json", "--target", "uat", cwd=root).code in (0, 1)


PARTS = st.sampled_from(
    ["connections", "Connection_References", "solutions", "flows", "environmentVariables", "by"]
)
KEYS = st.sampled_from(["id", "Name", "schemaname", "SolutionUniqueName", "statecode", "value", "properties"])
ATOMS = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
ROWS = st.lists(ATOMS | st.dictionaries(KEYS, ATOMS, max_size=3), max_size=3)


@settings(deadline=None)
@given(st.dictionaries(PARTS, ATOMS | ROWS, max_size=3))
def test_any_json_is_a_dump_or_a_sentence(data: object) -> None:
    sentence = "dump.json: "
    try:
        parse_dump(json.dumps(data), "dump.json")
    except UsageError as error:
        sentence = str(error)
    assert sentence.startswith("dump.json: ")
