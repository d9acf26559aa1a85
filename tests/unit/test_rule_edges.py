"""Edges of rules that no example of a page shows well: copies, zips, unknown states, counts in words."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from pplint import Config, Finding, Severity, lint
from pplint.detect.order import find_needs
from pplint.testing import lay
from pplint.testing.secrets import make_secret
from tests.unit.solution_files import (
    CHILD,
    CHILD_FILE,
    PARENT,
    Files,
    customizations,
    definition,
    flow,
    load,
    manifest,
    values,
    workflow,
    write,
)

PARENT_FILE = f"Parent-{PARENT.upper()}.json"
MINIMAL_FLOW = "solution/Workflows/Notify-1A2B3C4D-0000-4000-8000-000000000001.json"


def findings(root: Path, *rules: str, named: str = "") -> list[Finding]:
    report = lint([str(root / named)], Config(select=rules, root=str(root)))
    assert not report.crashed
    return [finding for finding in report.findings if finding.rule in rules]


# Children that are off


def solution(root: str, name: str, parent: str | None = None, child: str | None = None) -> Files:
    """A solution with a parent flow, its child or both, in the given states (1 on, 0 off, empty unknown)."""
    files: Files = {
        f"{root}/Other/Solution.xml": manifest(name),
        f"{root}/Other/Customizations.xml": customizations(),
    }
    for state, file, id, title in (
        (parent, PARENT_FILE, PARENT, "Parent"),
        (child, CHILD_FILE, CHILD, "Child"),
    ):
        if state is not None:
            data = json.loads(flow())
            if title == "Parent":
                host = {"host": {"workflowReferenceName": CHILD}}
                data["properties"]["definition"]["actions"] = {"Call": {"type": "Workflow", "inputs": host}}
            files[f"{root}/Workflows/{file}"] = json.dumps(data)
            text = workflow(id, title, file, state=state)
            files[f"{root}/Workflows/{file}.data.xml"] = (
                text if state else text.replace("<StateCode></StateCode>", "")
            )
    return files


@pytest.mark.parametrize(
    ("parent", "children", "count"),
    [
        ("1", ["0"], 1),
        ("1", ["0", "0"], 1),
        ("1", ["0", "1"], 0),
        ("1", ["1", "0"], 0),
        ("1", [""], 0),
        ("0", ["0"], 0),
        ("", ["0"], 0),
        ("1", [], 0),
    ],
)
def test_a_child_that_is_off_matters_to_a_parent_that_is_on(
    tmp_path: Path, parent: str, children: list[str], count: int
) -> None:
    write(tmp_path, solution("a", "A", parent))
    for index, state in enumerate(children):
        write(tmp_path, solution(f"child{index}", f"Child{index}", child=state))
    assert len(findings(tmp_path, "child-flow-off")) == count


# Copies of a solution in another version


@pytest.mark.parametrize(("version", "count"), [("1.2.0.3", 0), ("1.2.0.2", 2)])
def test_only_a_copy_of_the_same_version_lends_definitions(tmp_path: Path, version: str, count: int) -> None:
    data = json.loads(flow("cto_Teams"))
    parameters = {"Site (cto_Site)": {"type": "String", "metadata": {"schemaName": "cto_Site"}}}
    data["properties"]["definition"]["parameters"] = parameters
    data["properties"]["definition"]["actions"]["Compose"]["inputs"] = "@parameters('Site (cto_Site)')"
    user: Files = {
        "user/Other/Solution.xml": manifest("Orders"),
        "user/Other/Customizations.xml": customizations(),
        f"user/Workflows/{CHILD_FILE}": json.dumps(data),
        f"user/Workflows/{CHILD_FILE}.data.xml": workflow(CHILD, "Child", CHILD_FILE),
    }
    # A copy is known by what it has in common, here the flow.
    copy: Files = {
        **{name.replace("user/", "copy/"): text for name, text in user.items()},
        "copy/Other/Solution.xml": manifest("Orders").replace("1.2.0.3", version),
        "copy/Other/Customizations.xml": customizations().replace("cto_SharePoint", "cto_Teams"),
        "copy/environmentvariabledefinitions/cto_Site/environmentvariabledefinition.xml": definition(
            "cto_Site"
        ),
    }
    write(tmp_path, {**user, **copy})
    rules = ("undefined-environment-variable", "undefined-connection-reference")
    assert sorted(finding.rule for finding in findings(tmp_path, *rules)) == sorted(rules[:count])


# Actions in the cases of a Switch


def compose(url: str) -> dict[str, Any]:
    return {"type": "Compose", "inputs": f"@concat('{url}', '/x')", "runAfter": {}}


HOLDERS: dict[str, dict[str, Any]] = {
    "top": {"Say": None},
    "scope": {"S": {"type": "Scope", "actions": {"Say": None}}},
    "case": {"W": {"type": "Switch", "expression": "@1", "cases": {"Red": {"case": "r", "actions": {"Say": None}}}}},
    "other case": {
        "W": {"type": "Switch", "expression": "@1", "cases": {
            "A": {"case": "a", "actions": {"Nothing": {"type": "Compose", "inputs": 1}}},
            "Blue": {"case": "b", "actions": {"Say": None}}}}
    },
    "default": {"W": {"type": "Switch", "expression": "@1", "cases": {}, "default": {"actions": {"Say": None}}}},
    "deep": {
        "W": {"type": "Switch", "expression": "@1", "cases": {"Red": {"case": "r", "actions": {
            "V": {"type": "Switch", "expression": "@2", "cases": {"Blue": {"case": "b", "actions": {"Say": None}}}}}}}}
    },
}  # fmt: skip


def filled(holder: Any, action: dict[str, Any]) -> Any:
    if isinstance(holder, dict):
        return {k: action if k == "Say" and v is None else filled(v, action) for k, v in holder.items()}
    return holder


@pytest.mark.parametrize("rule", ["hardcoded-url", "literal-credential"])
def test_what_is_found_in_a_case_is_the_same_finding_outside_of_it(tmp_path: Path, rule: str) -> None:
    action = (
        compose("https://adatum-dev.sharepoint.com/sites/orders")
        if rule == "hardcoded-url"
        else {"type": "Http", "inputs": {"uri": "@x", "headers": {"x-api-key": make_secret("api-key")}}}
    )
    identities = set()
    for name, holder in HOLDERS.items():
        root = tmp_path / name.replace(" ", "-")
        lay([], root)
        path = root / MINIMAL_FLOW
        data = json.loads(path.read_text(encoding="utf-8"))
        data["properties"]["definition"]["actions"].update(filled(holder, action))
        path.write_text(json.dumps(data, indent=2), encoding="utf-8")
        (found,) = findings(root, rule)
        lines = path.read_text(encoding="utf-8").splitlines()
        assert (
            "adatum-dev" in lines[found.location.line - 1] or "x-api-key" in lines[found.location.line - 1]
        ), name
        assert "'Say'" in found.message
        identities.add(found.identity)
    assert len(identities) == 1


def test_cases_of_a_switch_hold_other_findings(tmp_path: Path) -> None:
    lay([], tmp_path)
    path = tmp_path / MINIMAL_FLOW
    data = json.loads(path.read_text(encoding="utf-8"))
    cases = {
        color: {"case": color, "actions": {f"Say_{color}": {"type": "Http", "inputs": {
            "uri": "@x", "headers": {"x-api-key": make_secret(kind)}}}}}
        for color, kind in (("red", "api-key"), ("blue", "password"))
    }  # fmt: skip
    data["properties"]["definition"]["actions"]["W"] = {"type": "Switch", "expression": "@1", "cases": cases}
    path.write_text(json.dumps(data), encoding="utf-8")
    found = findings(tmp_path, "literal-credential")
    assert len({finding.identity for finding in found}) == len(found) == 2


# Credentials deep inside a body


@pytest.mark.parametrize("depth", [1, 6, 11])
def test_a_credential_is_found_however_deep_a_body_goes(tmp_path: Path, depth: int) -> None:
    lay([], tmp_path)
    path = tmp_path / MINIMAL_FLOW
    data = json.loads(path.read_text(encoding="utf-8"))
    body: Any = {"api-key": make_secret("api-key")}
    for level in range(depth):
        body = {"inner": body} if level % 2 else [body]
    inputs = {"method": "POST", "uri": "@x", "body": body}
    data["properties"]["definition"]["actions"]["Say"] = {"type": "Http", "inputs": inputs, "runAfter": {}}
    path.write_text(json.dumps(data), encoding="utf-8")
    assert len(findings(tmp_path, "literal-credential")) == 1


# Managed solutions


def test_a_managed_zip_that_is_named_is_a_product_and_a_folder_is_not(tmp_path: Path) -> None:
    rule = "managed-solution-in-source"
    files = {"Other/Solution.xml": manifest(managed="1"), "Other/Customizations.xml": customizations()}
    write(tmp_path, {f"src/{name}": text for name, text in files.items()})
    assert [f.location.path for f in findings(tmp_path, rule)] == ["src/Other/Solution.xml"]
    with zipfile.ZipFile(tmp_path / "Orders_managed.zip", "w") as archive:
        archive.writestr("solution.xml", manifest(managed="1"))
        archive.writestr("customizations.xml", customizations())
    assert findings(tmp_path, rule, named="Orders_managed.zip") == []


# Counts in words


@pytest.mark.parametrize(
    ("count", "words"), [(2, "'A1', 'A2' wait"), (5, "'A5' wait"), (6, "'A5' and 1 more wait")]
)
def test_a_ring_names_five_steps(tmp_path: Path, count: int, words: str) -> None:
    lay([], tmp_path)
    path = tmp_path / MINIMAL_FLOW
    data = json.loads(path.read_text(encoding="utf-8"))
    data["properties"]["definition"]["actions"] = {
        f"A{n}": {"type": "Compose", "inputs": n, "runAfter": {f"A{n % count + 1}": ["Succeeded"]}}
        for n in range(1, count + 1)
    }
    path.write_text(json.dumps(data), encoding="utf-8")
    (found,) = findings(tmp_path, "run-after-cycle")
    assert words in found.message
    assert len(found.related) == count - 1


def connections(*ids: str) -> str:
    office = "/providers/Microsoft.PowerApps/apis/shared_office365"
    rows = [
        {"LogicalName": f"cto_Ref{n}", "ConnectionId": id, "ConnectorId": office} for n, id in enumerate(ids)
    ]
    return json.dumps({"ConnectionReferences": rows})


A, B = "3f2a8c1e9b7d4605a1c2e3f4d5b60718", "9a7b6c5d4e3f20118f7e6d5c4b3a2910"


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"settings/prod.json": (A,), "settings/test.json": (A,)}, ["share the connection of 'cto_Ref0'"]),
        ({"settings/prod.json": (A, B), "settings/test.json": (A, B)}, ["share 2 connections"]),
        ({"settings/prod.json": (A,), "settings/test.template.json": (A,)}, []),
        ({"settings/prod.json": (A,), "config/values.json": (A,)}, []),
        ({"config/one.json": (A,), "config/two.json": (A,)}, []),
    ],
)
def test_only_two_targets_share_a_connection(
    tmp_path: Path, files: dict[str, tuple[str, ...]], words: list[str]
) -> None:
    references = "".join(
        f'<connectionreference connectionreferencelogicalname="cto_Ref{n}"><connectorid>/providers/'
        "Microsoft.PowerApps/apis/shared_office365</connectorid></connectionreference>"
        for n in range(2)
    )
    write(tmp_path, {"src/Other/Solution.xml": manifest(), "src/Other/Customizations.xml": (
        f"<ImportExportXml><connectionreferences>{references}</connectionreferences></ImportExportXml>")})  # fmt: skip
    write(tmp_path, {name: connections(*ids) for name, ids in files.items()})
    found = findings(tmp_path, "settings-shared-connection")
    assert len(found) == len(words)
    assert all(word in finding.message for word, finding in zip(words, found, strict=True))


# Credentials in variables


@pytest.mark.parametrize(
    ("name", "type", "value", "count"),
    [
        ("cto_ApiPassword", "100000000", "Tr0ub4dor-and-3", 1),
        ("cto_ApiPassword", "100000003", '"Tr0ub4dor-and-3"', 1),
        ("cto_ApiPassword", "100000003", '{"user": "svc", "password": "Tr0ub4dor-and-3"}', 1),
        ("cto_ApiPassword", "100000003", '{"all": [{"password": ["Tr0ub4dor-and-3"]}]}', 1),
        ("cto_ApiPassword", "100000003", '{"user": "svc-orders", "retries": 3}', 0),
        ("cto_ApiPassword", "100000003", '{"password": "#{Password}#"}', 0),
        ("cto_ApiPassword", "100000003", '{"password": 3, "secret": ""}', 0),
        ("cto_ApiPassword", "100000000", "{broken Tr0ub4dor", 1),
        # A number, a yes or no, a data source and a secret's reference are no credential in clear text.
        ("cto_ApiPassword", "100000001", "12345678", 0),
        ("cto_ApiPassword", "100000002", "yes", 0),
        ("cto_ApiPassword", "100000005", "Tr0ub4dor-and-3", 0),
        ("cto_ApiPassword", "100000000", "<password>", 0),
        ("cto_ApiPassword", "100000000", "#{Password}#", 0),
        ("cto_ApiPassword", "100000000", "@@Password@@", 0),
        ("cto_Shown", "100000000", "Tr0ub4dor-and-3", 0),
    ],
)
def test_which_variables_hold_a_credential_in_clear_text(
    tmp_path: Path, name: str, type: str, value: str, count: int
) -> None:
    folder = f"src/environmentvariabledefinitions/{name}/environmentvariable"
    base = {"src/Other/Solution.xml": manifest(), "src/Other/Customizations.xml": customizations()}
    escaped = value.replace("<", "&lt;")
    entry = json.dumps({"EnvironmentVariables": [{"SchemaName": name, "Value": value}]})
    for case, files in {
        "default": {f"{folder}definition.xml": definition(name, type, escaped)},
        "value": {f"{folder}definition.xml": definition(name, type), f"{folder}values.json": values(value)},
        "settings": {f"{folder}definition.xml": definition(name, type), "settings/prod.json": entry},
    }.items():
        root = write(tmp_path / case, {**base, **files, "pplint.toml": '[settings]\ntokens = ["@@*@@"]\n'})
        config = Config(select=("secret-in-text-variable",), root=str(root), tokens=("@@*@@",))
        found = [f for f in lint([str(root)], config).findings if f.rule == "secret-in-text-variable"]
        assert len(found) == count, case


def test_a_display_name_says_credential_too(tmp_path: Path) -> None:
    folder = "src/environmentvariabledefinitions/cto_Shown/environmentvariable"
    text = definition("cto_Shown", default="Tr0ub4dor-and-3").replace('"Site"', '"API password"')
    write(tmp_path, {f"{folder}definition.xml": text, "src/Other/Solution.xml": manifest(), "src/Other/Customizations.xml": customizations()})  # fmt: skip
    assert len(findings(tmp_path, "secret-in-text-variable")) == 1


# Imports without a settings file


@pytest.mark.parametrize(
    ("step", "count"),
    [
        ("- run: pac solution import --path out/ContosoOrders.zip", 1),
        # What is collected elsewhere, what someone else's action does, and what a switch says, may hold a file.
        ("- run: pac solution import --path out/ContosoOrders.zip @arguments", 0),
        (
            "- uses: contoso/import-solution@v1\n        with:\n          solution-file: out/ContosoOrders.zip",
            0,
        ),
        *(
            (
                (
                    "- uses: microsoft/powerplatform-actions/import-solution@v1\n        with:\n"
                    f"          solution-file: out/ContosoOrders.zip\n          use-deployment-settings-file: {switch}"
                ),
                count,
            )
            for switch, count in (("true", 0), ("${{ inputs.settings }}", 0), ("false", 1))
        ),
    ],
)
def test_which_imports_have_no_settings_file(tmp_path: Path, step: str, count: int) -> None:
    lay([], tmp_path)
    write(
        tmp_path,
        {
            ".github/workflows/deploy.yml": "on: workflow_dispatch\njobs:\n  prod:\n    runs-on: ubuntu-latest\n"
            "    environment: prod\n    steps:\n      - run: pac solution pack --zipfile out/ContosoOrders.zip --folder "
            f"solution\n      {step}\n"
        },
    )
    assert len(findings(tmp_path, "pipeline-import-without-settings")) == count


@pytest.mark.parametrize(
    ("reference", "default", "words"),
    [
        (True, "", "1 connection reference and 1 variable"),
        (True, "x", "1 connection"),
        (False, "", "has 1 variable"),
    ],
)
def test_what_an_import_without_settings_leaves_open(
    tmp_path: Path, reference: bool, default: str, words: str
) -> None:
    lay([], tmp_path)
    folder = "solution/environmentvariabledefinitions/cto_OrdersApiHost/environmentvariable"
    files: Files = {
        f"{folder}definition.xml": definition("cto_OrdersApiHost", default=default),
        ".github/workflows/deploy.yml": "on: workflow_dispatch\njobs:\n  prod:\n    runs-on: ubuntu-latest\n"
        "    environment: prod\n    steps:\n      - run: pac solution pack --zipfile out/ContosoOrders.zip --folder "
        "solution\n      - run: pac solution import --path out/ContosoOrders.zip\n",
    }
    if not reference:
        files["solution/Other/Customizations.xml"] = (
            "<ImportExportXml><connectionreferences/></ImportExportXml>"
        )
    write(tmp_path, files)
    (found,) = findings(tmp_path, "pipeline-import-without-settings")
    assert words in found.message
    assert len(found.related) == (1 if reference else 0) + (0 if default else 1)


# Solutions that need each other


def test_a_solution_does_not_need_itself_for_its_own_children(tmp_path: Path) -> None:
    write(tmp_path, solution("a", "A", "1", "1"))
    assert findings(tmp_path, "solution-cycle") == []
    write(tmp_path, solution("b", "B", "1", "1"))
    assert findings(tmp_path, "solution-cycle") == []


def test_a_copy_is_not_needed_for_its_connector(tmp_path: Path) -> None:
    id = "5a6b7c8d-0000-4000-8000-000000000021"
    reference = (
        "<ImportExportXml><connectionreferences><connectionreference connectionreferencelogicalname='cto_Own'>"
        f"<connectorid>/apis/shared_cto-5fown-5f0123456789abcdef</connectorid><customconnectorid><connectorid>{id}"
        "</connectorid></customconnectorid></connectionreference></connectionreferences></ImportExportXml>"
    )
    connector = f"<Connector><connectorid>{id}</connectorid><name>cto_5Fown</name></Connector>"
    shared = {
        name.removeprefix("a/"): text
        for name, text in solution("a", "A", child="1").items()
        if "Work" in name
    }
    for root, files in {
        "new": {"Other/Solution.xml": manifest("A")},
        "old": {
            "Other/Solution.xml": manifest("A").replace("1.2.0.3", "1.0"),
            "Connectors/cto_5Fown.xml": connector,
        },
    }.items():
        everything = {"Other/Customizations.xml": reference, **shared, **files}
        write(tmp_path, {f"{root}/{name}": text for name, text in everything.items()})
    workspace = load(tmp_path)
    assert all(solution.copies for solution in workspace.solutions)
    assert set(map(len, find_needs(workspace).values())) == {0}


# Names in other letters


def test_dataverse_in_other_letters_is_still_a_note(tmp_path: Path) -> None:
    files = solution("a", "A", "1", "1")
    name = f"a/Workflows/{CHILD_FILE}"
    data = json.loads(files[name])
    api = "Shared_CommonDataServiceForApps"
    connection = {"runtimeSource": "invoker", "connection": {}, "api": {"name": api}}
    data["properties"]["connectionReferences"] = {api: connection}
    write(tmp_path, {**files, name: json.dumps(data)})
    (found,) = findings(tmp_path, "invoker-connection-in-child-flow")
    assert found.severity is Severity.NOTE


@pytest.mark.parametrize(
    ("prefix", "row", "count"),
    [
        ("cto", 'type="66" schemaName="fab_Grid"', 1),
        ("CTO", 'type="66" schemaName="cto_Grid"', 0),
        ("cto", 'type="66" schemaName="CTO_Grid"', 0),
        ("cto", 'type="66" schemaName="ctogrid"', 1),
        ("cto", 'type="61" schemaName="fab_script"', 0),
        ("cto", 'type="66"', 0),
    ],
)
def test_which_components_have_another_prefix(tmp_path: Path, prefix: str, row: str, count: int) -> None:
    text = manifest(rows=f"<RootComponent {row} behavior='0' />").replace(">cto<", f">{prefix}<")
    write(tmp_path, {"src/Other/Solution.xml": text, "src/Other/Customizations.xml": customizations()})
    assert len(findings(tmp_path, "control-prefix-mismatch")) == count


def test_a_file_for_a_target_that_is_not_known_shares_nothing(tmp_path: Path) -> None:
    references = (
        customizations().replace("cto_SharePoint", "cto_Ref0").replace("sharepointonline", "office365")
    )
    write(
        tmp_path,
        {
            "src/Other/Solution.xml": manifest(),
            "src/Other/Customizations.xml": references,
            "settings/prod.json": connections(A),
            "config/values.json": connections(A),
            ".github/workflows/deploy.yml": "on: workflow_dispatch\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n"
            "    steps:\n      - run: pac solution import --path out/Orders.zip --settings-file config/values.json\n",
        },
    )
    assert {(s.role, s.target_key) for s in load(tmp_path).settings_files} == {
        ("target", "prod"),
        ("target", ""),
    }
    assert findings(tmp_path, "settings-shared-connection") == []


# Settings files that fit no solution


def variables(**entries: str) -> str:
    return json.dumps({"EnvironmentVariables": [{"SchemaName": k, "Value": v} for k, v in entries.items()]})


@pytest.mark.parametrize(
    ("name", "text", "severity"),
    [
        ("settings/prod.json", variables(fab_A="x", fab_B="y"), Severity.WARNING),
        ("settings/prod.json", variables(fab_A="#{A}#", fab_B="#{B}#"), Severity.NOTE),
        ("settings/prod.json", variables(fab_A="#{A}#", fab_B="y"), Severity.WARNING),
        ("settings/prod.template.json", variables(fab_A="x", fab_B=""), Severity.NOTE),
        ("settings/prod.json", variables(cto_Known="x", fab_B="y"), None),
    ],
)
def test_a_file_that_fits_no_solution(
    tmp_path: Path, name: str, text: str, severity: Severity | None
) -> None:
    base = {"src/Other/Solution.xml": manifest(), "src/Other/Customizations.xml": customizations()}
    folder = "src/environmentvariabledefinitions/cto_Known/environmentvariabledefinition.xml"
    write(tmp_path, {**base, folder: definition("cto_Known"), name: text})
    found = [finding.severity for finding in findings(tmp_path, "settings-for-no-solution")]
    assert found == ([severity] if severity is not None else [])


def test_settings_alone_fit_whatever_another_repository_has(tmp_path: Path) -> None:
    write(tmp_path, {"settings/prod.json": variables(fab_A="x")})
    assert findings(tmp_path, "settings-for-no-solution") == []


def test_two_solutions_with_one_connector_do_not_need_each_other(tmp_path: Path) -> None:
    id = "5a6b7c8d-0000-4000-8000-000000000021"
    reference = (
        "<ImportExportXml><connectionreferences><connectionreference connectionreferencelogicalname='cto_{0}'>"
        f"<connectorid>/apis/shared_cto-5fown-5f0123456789abcdef</connectorid><customconnectorid><connectorid>{id}"
        "</connectorid></customconnectorid></connectionreference></connectionreferences></ImportExportXml>"
    )
    connector = f"<Connector><connectorid>{id}</connectorid><name>cto_5Fown</name></Connector>"
    for name in ("Left", "Right"):
        files = {"Other/Solution.xml": manifest(name), "Other/Customizations.xml": reference.format(name)}
        write(tmp_path, {f"{name}/{file}": text for file, text in files.items()})
    write(tmp_path, {"Left/Connectors/cto_5Fown.xml": connector})
    workspace = load(tmp_path)
    assert sorted(map(len, find_needs(workspace).values())) == [0, 1]
    write(tmp_path, {"Right/Connectors/cto_5Fown.xml": connector})
    assert sorted(map(len, find_needs(load(tmp_path)).values())) == [0, 0]


# Values without quotes, and numbers


@pytest.mark.parametrize(
    ("type", "value", "count"),
    [
        ("100000001", True, 0),
        ("100000001", 3, 0),
        ("100000001", "1_000", 1),
        ("100000001", "1e3", 0),
        ("100000001", "nan", 1),
        ("100000002", True, 1),
        ("100000002", "YES", 0),
    ],
)
def test_values_of_settings_by_type(tmp_path: Path, type: str, value: object, count: int) -> None:
    base = {"src/Other/Solution.xml": manifest(), "src/Other/Customizations.xml": customizations()}
    folder = "src/environmentvariabledefinitions/cto_Known/environmentvariabledefinition.xml"
    entry = json.dumps({"EnvironmentVariables": [{"SchemaName": "cto_Known", "Value": value}]})
    write(tmp_path, {**base, folder: definition("cto_Known", type), "settings/prod.json": entry})
    assert len(findings(tmp_path, "settings-type-mismatch")) == count
