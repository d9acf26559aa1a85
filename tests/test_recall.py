"""Recall: values of each kind, planted in each kind of place, are found by the right rule at the right place."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

import pytest

from pplint import Config, Finding, lint
from pplint.reports import Options, render
from pplint.testing import MINIMAL
from pplint.testing.secrets import KINDS, make_secret, secret_part

SHARE = 0.98
EXPECTED_MISSES: dict[tuple[str, str], str] = {
    (
        "planner-plan",
        "concat",
    ): "an opaque id is known by standing alone: glued to more it may be part of another value"
}
"""(kind, place) that is not found, with the reason."""


class Plant(NamedTuple):
    """A planted value: the file that holds it, its rule, and the text by which its line is known."""

    kind: str
    place: str
    path: str
    rule: str
    needle: str


def quoted(value: str) -> str:
    return value.replace("'", "''")


def compose(value: object) -> dict[str, Any]:
    return {"Do": {"runAfter": {}, "type": "Compose", "inputs": value}}


def http(**inputs: object) -> dict[str, Any]:
    uri = "@concat('https://', parameters('Orders API host (cto_OrdersApiHost)'))"
    return {"Do": {"runAfter": {}, "type": "Http", "inputs": {"method": "POST", "uri": uri, **inputs}}}


def through_variable(value: str, use: dict[str, Any] | None = None) -> dict[str, Any]:
    variable = {"name": "Base", "type": "string", "value": value}
    return {
        "Begin": {"runAfter": {}, "type": "InitializeVariable", "inputs": {"variables": [variable]}},
        **(use or http(body={"text": "@variables('Base')"})),
    }


Make = Callable[[str], dict[str, Any]]
ACTIONS: dict[str, Make] = {
    "literal": compose,
    "text": lambda value: compose(f"at @{{utcnow()}} {value}"),
    "concat": lambda value: compose(f"@concat('{quoted(value)}', utcnow())"),
    "variable": through_variable,
    "header": lambda value: http(headers={"x-note": value}),
    "body": lambda value: http(body={"note": {"text": value}}),
    "query": lambda value: http(queries={"note": value}),
}


def flow(actions: dict[str, Any], **parameters: object) -> dict[str, Any]:
    data = json.loads(next((MINIMAL / "solution/Workflows").glob("*.json")).read_text("utf-8"))
    definition = data["properties"]["definition"]
    definition["actions"].update(actions)
    definition["parameters"].update(parameters)
    return dict(data)


class Garden:
    """A repository in which values are planted, each in a file of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.plants: list[Plant] = []
        shutil.copytree(MINIMAL, root, dirs_exist_ok=True)

    def put(
        self, kind: str, place: str, path: str, text: str, rule: str, needle: str, codec: str = "utf-8"
    ) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode(codec))
        self.plants.append(Plant(kind, place, path, rule, needle))

    def put_flow(
        self,
        kind: str,
        place: str,
        rule: str,
        data: dict[str, Any],
        needle: str,
        *,
        indent: int | None = 2,
        codec: str = "utf-8",
    ) -> None:
        path = f"solution/Workflows/{kind}-{place}.json"
        separators = (",", ":") if indent is None else None
        text = json.dumps(data, indent=indent, separators=separators, ensure_ascii=False)
        self.put(kind, place, path, text, rule, json.dumps(needle, ensure_ascii=False)[1:-1], codec)


def definition(name: str, default: str = "", type_code: str = "100000000") -> str:
    value = f"\n  <defaultvalue>{escape(default)}</defaultvalue>" if default else ""
    return (
        f'<environmentvariabledefinition schemaname="{name}">{value}\n  <displayname default="{name}" />\n'
        f"  <type>{type_code}</type>\n</environmentvariabledefinition>\n"
    )


def values(value: str) -> str:
    return json.dumps({"environmentvariablevalues": {"environmentvariablevalue": {"value": value}}}, indent=2)


