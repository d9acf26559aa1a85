"""Values, connection ids and names in settings files: what is reported in which form, and what is left alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pplint import Config, Report, lint
from pplint.detect.settings.leftovers import is_left_over
from pplint.detect.settings.white_space import find_white_space

A, B = "3f2a8c1e9b7d4605a1c2e3f4d5b60718", "9a7b6c5d4e3f20118f7e6d5c4b3a2910"
GUID = "2fe3e785-3dae-495c-aca6-ebbc32095178"
APIS = "/providers/Microsoft.PowerApps/apis/"
OUTLOOK, EXCEL, DATAVERSE = (
    "shared_office365",
    "shared_excelonlinebusiness",
    "shared_commondataserviceforapps",
)
TYPES = {"string": "100000000", "number": "100000001", "boolean": "100000002", "json": "100000003"}


def solution(
    variables: dict[str, str] | None = None,
    references: dict[str, str] | None = None,
    name: str = "Orders",
    root: str = "src",
    unused: tuple[str, ...] = (),
) -> dict[str, str]:
    """Files of a solution: variables by name and type or parameter key, references by name and connector."""
    references = references or {}
    rows = "".join(
        f'<connectionreference connectionreferencelogicalname="{key}"><connectorid>{APIS}{api}</connectorid>'
        "</connectionreference>"
        for key, api in references.items()
    )
    files = {
        f"{root}/Other/Solution.xml": f"<ImportExportXml><SolutionManifest><UniqueName>{name}</UniqueName>"
        "<Version>1.0</Version><Managed>2</Managed><RootComponents/></SolutionManifest></ImportExportXml>",
        f"{root}/Other/Customizations.xml": f"<ImportExportXml><connectionreferences>{rows}</connectionreferences>"
        "</ImportExportXml>",
    }
    for key, kind in (variables or {}).items():
        inner = (
            f"<type>{TYPES[kind]}</type>"
            if kind in TYPES
            else (
                f"<type>100000004</type><apiid>{APIS}shared_sharepointonline</apiid><parameterkey>{kind}</parameterkey>"
            )
        )
        files[f"{root}/environmentvariabledefinitions/{key}/environmentvariabledefinition.xml"] = (
            f'<environmentvariabledefinition schemaname="{key}">{inner}</environmentvariabledefinition>'
        )
    used = [*(variables or {}), *(key for key in references if key not in unused)]
    files[f"{root}/WebResources/uses.js"] = "\n".join(used)
    return files


def settings(values: dict[str, object] | None = None, ids: dict[str, tuple[str, str]] | None = None) -> str:
    body: dict[str, object] = {}
    if values is not None:
        body["EnvironmentVariables"] = [{"SchemaName": key, "Value": value} for key, value in values.items()]
    if ids is not None:
        body["ConnectionReferences"] = [
            {"LogicalName": key, "ConnectionId": value, "ConnectorId": APIS + api}
            for key, (value, api) in ids.items()
        ]
    return json.dumps(body, indent=1)


def run(root: Path, files: dict[str, str]) -> Report:
    for name, text in {"pplint.toml": "", **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    report = lint(
        [str(root)],
        Config(select=("settings",), ignore=("settings-unsorted", "settings-committed-connection-id")),
    )
    assert not report.crashed
    return report


def found(root: Path, files: dict[str, str]) -> list[str]:
    return [f"{f.severity.label} {f.rule}" for f in run(root, files).findings]


def one_id(root: Path, value: str, api: str = OUTLOOK, file: str = "settings/prod.json") -> list[str]:
    return found(
        root, solution(references={"cto_Ref": api}) | {file: settings(ids={"cto_Ref": (value, api)})}
    )


@pytest.mark.parametrize(
    "value",
    [
        *(
            "REPLACE_WITH_PROD_ID",
            "replace-me",
            "PUT-TEST-CONNECTION-ID-HERE",
            "CONNECTION_ID_PLACEHOLDER",
            "[SharePoint]",
        ),
        *(
            "{connection id}",
            "<connection>",
            "TODO",
            "TODO_OUTLOOK",
            "your-connection-id",
            "YOUR_CONNECTION_ID",
            "tbd",
        ),
        *(
            "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
            "0" * 32,
            "00000000-0000-0000-0000-000000000000",
            "connection-id-here",
        ),
        *(
            "dummy-connection",
            "insert connection id here",
            f"{APIS}{OUTLOOK}/connections/{A}",
            "null",
            "INSERT_CONNECTION_ID",
        ),
    ],
)
def test_what_is_left_over_in_place_of_a_connection_id(tmp_path: Path, value: str) -> None:
    assert one_id(tmp_path, value) == ["error settings-placeholder"]


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("Outlook of the service account", "warning"),
        ("mail@contoso.com", "warning"),
        (A[:-1], "warning"),
        ("shared-excelonlinebu-" + GUID, "warning"),
        ("shared-office365u-" + GUID, "warning"),
        ("shared-office365users-" + GUID, "warning"),
        (GUID, "note"),
    ],
)
def test_what_does_not_look_like_a_connection_id(tmp_path: Path, value: str, says: str) -> None:
    assert one_id(tmp_path, value) == [f"{says} settings-connection-id-form"]


@pytest.mark.parametrize(
    ("value", "api"),
    [
        *(
            (value, OUTLOOK)
            for value in (A, A.upper(), "#{Id}#", "__ID__", "$(Id)", f"shared-office365-{GUID}")
        ),
        (f"shared-excelonlinebu-{GUID}", EXCEL),
        (f"shared-commondataser-{GUID}", DATAVERSE),
        (f"shared-commondataser-{GUID}", "shared_commondataservice"),
        (f"shared-cto-5forders-{GUID}", "shared_cto-5forders-20api-5f0a1b2c3d4e5f6071"),
        (f"shared-anything-{GUID}", "shared_cto-5forders-20api-5f0a1b2c3d4e5f6071"),
        ("#connection[shared_office365].main#", OUTLOOK),
    ],
)
def test_connection_ids_that_are_fine(tmp_path: Path, value: str, api: str) -> None:
    assert one_id(tmp_path, value, api) == []


@pytest.mark.parametrize(
    ("value", "api", "is_cut"),
    [
        ("excelonlinebu", EXCEL, True),
        ("excelonlinebusiness", EXCEL, True),
        # One letter more or less than ids carry of a connector's name says another connector.
        ("excelonlineb", EXCEL, False),
        ("excelonlinebx", EXCEL, False),
        ("office365", OUTLOOK, True),
        ("office365user", "shared_office365users", True),
        # Thirteen letters are a name that may have been cut, twelve are the whole of it.
        ("thirteenlette", "shared_thirteenlette", True),
        ("thirteenletters", "shared_thirteenlette", True),
        ("twelveletterx", "shared_twelveletter", False),
    ],
)
def test_how_much_of_a_connectors_name_an_id_carries(
    tmp_path: Path, value: str, api: str, is_cut: bool
) -> None:
    expected = [] if is_cut else ["warning settings-connection-id-form"]
    assert one_id(tmp_path, f"shared-{value}-{GUID}", api) == expected


def test_templates_may_hold_what_they_like(tmp_path: Path) -> None:
    assert one_id(tmp_path, "REPLACE_ME", file="settings/template.json") == []


@pytest.mark.parametrize("value", ["TODO", "My connection", ""])
def test_an_array_of_which_every_entry_is_wrong_is_one_finding(tmp_path: Path, value: str) -> None:
    names = {f"cto_Ref{n}": OUTLOOK for n in range(4)}
    ids = {name: (value, api) for name, api in names.items()}
    assert len(found(tmp_path, solution(references=names) | {"settings/prod.json": settings(ids=ids)})) == 1


def test_other_arrays_of_which_every_entry_is_wrong(tmp_path: Path) -> None:
    variables = {f"cto_V{n}": "string" for n in range(3)}
    empty = settings(dict.fromkeys(variables, ""))
    assert found(tmp_path / "empty", solution(variables) | {"settings/prod.json": empty}) == [
        "error settings-empty-value"
    ]
    rows = [{"SchemaName": key, "Val": "x"} for key in variables]
    shape = json.dumps({"EnvironmentVariables": rows})
    assert found(tmp_path / "shape", solution(variables) | {"settings/prod.json": shape}) == [
        "error settings-schema"
    ]
    files = solution(variables) | {
        "settings/prod.json": settings(
            dict.fromkeys(variables, "x"), {f"z_Gone{n}": (A, OUTLOOK) for n in range(3)}
        )
    }
    assert found(tmp_path / "unknown", files) == ["error settings-unknown-connection-reference"]


TWO = {"cto_Mail": OUTLOOK, "cto_Excel": EXCEL}


@pytest.mark.parametrize(
    ("references", "ids", "count"),
    [
        (TWO, {"cto_Mail": A, "cto_Excel": A}, 1),
        (TWO, {"cto_Mail": A, "cto_Excel": A.upper()}, 1),
        ({**TWO, "cto_Data": DATAVERSE}, {"cto_Mail": A, "cto_Excel": A, "cto_Data": A}, 2),
        (TWO, {"cto_Mail": A, "cto_Excel": B}, 0),
        ({"cto_Mail": OUTLOOK, "cto_Mail2": OUTLOOK}, {"cto_Mail": A, "cto_Mail2": A}, 0),
        (TWO, {"cto_Mail": "#{Id}#", "cto_Excel": "#{Id}#"}, 0),
        (
            {"cto_X": "shared_cto-5fx-5f0a1b2c3d4e5f6071", "cto_Y": "shared_cto-5fx-5f9a1b2c3d4e5f6072"},
            {"cto_X": A, "cto_Y": A},
            0,
        ),
    ],
)
def test_a_connection_belongs_to_one_connector(
    tmp_path: Path, references: dict[str, str], ids: dict[str, str], count: int
) -> None:
    rows = {name: (value, references[name]) for name, value in ids.items()}
    files = solution(references=references) | {"settings/prod.json": settings(ids=rows)}
    assert found(tmp_path, files) == ["error settings-connection-of-two-connectors"] * count


@pytest.mark.parametrize(
    ("ids", "count"),
    [
        ({"prod": A, "test": A}, 1),
        ({"prod": A, "uat": A, "test": A}, 3),
        ({"production": A, "dev": A}, 1),
        ({"prod": A, "test": B}, 0),
        ({"prod": A, "prod.eu": A}, 0),
        ({"prod": "#{Id}#", "test": "#{Id}#"}, 0),
        ({"prod": A, "template": A}, 0),
    ],
)
def test_a_connection_exists_in_one_environment(tmp_path: Path, ids: dict[str, str], count: int) -> None:
    files = {
        f"settings/{target}.json": settings(ids={"cto_Ref": (value, OUTLOOK)})
        for target, value in ids.items()
    }
    report = found(tmp_path, solution(references={"cto_Ref": OUTLOOK}) | files)
    assert [rule for rule in report if "shared-connection" in rule] == [
        "warning settings-shared-connection"
    ] * count


def test_connections_that_two_targets_share_are_one_finding_a_pair(tmp_path: Path) -> None:
    names = {f"cto_Ref{n}": OUTLOOK for n in range(5)}
    ids = {name: (f"{n}{A[1:]}", OUTLOOK) for n, name in enumerate(names)}
    files = solution(references=names) | {f"settings/{t}.json": settings(ids=ids) for t in ("prod", "test")}
    (finding,) = run(tmp_path, files).findings
    assert finding.location.path == "settings/prod.json"
    assert "5 connections" in finding.message


@pytest.mark.parametrize(
    ("value", "type", "is_fault"),
    [
        *(
            (" x", "string", True),
            ("x ", "string", True),
            ("x\n", "number", True),
            ("\tx", "", True),
            ("x\u00a0", "string", True),
        ),
        ("https://contoso.sharepoint.com/sites/a b", "string", True),
        ("https://contoso.sharepoint.com/sites/a (prod)", "data-source", True),
        *(
            (" ", "string", False),
            ("", "string", False),
            ("a b", "string", False),
            ('{"a": 1}\n', "json", False),
        ),
        ("https://a.contoso.com; https://b.contoso.com", "string", False),
        ("https://a.contoso.com, https://b.contoso.com", "string", False),
        ("https://contoso.sharepoint.com/sites/a/Shared Documents", "string", False),
        ("https://contoso.sharepoint.com/sites/a/Team files/Orders", "string", False),
        ("https://contoso.sharepoint.com/sites/a/Order form.docx", "string", False),
    ],
)
def test_white_space(value: str, type: str, is_fault: bool) -> None:
    assert (find_white_space(value, type) is not None) == is_fault


@given(st.text(max_size=40), st.sampled_from(["string", "json", "number", ""]))
def test_white_space_is_where_it_is_said_to_be(value: str, type: str) -> None:
    fault = find_white_space(value, type)
    if fault is not None:
        start, end = fault.span
        assert end > start
        assert not value[start:end].strip()
    elif type != "json" and value.strip():
        assert value == value.strip()


@pytest.mark.parametrize(
    "value",
    [
        *(
            "Your order has arrived",
            "Enter your name",
            "Set the status to done",
            "replacement",
            "[EXTERNAL]",
            "[]",
            '["a"]',
        ),
        *(
            "https://contoso.sharepoint.com/sites/orders",
            "https://api.contoso.com/orders/{id}",
            "https://yourhealth.com/x",
        ),
        *(
            "hello",
            "yes",
            "7",
            "none",
            "dummy",
            "a@contoso.com",
            "INSERT",
            "SET_STATUS",
            "<b>bold</b> text",
            "placeholders",
        ),
    ],
)
def test_values_that_mean_themselves(value: str) -> None:
    assert not is_left_over(value)


@pytest.mark.parametrize(
    "value",
    [
        *(
            "<host>",
            "TODO: ask Jane",
            "REPLACE_SITE_URL",
            "your-site",
            "[your site]",
            "https://<tenant>.sharepoint.com/sites/x",
        ),
        *(
            "https://{tenant}.sharepoint.com",
            "https://yourtenant.sharepoint.com/sites/x",
            "https://your-org.crm.dynamics.com",
        ),
        *(
            "SITE_URL_PLACEHOLDER",
            "put the url here",
            "https://contoso.sharepoint.com/sites/<site>",
            "changeme",
            "value goes here",
        ),
    ],
)
def test_values_that_are_left_over(value: str) -> None:
    assert is_left_over(value)


@given(st.text(max_size=500))
def test_any_text_can_be_asked(value: str) -> None:
    assert is_left_over(value) in (True, False)
    assert is_left_over(value, is_id=True) or not is_left_over(value)


@pytest.mark.parametrize(
    ("kind", "value", "says"),
    [
        *(("boolean", value, "warning") for value in ("true", "False", "1", "on", True, False, 1)),
        ("boolean", "maybe", "error"),
        *(("dataset", GUID, "error"), ("dataset", "orders", "error")),
        *(
            ("table", "https://contoso.sharepoint.com/sites/x/Lists/Orders", "error"),
            ("table", "Orders", "note"),
        ),
    ],
)
def test_values_of_the_wrong_form(tmp_path: Path, kind: str, value: object, says: str) -> None:
    report = run(tmp_path, solution({"cto_V": kind}) | {"settings/prod.json": settings({"cto_V": value})})
    assert [f"{f.severity.label} {f.rule}" for f in report.findings] == [f"{says} settings-type-mismatch"]
    if kind == "boolean":
        assert "'yes' or 'no'" in report.findings[0].message


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        *(("boolean", value) for value in ("yes", "No", "YES", "#{Flag}#")),
        *(("dataset", "https://contoso.sharepoint.com/sites/x"), ("dataset", "#{Site}#")),
        *(("table", GUID), ("table", f"{{{GUID}}}"), ("view", "All items"), ("server", "sql01")),
    ],
)
def test_values_of_the_right_form(tmp_path: Path, kind: str, value: str) -> None:
    assert (
        found(tmp_path, solution({"cto_V": kind}) | {"settings/prod.json": settings({"cto_V": value})}) == []
    )


@pytest.mark.parametrize(
    ("entries", "defined", "meant"),
    [
        ({"old_Site": "", "cto_Keep": "x"}, ("cto_Site", "cto_Keep"), {"old_Site": "cto_Site"}),
        (
            {"old_Site": "x", "old_List": "x"},
            ("cto_Site", "cto_List"),
            {"old_Site": "cto_Site", "old_List": "cto_List"},
        ),
        (
            {"cto_OrderSite": "x", "cto_Keep": "x"},
            ("cto_OrdersSite", "cto_Keep"),
            {"cto_OrderSite": "cto_OrdersSite"},
        ),
    ],
)
def test_a_renamed_variable_is_one_finding(
    tmp_path: Path, entries: dict[str, object], defined: tuple[str, ...], meant: dict[str, str]
) -> None:
    files = solution(dict.fromkeys(defined, "string")) | {"settings/prod.json": settings(entries)}
    report = run(tmp_path, files)
    assert {f.rule for f in report.findings} == {"settings-unknown-environment-variable"}
    assert [f.message.partition("'")[2].partition("'")[0] for f in report.findings] == list(meant)
    for finding, other in zip(report.findings, meant.values(), strict=True):
        assert f"did you mean '{other}'" in finding.message


@pytest.mark.parametrize(
    "names",
    [
        ("cto_OrderSite", "cto_OrdersSit"),
        ("cto_OrdersSit", "cto_OrderSite"),
        ("old_OrdersSite", "cto_OrdersSit"),
    ],
)
def test_one_definition_is_the_new_name_of_one_entry(tmp_path: Path, names: tuple[str, str]) -> None:
    files = solution({"cto_OrdersSite": "string", "cto_Keep": "string"})
    report = run(
        tmp_path, files | {"settings/prod.json": settings({**dict.fromkeys(names, "x"), "cto_Keep": "x"})}
    )
    meant = [f for f in report.findings if "did you mean 'cto_OrdersSite'" in f.message]
    assert len(report.findings) == 2
    assert len(meant) == 1
    # The prefix alone is nearer than a letter.
    assert not names[0].startswith("old_") or "'old_OrdersSite'" in meant[0].message


@pytest.mark.parametrize(
    ("entry", "defined"), [("cto_Site1", "cto_Site2"), ("cto_Mail", "cto_Site"), ("cto_A", "cto_B")]
)
def test_other_names_are_no_renames(tmp_path: Path, entry: str, defined: str) -> None:
    files = solution({defined: "string", "cto_Keep": "string"})
    report = found(tmp_path, files | {"settings/prod.json": settings({entry: "x", "cto_Keep": "x"})})
    assert sorted(report) == [
        "error settings-missing-environment-variable",
        "error settings-unknown-environment-variable",
    ]


@pytest.mark.parametrize("also", ["old_OrdersSites", "aaa_OrdersSit"])
def test_the_nearest_of_two_definitions_is_the_new_name(tmp_path: Path, also: str) -> None:
    files = solution({"cto_OrdersSite": "string", also: "string"})
    report = run(tmp_path, files | {"settings/prod.json": settings({"old_OrdersSite": "x"})})
    unknown = [f for f in report.findings if f.rule == "settings-unknown-environment-variable"]
    assert [f.message for f in unknown if "did you mean 'cto_OrdersSite'" in f.message]


def test_a_renamed_connection_reference_is_one_finding(tmp_path: Path) -> None:
    files = solution(references={"cto_Mail": OUTLOOK, "cto_Excel": EXCEL})
    text = settings(ids={"old_Mail": ("", OUTLOOK), "cto_Excel": (A, EXCEL)})
    assert found(tmp_path, files | {"settings/prod.json": text}) == [
        "error settings-unknown-connection-reference"
    ]


def test_nothing_is_advised_for_what_nothing_uses(tmp_path: Path) -> None:
    files = solution(references={"cto_Mail": OUTLOOK, "cto_Legacy": EXCEL}, unused=("cto_Legacy",))
    assert (
        found(tmp_path / "missing", files | {"settings/prod.json": settings(ids={"cto_Mail": (A, OUTLOOK)})})
        == []
    )
    empty = settings(ids={"cto_Mail": (A, OUTLOOK), "cto_Legacy": ("", EXCEL)})
    assert found(tmp_path / "empty", files | {"settings/prod.json": empty}) == []


@pytest.mark.parametrize(
    ("value", "count"),
    [
        ("https://contoso.sharepoint.com/sites/orders", 1),
        ("https://contoso.sharepoint.com/sites/#{Site}#", 0),
        ("https://contoso.sharepoint.com/sites/@@Site@@", 0),
        ("orders", 0),
    ],
)
def test_a_token_is_no_value_that_two_targets_share(tmp_path: Path, value: str, count: int) -> None:
    files = solution({"cto_Site": "string"}) | {
        f"settings/{target}.json": settings({"cto_Site": value}) for target in ("prod", "test")
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    report = lint([str(tmp_path)], Config(select=("settings-same-value",), tokens=("@@*@@",)))
    assert not report.crashed
    assert len([f for f in report.findings if f.rule == "settings-same-value"]) == count


@pytest.mark.parametrize(
    ("key", "rules"),
    [
        ("Value", ["warning settings-type-mismatch"]),
        # The key is a fault of its own, whatever its value is.
        ("value", ["warning settings-schema", "warning settings-type-mismatch"]),
    ],
)
def test_faults_of_the_structure_beside_a_bare_yes_or_no(tmp_path: Path, key: str, rules: list[str]) -> None:
    text = json.dumps({"EnvironmentVariables": [{"SchemaName": "cto_On", key: True}]})
    files = solution({"cto_On": "boolean"}) | {"settings/prod.json": text}
    assert sorted(found(tmp_path, files)) == rules


def test_settings_under_a_solutions_name_are_read(tmp_path: Path) -> None:
    files = solution({"cto_A": "string"}, name="Orders", root="orders")
    files |= solution({"cto_B": "string"}, name="Shop", root="shop")
    body = {
        "Orders": json.loads(settings({"cto_A": ""})),
        "Shop": json.loads(settings({"cto_B": "b", "cto_C": "c"})),
    }
    report = run(tmp_path, files | {"settings/prod.json": json.dumps(body)})
    assert sorted(f.rule for f in report.findings) == [
        "settings-empty-value",
        "settings-unknown-environment-variable",
    ]


def test_settings_under_a_targets_name_are_read(tmp_path: Path) -> None:
    body = {"dev": json.loads(settings({"cto_A": "a"})), "prod": json.loads(settings({"cto_A": ""}))}
    report = run(tmp_path, solution({"cto_A": "string"}) | {"settings/all.json": json.dumps(body)})
    assert [f.rule for f in report.findings] == ["settings-empty-value"]
    assert [forecast.target for forecast in report.forecast] == ["dev", "prod"]


def test_settings_under_another_name_are_reported(tmp_path: Path) -> None:
    body = {"Elsewhere": json.loads(settings({"z_X": "a", "z_Y": "b"}))}
    assert found(tmp_path, solution({"cto_A": "string"}) | {"settings/prod.json": json.dumps(body)}) == [
        "warning settings-for-no-solution"
    ]
