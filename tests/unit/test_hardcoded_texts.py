"""Addresses and ids beyond the parameters of flows: filters, conditions, scripts, formulas, agents."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from pplint import Config, Finding, lint

FLOW = "solution/Workflows/Notify-1A2B3C4D-0000-4000-8000-000000000001.json"
ROW = "7d1c2f60-4e8b-4c11-93b0-0022489a1b2c"
SITE = "https://adatum.sharepoint.com/sites/orders"


def write(root: Path, files: dict[str, str | bytes]) -> None:
    for name, body in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body if isinstance(body, bytes) else body.encode())


def find(root: Path, *rules: str) -> list[Finding]:
    report = lint([str(root)], Config(select=rules or ("hardcoded",), root=str(root)))
    assert not report.crashed
    return list(report.findings)


def lay_out(root: Path, actions: dict[str, Any]) -> None:
    path = root / FLOW
    data = json.loads(path.read_text("utf-8"))
    data["properties"]["definition"]["actions"] = actions
    path.write_text(json.dumps(data, indent=2), encoding="utf-8")


def dataverse(operation: str = "ListRecords", **parameters: str) -> dict[str, Any]:
    host = {
        "apiId": "/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps",
        "operationId": operation,
    }
    named = {name.replace("__", "/").replace("S_", "$"): value for name, value in parameters.items()}
    return {"type": "OpenApiConnection", "runAfter": {}, "inputs": {"host": host, "parameters": named}}


def condition(*sides: str) -> dict[str, Any]:
    return {
        "type": "If",
        "runAfter": {},
        "expression": {"equals": list(sides)},
        "actions": {},
        "else": {"actions": {}},
    }


@pytest.mark.parametrize(
    ("action", "severity"),
    [
        (dataverse(S_filter=f"_cto_region_value eq {ROW}"), "note"),
        (dataverse("SubscribeWebhookTrigger", subscriptionRequest__filterexpression=f"_a_value eq {ROW}"), "note"),
        (dataverse("PerformBoundAction", item__Template__templateid=ROW), "warning"),
        (dataverse("GetItem", recordId=ROW), "warning"),
        (condition("@triggerOutputs()?['body/_cto_region_value']", ROW), "note"),
        (condition("@triggerOutputs()?['body/accountid']", ROW), "note"),
        (condition("@triggerOutputs()?['body/cto_code']", ROW), ""),
        ({"type": "Compose", "runAfter": {}, "inputs": ROW}, ""),
    ],
)  # fmt: skip
def test_ids_of_rows(repository: Path, action: dict[str, Any], severity: str) -> None:
    lay_out(repository, {"Do": action})
    found = find(repository, "hardcoded-id")
    assert [finding.severity.label for finding in found] == ([severity] if severity else [])


def test_an_id_that_arrives_in_a_filter_through_a_variable(repository: Path) -> None:
    variable = {"name": "Team", "type": "string", "value": ROW}
    actions = {
        "Team": {"type": "InitializeVariable", "runAfter": {}, "inputs": {"variables": [variable]}},
        "List": dataverse(S_filter="teamid eq @{variables('Team')}"),
    }
    lay_out(repository, actions)
    (finding,) = find(repository, "hardcoded-id")
    assert (finding.severity.label, finding.logical.action) == ("note", "Team")


@pytest.mark.parametrize(
    "seed",
    [
        {
            "data/data.xml": f'<entities><entity name="a"><records><record id="{ROW}" /></records></entity></entities>'
        },
        {"data/regions.csv": f"name,id\nNorth,{ROW.upper()}\n"},
        {"seed/regions.json": json.dumps([{"id": ROW}])},
    ],
)
def test_rows_that_are_shipped_keep_their_ids(repository: Path, seed: dict[str, str | bytes]) -> None:
    write(repository, {FLOW: (repository / FLOW).read_bytes(), **seed})
    lay_out(repository, {"Do": dataverse("GetItem", recordId=ROW)})
    assert find(repository, "hardcoded-id") == []


def test_settings_and_flows_are_no_seeds(repository: Path) -> None:
    lay_out(repository, {"Do": dataverse("GetItem", recordId=ROW)})
    settings = repository / "settings/prod.json"
    data = json.loads(settings.read_text("utf-8"))
    data["EnvironmentVariables"][0]["Value"] = ROW
    settings.write_text(json.dumps(data), encoding="utf-8")
    write(repository, {"copy/flow.json": (repository / FLOW).read_bytes()})
    assert len(find(repository, "hardcoded-id")) == 1


@pytest.mark.parametrize(
    "action",
    [
        dataverse("aibuilderpredict_v2", recordId=ROW),
        dataverse("PerformBoundAction", entityName="msdyn_aimodels", actionName="Microsoft.Dynamics.CRM.Predict", recordId=ROW),
    ],
)  # fmt: skip
def test_a_model_is_no_row(repository: Path, action: dict[str, Any]) -> None:
    lay_out(repository, {"Do": action})
    (finding,) = find(repository, "hardcoded-id")
    assert finding.severity.label == "note"
    assert finding.message.startswith(f"AI model '{ROW}'")
    write(repository, {f"solution/AIModels/{ROW}.xml": "<AIModel />"})
    assert find(repository, "hardcoded-id") == []


def test_users_in_filters_and_conditions(repository: Path) -> None:
    user = "ada@adatum-orders.com"
    lay_out(
        repository,
        {"A": dataverse(S_filter=f"internalemailaddress eq '{user}'"), "B": condition("@body('x')", user)},
    )
    (finding,) = find(repository, "hardcoded-email")
    assert finding.severity.label == "note"
    assert len(finding.related) == 1


@pytest.mark.parametrize(
    ("link", "count"),
    [
        ("https://forms.office.com/Pages/ResponsePage.aspx?id=v4j5cvGGr0GRqy180BHbR1", 1),
        ("https://forms.office.com/r/AbC123xyz", 1),
        ("https://forms.office.com/", 0),
    ],
)
def test_links_to_forms(repository: Path, link: str, count: int) -> None:
    lay_out(repository, {"Do": {"type": "Compose", "runAfter": {}, "inputs": f"Please answer {link} today"}})
    assert [finding.severity.label for finding in find(repository, "hardcoded-id")] == ["note"] * count


@pytest.mark.parametrize(
    ("path", "count"), [("D:\\exports\\orders", 1), ("\\\\files01\\orders", 1), ("/exports/orders", 0)]
)
def test_paths_of_a_gateway(repository: Path, path: str, count: int) -> None:
    host = {"apiId": "/providers/Microsoft.PowerApps/apis/shared_filesystem", "operationId": "CreateFile"}
    action = {
        "type": "OpenApiConnection",
        "runAfter": {},
        "inputs": {"host": host, "parameters": {"folderPath": path}},
    }
    lay_out(repository, {"Do": action})
    assert len(find(repository, "hardcoded-url")) == count


ORGANISATION = "https://adatum-dev.crm4.dynamics.com"


@pytest.mark.parametrize(
    ("path", "text", "severity"),
    [
        ("WebResources/cto_/a.js", f'var url = "{ORGANISATION}/api";', "warning"),
        ("WebResources/cto_/a.js", f'if (url === "{ORGANISATION}") go();', "note"),
        ("WebResources/cto_/a.js", f"if (url.indexOf('{ORGANISATION}') >= 0) go();", "note"),
        ("WebResources/cto_/a.js", f'if ("{ORGANISATION}" == url) go();', "note"),
        ("WebResources/cto_/a.js", f"// see {ORGANISATION}/main.aspx", ""),
        ("WebResources/cto_/a.js", f"/* one\n two {ORGANISATION} */ go();", ""),
        ("WebResources/cto_/a.js", f'var accept = "*/*"; var url = "{ORGANISATION}";', "warning"),
        ("WebResources/cto_/a.js", 'var help = "https://learn.microsoft.com/x";', ""),
        ("WebResources/cto_/a.html", f"<!-- {ORGANISATION} --><p>", ""),
        ("WebResources/cto_/a.html", f"<a href='{ORGANISATION}/x'>x</a>", "warning"),
        ("WebResources/cto_/a.css", f"a {{ background: url({ORGANISATION}/x) }}", ""),
        ("AppModuleSiteMaps/cto_A/AppModuleSiteMap.xml", f'<SubArea Url="{ORGANISATION}/x" />', "note"),
        ("CanvasApps/src/cto_a/Src/App.pa.yaml", f'    OnSelect: =Launch("{SITE}")', "warning"),
        ("CanvasApps/src/cto_a/Src/App.pa.yaml", '    Text: ="for example https://contoso.sharepoint.com please"', ""),
        ("botcomponents/cto_a.action.B/data", "    value: https://contoso.sharepoint.com/sites/x", "warning"),
        ("botcomponents/cto_a.knowledge.C/data", "  site: https://www.adatum-orders.com", ""),
    ],
)  # fmt: skip
def test_addresses_in_texts(repository: Path, path: str, text: str, severity: str) -> None:
    write(repository, {f"solution/{path}": text})
    found = [finding for finding in find(repository, "hardcoded-url") if path in finding.location.path]
    assert [finding.severity.label for finding in found] == ([severity] if severity else [])
    assert all(finding.location.line <= text.count("\n") + 1 for finding in found)


def package(members: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return buffer.getvalue()


META = "<CanvasApp><Name>cto_a_1</Name><DocumentUri>/CanvasApps/cto_a_1_DocumentUri.msapp</DocumentUri></CanvasApp>"
SCREEN = f'Screens:\n  Home:\n    Properties:\n      OnVisible: =Launch("{SITE}")\n      OnHidden: =Launch("{SITE}")\n'


def test_formulas_inside_a_package(repository: Path) -> None:
    packed = package({"Src\\Home.pa.yaml": SCREEN, "Resources/x.json": f'"{SITE}"'})
    write(
        repository,
        {
            "solution/CanvasApps/cto_a_1.meta.xml": META,
            "solution/CanvasApps/cto_a_1_DocumentUri.msapp": packed,
        },
    )
    (finding,) = find(repository, "hardcoded-url")
    assert (finding.location.path, finding.location.line) == (
        "solution/CanvasApps/cto_a_1_DocumentUri.msapp",
        1,
    )
    assert "'Src\\Home.pa.yaml', line 4" in finding.message
    assert finding.location.excerpt == ""
    assert finding.location.pointer == "/Src\\Home.pa.yaml/4"
    assert (finding.logical.kind, finding.logical.name) == ("app", "cto_a_1")
    assert [related.location.pointer for related in finding.related] == ["/Src\\Home.pa.yaml/5"]


def test_formulas_of_an_older_package(repository: Path) -> None:
    rules = {"TopParent": {"Rules": [{"Property": "OnStart", "InvariantScript": f'Launch("{SITE}")'}]}}
    control = json.dumps(rules)
    packed = package({"Controls/1.json": control, "Resources/3.json": control})
    write(
        repository,
        {
            "solution/CanvasApps/cto_a_1.meta.xml": META,
            "solution/CanvasApps/cto_a_1_DocumentUri.msapp": packed,
        },
    )
    (finding,) = find(repository, "hardcoded-url")
    assert finding.location.pointer == "/Controls~11.json/1"
    assert finding.related == ()


def test_controls_beside_sources_say_nothing_new(repository: Path) -> None:
    rules = {"TopParent": {"Rules": [{"Property": "OnStart", "InvariantScript": f'Launch("{SITE}")'}]}}
    packed = package({"Controls/1.json": json.dumps(rules), "Src/Home.pa.yaml": "Screens:\n"})
    write(
        repository,
        {
            "solution/CanvasApps/cto_a_1.meta.xml": META,
            "solution/CanvasApps/cto_a_1_DocumentUri.msapp": packed,
        },
    )
    assert find(repository, "hardcoded-url") == []


@pytest.mark.parametrize(
    ("written", "count"),
    [
        (r'{"InvariantScript" : "\n%s"}', 1),
        (r'{"InvariantScript": "Set(a, \"b\"); Launch(\"%s\")"}', 1),
        (
            r'{"InvariantScript": "a", "Rules": [{"InvariantScript": "\u0022%s"}, {"InvariantScript": "b"}]}',
            1,
        ),
        (r'{"Script": "%s", "InvariantScript": "\"InvariantScript\": \"a\""}', 0),
        (r'{"Old\"InvariantScript": "%s"}', 0),
    ],
)
def test_formulas_in_the_json_of_an_older_package(repository: Path, written: str, count: int) -> None:
    packed = package({"Controls/1.json": written.replace("%s", SITE)})
    write(
        repository,
        {
            "solution/CanvasApps/cto_a_1.meta.xml": META,
            "solution/CanvasApps/cto_a_1_DocumentUri.msapp": packed,
        },
    )
    assert len(find(repository, "hardcoded-url")) == count


@pytest.mark.parametrize(
    "body", [b"", b"PK\3\4 no zip", package({"Src/a.pa.yaml": "\udc80".encode("utf-8", "replace").decode()})]
)
def test_a_damaged_package_breaks_nothing(repository: Path, body: bytes) -> None:
    write(
        repository,
        {"solution/CanvasApps/cto_a_1.meta.xml": META, "solution/CanvasApps/cto_a_1_DocumentUri.msapp": body},
    )
    assert find(repository, "hardcoded-url") == []