def plant_secrets(garden: Garden) -> None:
    for number, (kind, rule) in enumerate((kind, rule) for kind, rule in KINDS.items() if rule):
        value, needle = make_secret(kind), secret_part(kind)
        for place, make in ACTIONS.items():
            garden.put_flow(kind, place, rule, flow(make(value)), needle)
        garden.put_flow(kind, "one-line", rule, flow(compose(value)), needle, indent=None)
        garden.put_flow(kind, "utf-16", rule, flow(compose(value)), needle, codec="utf-16")
        parameter = {"type": "String", "defaultValue": value}
        garden.put_flow(kind, "parameter-default", rule, flow({}, Setting=parameter), needle)
        name = f"cto_Planted{number}"
        folder = f"solution/environmentvariabledefinitions/{name}"
        xml = f"{folder}/environmentvariabledefinition.xml"
        garden.put(kind, "definition", xml, definition(name, value), rule, escape(needle))
        committed = f"{folder}/environmentvariablevalues.json"
        garden.put(kind, "committed-value", committed, values(value), rule, json.dumps(needle)[1:-1])
        entry = {"EnvironmentVariables": [{"SchemaName": name, "Value": value}], "ConnectionReferences": []}
        garden.put(
            kind,
            "settings",
            f"settings/{kind}.json",
            json.dumps(entry, indent=2),
            rule,
            json.dumps(needle)[1:-1],
        )
        openapi = {"swagger": "2.0", "info": {"title": "Orders", "description": value}, "paths": {}}
        stem = f"solution/Connectors/cto_{kind}"
        (garden.root / "solution/Connectors").mkdir(exist_ok=True)
        (garden.root / f"{stem}.xml").write_text(
            f"<Connector><connectorid>{number:08d}-0000-4000-8000-000000000000</connectorid><name>cto_{kind}</name>"
            f"<openapidefinition>/Connector/cto_{kind}_openapidefinition.json</openapidefinition></Connector>",
            "utf-8",
        )
        garden.put(
            kind,
            "connector",
            f"{stem}_openapidefinition.json",
            json.dumps(openapi, indent=2),
            rule,
            json.dumps(needle)[1:-1],
        )
        garden.put(
            kind,
            "web-resource",
            f"solution/WebResources/cto_{kind}.js",
            f"// x\nlet v = `{value}`;\n",
            rule,
            needle,
        )


def plant_credentials(garden: Garden) -> None:
    """Secrets without a form of their own, at places that take one."""
    rule = "literal-credential"
    for kind in ("password", "api-key"):
        value = make_secret(kind)
        authentication = {"type": "Basic", "username": "orders", "password": value}
        cases = {
            "authentication": http(authentication=authentication),
            "header": http(headers={"x-api-key": value}),
            "body": http(body={"client_secret": value}),
            "query": http(queries={"subscription-key": value}),
            "form": http(body=f"grant_type=client_credentials&client_secret={value}"),
            "variable": {
                "Begin": {
                    "runAfter": {},
                    "type": "InitializeVariable",
                    "inputs": {"variables": [{"name": "ClientSecret", "type": "string", "value": value}]},
                }
            },
        }
        for place, actions in cases.items():
            garden.put_flow(kind, place, rule, flow(actions), value)
        secure = {"type": "SecureString", "defaultValue": value}
        garden.put_flow(kind, "secure-parameter", rule, flow({}, Setting=secure), value)
        name = f"cto_Partner{'Password' if kind == 'password' else 'ApiKey'}"
        xml = f"solution/environmentvariabledefinitions/{name}/environmentvariabledefinition.xml"
        garden.put(kind, "definition", xml, definition(name, value), "secret-in-text-variable", escape(value))


URLS = {
    "sharepoint-site": "https://adatum.sharepoint.com/sites/orders",
    "dataverse": "https://adatum.crm4.dynamics.com",
    "azure-host": "https://adatumorders.azurewebsites.net",
    "storage-host": "https://adatumorders.blob.core.windows.net",
    "private-host": "https://10.20.30.40/orders",
}
LINK = "https://make.powerapps.com/environments/8b0f2a7e-41c3-4d5a-9e6b-7c1d2e3f4a5b/home"
IDS: dict[str, tuple[str, str, str, str]] = {
    "sharepoint-list": (
        "shared_sharepointonline",
        "GetItems",
        "table",
        "8b0f2a7e-41c3-4d5a-9e6b-7c1d2e3f4a5b",
    ),
    "teams-team": (
        "shared_teams",
        "PostMessageToChannelV3",
        "groupId",
        "9c1f2a7e-41c3-4d5a-9e6b-7c1d2e3f4a5b",
    ),
    "planner-plan": ("shared_planner", "CreateTask_V3", "planId", "xqQg5FS2LkCp935s-FIFm2QAFkHM"),
}


def connector(api: str, operation: str, **parameters: object) -> dict[str, Any]:
    host = {
        "apiId": f"/providers/Microsoft.PowerApps/apis/{api}",
        "connectionName": api,
        "operationId": operation,
    }
    inputs = {"host": host, "parameters": parameters}
    return {"Do": {"runAfter": {}, "type": "OpenApiConnection", "inputs": inputs}}


def plant_hardcoded(garden: Garden) -> None:
    places: dict[str, Make] = {**ACTIONS, "uri": lambda value: http(uri=f"{value}/items")}
    for kind, url in URLS.items():
        for place, make in places.items():
            garden.put_flow(kind, place, "hardcoded-url", flow(make(url)), url)
        garden.put_flow(kind, "one-line", "hardcoded-url", flow(compose(url)), url, indent=None)
        garden.put_flow(kind, "utf-16", "hardcoded-url", flow(compose(url)), url, codec="utf-16")
        garden.put_flow(
            kind, "parameter-default", "hardcoded-url",
            flow(http(body="@parameters('Setting')"), Setting={"type": "String", "defaultValue": url}), url,
        )  # fmt: skip
    partner = "https://orders.partner-api.net/v1"
    for place, actions in {
        "uri": http(uri=partner),
        "uri-text": http(uri=f"{partner}/@{{utcnow()}}"),
        "uri-concat": http(uri=f"@concat('{partner}', '/orders')"),
        "uri-variable": through_variable(partner, http(uri="@concat(variables('Base'), '/orders')")),
    }.items():
        garden.put_flow("partner-api", place, "hardcoded-url", flow(actions), partner)
    for place, make in ACTIONS.items():
        garden.put_flow("environment-link", place, "hardcoded-environment-link", flow(make(LINK)), LINK)
    for kind, (api, operation, parameter, value) in IDS.items():
        through = through_variable(value, connector(api, operation, **{parameter: "@variables('Base')"}))
        made = {
            **compose(value),
            "Use": connector(api, operation, **{parameter: "@outputs('Do')"})["Do"],
        }
        for place, actions in {
            "parameter": connector(api, operation, **{parameter: value}),
            "concat": connector(api, operation, **{parameter: f"@concat('{value}', '')"}),
            "variable": through,
            "compose": made,
        }.items():
            garden.put_flow(kind, place, "hardcoded-id", flow(actions), value)
    mail = "orders.team@adatum.com"
    for place, actions in {
        "parameter": connector("shared_office365", "SendEmailV2", **{"emailMessage/To": mail}),
        "variable": through_variable(
            mail, connector("shared_office365", "SendEmailV2", **{"emailMessage/To": "@variables('Base')"})
        ),
    }.items():
        garden.put_flow("email", place, "hardcoded-email", flow(actions), mail)


@pytest.fixture(scope="module")
def garden(tmp_path_factory: pytest.TempPathFactory) -> Garden:
    made = Garden(tmp_path_factory.mktemp("garden"))
    plant_secrets(made)
    plant_credentials(made)
    plant_hardcoded(made)
    return made


@pytest.fixture(scope="module")
def findings(garden: Garden) -> dict[str, list[Finding]]:
    config = Config(select=("secrets", "hardcoded"), root=str(garden.root))
    report = lint([str(garden.root)], config)
    assert not report.crashed
    for form in ("text", "concise", "json", "sarif", "github", "azure", "gitlab", "junit"):
        text = render(form, report, Options())
        shown = {
            plant.kind for plant in garden.plants if plant.kind in KINDS and secret_part(plant.kind) in text
        }
        assert not shown, f"{form} shows secrets"
    found: dict[str, list[Finding]] = {}
    for finding in report.findings:
        found.setdefault(finding.location.path, []).append(finding)
    return found


def misses(garden: Garden, findings: dict[str, list[Finding]]) -> Iterator[str]:
    for plant in garden.plants:
        raw = (garden.root / plant.path).read_bytes()
        text = raw.decode("utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8")
        mine = [f for f in findings.get(plant.path, []) if f.rule == plant.rule]
        if not mine:
            others = sorted({f.rule for f in findings.get(plant.path, [])})
            yield f"{plant.kind} in {plant.place}: {plant.rule} is silent{f', {others} speak' if others else ''}"
        elif not any(plant.needle[:20] in at(text, finding) for finding in mine):
            yield f"{plant.kind} in {plant.place}: {plant.rule} points elsewhere"


def at(text: str, finding: Finding) -> str:
    """The text of the line from the finding's place on, quotes and what leads to the secret included."""
    line = text.split("\n")[finding.location.line - 1]
    start = len(line.encode("utf-16-le")[: 2 * (finding.location.column - 1)].decode("utf-16-le"))
    return line[start : start + 400]


def test_what_is_planted_is_found_at_its_place(garden: Garden, findings: dict[str, list[Finding]]) -> None:
    missed = [m for m in misses(garden, findings) if not any(f"{k} in {p}:" in m for k, p in EXPECTED_MISSES)]
    assert len(garden.plants) > 700
    assert len(missed) <= (1 - SHARE) * len(garden.plants), "\n".join(missed)
    assert missed == []
