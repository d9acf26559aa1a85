"""``pplint inventory``: tables that follow their schema, hold no secret, run nothing, and agree with other documents."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from pplint.api import lint_workspace
from pplint.config.config import Config
from pplint.findings import Report
from pplint.generate.connectors import connector_title
from pplint.generate.handover.document import render_handover
from pplint.generate.inventory.csv import cell
from pplint.generate.inventory.rows import TABLES
from pplint.generate.inventory.tables import MAKERS, make_tables
from pplint.model.workspace import Workspace
from pplint.roots import find_workspace_roots
from tests.growing import CASES, begin
from tests.unit.report_samples import ATTACKS

Run = Callable[..., Any]
SCHEMA = json.loads(files("pplint").joinpath("data/inventory.schema.json").read_text("utf-8"))
FIXTURES = ("clean", "sampler", "broken", "contoso-orders")
DOCS = Path(__file__).resolve().parents[1] / "docs"
FLOW = "solution/Workflows/Notify-1A2B3C4D-0000-4000-8000-000000000001.json"


def inventory(pplint: Run, cwd: Path) -> dict[str, Any]:
    result = pplint("inventory", cwd=cwd)
    value = json.loads(result.out)
    jsonschema.Draft202012Validator(SCHEMA).validate(value)
    return dict(value)


def test_the_schema_has_every_table_and_every_column() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert [*MAKERS, "configuration"] == list(TABLES)
    assert [*SCHEMA["required"]] == ["version", "tool", "checked", "notifications", *TABLES]
    for name, row in TABLES.items():
        table = SCHEMA["properties"][name]
        assert table["description"]
        assert table["items"]["required"] == list(row.__annotations__)
        assert list(table["items"]["properties"]) == list(row.__annotations__)


@pytest.mark.parametrize("name", FIXTURES)
def test_every_fixture_follows_the_schema(
    name: str, fixture_copy: Callable[[str], Path], pplint: Run
) -> None:
    root = fixture_copy(name)
    first = pplint("inventory", cwd=root)
    inventory(pplint, root)
    assert pplint("inventory", cwd=root).out == first.out


def test_what_contoso_orders_has(fixture_copy: Callable[[str], Path], pplint: Run) -> None:
    value = inventory(pplint, fixture_copy("contoso-orders"))
    base, orders = value["solutions"]
    assert (base["name"], base["order"], orders["name"], orders["order"]) == (
        *("ContosoBase", 1),
        *("ContosoOrders", 2),
    )
    assert orders["needs"] == ["ContosoBase"]
    assert orders["why"] == "it uses components of ContosoBase"
    flows = {row["name"]: row for row in value["flows"]}
    assert flows["Sync orders"]["starts"] == "daily"
    assert flows["Notify approver"]["direct_connections"] == 1
    assert flows["Notify approver"]["stays_off_in"] == ["dev", "prod", "train", "uat"]
    assert flows["Post to partner"]["connectors"] == ["http", "shared_commondataserviceforapps"]
    assert flows["Archive"]["nesting"] == 2
    assert value["agents"][0]["authentication"] == "with Microsoft"
    licences = {row["name"]: row["licence"] for row in value["connectors"]}
    assert licences["cto_5Forders-20api"] == "custom"
    assert licences["shared_office365"] == "standard"
    assert licences["http"] == "premium"
    assert {"target": "prod", "kind": "variable", "name": "cto_OrdersApiHost", "source": "empty"} in value[
        "settings"
    ]
    assert value["settings_files"][1]["why_target"] == "its name says 'prod'"


def test_a_default_that_may_be_a_credential_is_dots(fixture_copy: Callable[[str], Path], pplint: Run) -> None:
    value = inventory(pplint, fixture_copy("contoso-orders"))
    defaults = {row["name"]: row["default"] for row in value["variables"]}
    assert defaults["cto_PartnerPassword"] == "•••"
    assert defaults["cto_OrdersSite"] is None


@pytest.mark.parametrize("title", ["Kennwort des Partners", "API password"])
def test_a_credential_is_told_by_its_display_name_too(title: str, repository: Path, pplint: Run) -> None:
    folder = repository / "solution/environmentvariabledefinitions/cto_Partner"
    folder.mkdir(parents=True)
    (folder / "environmentvariabledefinition.xml").write_text(
        f'<environmentvariabledefinition schemaname="cto_Partner"><defaultvalue>Hunter2Hunter2x</defaultvalue>'
        f'<displayname default="{title}" /><type>100000000</type></environmentvariabledefinition>',
        "utf-8",
    )
    assert "Hunter2" not in pplint("inventory").out


def test_a_copy_and_an_archive_are_listed_and_have_no_order(
    fixture_copy: Callable[[str], Path], pplint: Run
) -> None:
    root = fixture_copy("contoso-orders")
    shutil.copytree(root / "solutions/ContosoBase", root / "backup/ContosoBase")
    rows = inventory(pplint, root)["solutions"]
    (copy,) = [row for row in rows if row["order"] is None]
    assert copy["folder"] == "backup/ContosoBase"
    assert copy["copies"] == ["solutions/ContosoBase"]
    assert copy["why"] == "a copy of a solution that is listed"


def test_csv_is_a_file_a_table(fixture_copy: Callable[[str], Path], pplint: Run) -> None:
    root = fixture_copy("contoso-orders")
    result = pplint("inventory", "-f", "csv", "-o", "out", cwd=root)
    assert (result.code, result.out) == (0, "")
    assert {path.stem for path in (root / "out").iterdir()} == set(TABLES)
    value = inventory(pplint, root)
    for name, row in TABLES.items():
        text = (root / "out" / f"{name}.csv").read_bytes().decode("utf-8-sig")
        head, *rows = csv.reader(io.StringIO(text, newline=""))
        assert head == list(row.__annotations__)
        expected = [[cell(tuple(v) if isinstance(v, list) else v) for v in r.values()] for r in value[name]]
        assert rows == expected


def test_csv_needs_a_folder(pplint: Run, repository: Path) -> None:
    assert pplint("inventory", "-f", "csv").code == 2
    assert pplint("inventory", "-f", "csv", "-o", "pplint.toml").code == 2
    assert (repository / "pplint.toml").read_text("utf-8") == "# the defaults\n"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_is_a_formula(start: str) -> None:
    assert cell(f"{start}1+2").startswith("'")
    assert cell((f"{start}1", "b")).startswith("'")
    assert cell(f"1{start}") == f"1{start}"
    assert cell(None) == ""
    assert cell(3) == "3"


@pytest.mark.parametrize("attack", [*ATTACKS, '=HYPERLINK("https://e.example")', "@SUM(A1)", "-2+3", "+1"])
def test_hostile_names(attack: str, repository: Path, pplint: Run) -> None:
    name = attack.replace("\0", "").encode("utf-8", "replace").decode()
    flow = json.loads((repository / FLOW).read_text("utf-8"))
    parameter = {"type": "String", "metadata": {"schemaName": name}}
    flow["properties"]["definition"]["parameters"]["p"] = parameter
    (repository / FLOW).write_text(json.dumps(flow), "utf-8")
    result = pplint("inventory")
    value = json.loads(result.out)
    jsonschema.Draft202012Validator(SCHEMA).validate(value)
    assert "##" not in result.out
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", json.dumps(value, ensure_ascii=False))
    assert pplint("inventory", "-f", "csv", "-o", "out").code == 0
    for path in (repository / "out").iterdir():
        for row in csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")):
            assert not any(text.startswith(("=", "+", "-", "@", "\t", "\r")) for text in row)


def run(root: Path) -> tuple[Workspace, Report]:
    return lint_workspace(find_workspace_roots([str(root)], str(root)), Config(root=str(root)))


def document_rows(document: str, heading: str) -> list[list[str]]:
    """The cells of the tables below a heading, without the marks of markdown."""
    part = document.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in part.split("\n") if line.startswith("| ")]
    found = []
    for line in lines:
        cells = [c.strip() for c in re.split(r"(?<!\\)\|", line)[1:-1]]
        found.append([re.sub(r"\\(.)", r"\1", re.sub(r"\*\*|`", "", c)) for c in cells])
    return [row for row in found if not set(row) <= {"---"}]


def disagreements(workspace: Workspace, report: Report) -> list[str]:
    """What the inventory says otherwise than the forecast or the handover document."""
    tables = {
        t.name: [dict(zip(t.columns, row, strict=True)) for row in t.rows]
        for t in make_tables(workspace, report)
    }
    document = render_handover(workspace, report)
    found = []

    def same(what: str, left: object, right: object) -> None:
        if left != right:
            found.append(f"{what}: {left!r} is not {right!r}")

    imported = [row["name"] for row in tables["solutions"] if row["order"] is not None]
    overview = document_rows(document, "1. On one page")
    same("order", [row[1] for row in overview if len(row) == 6][1:], imported)
    for forecast in report.forecast:
        (target,) = [row for row in tables["targets"] if row["target"] == forecast.target]
        same("verdict", target["verdict"], forecast.verdict)
        cells = {
            (r["kind"], r["name"]): r["source"] for r in tables["settings"] if r["target"] == forecast.target
        }
        same("sources", cells, {(s.kind, s.name): s.source for s in forecast.sources})
        same("values", target["values"], sum(kind == "variable" for kind, _ in cells))
        same("connections", target["connections"], sum(kind == "connection" for kind, _ in cells))
        off = {r["name"] for r in tables["flows"] if forecast.target in r["stays_off_in"]}
        same("stays off", off, set(forecast.stays_off) & {r["name"] for r in tables["flows"]})
        for name, when in forecast.starts:
            same("starts", {r["starts"] for r in tables["flows"] if r["name"] == name}, {when})
    flows = {(r["solution"], r["name"]): r for r in tables["flows"]}
    for row in document_rows(document, "6. Flows")[1:]:
        flow = flows[row[1], row[0]]
        same("trigger", row[2], flow["trigger"])
        same("state", row[3], flow["state"])
        same("account", row[4], flow["runs_as"])
        if row[6].startswith("yes"):
            same("starts", row[6], f"yes, {flow['starts']}")
    return found


@pytest.mark.parametrize("name", FIXTURES)
def test_inventory_forecast_and_handover_agree_on_fixtures(
    name: str, fixture_copy: Callable[[str], Path]
) -> None:
    assert disagreements(*run(fixture_copy(name))) == []


@pytest.mark.parametrize("name", sorted(CASES))
def test_inventory_forecast_and_handover_agree_on_generated_repositories(name: str, tmp_path: Path) -> None:
    begin(tmp_path)
    CASES[name].lay(tmp_path, 7)
    assert disagreements(*run(tmp_path)) == []


@pytest.mark.skipif(not DOCS.is_dir(), reason="the tests run away from the repository")
def test_the_page_shows_a_real_run(fixture_copy: Callable[[str], Path], pplint: Run) -> None:
    page = (DOCS / "inventory.md").read_text("utf-8")
    root = fixture_copy("contoso-orders")
    assert pplint("inventory", ".", "-f", "csv", "-o", "inventory", cwd=root).code == 0
    lines = (root / "inventory/settings.csv").read_bytes().decode("utf-8-sig").splitlines()
    (shown,) = re.findall(r"```text\n(.*?)```", page, re.DOTALL)
    assert shown.splitlines() == [line for line in lines if line.startswith(("target,", "prod,"))]


@pytest.mark.skipif(not DOCS.is_dir(), reason="the tests run away from the repository")
def test_the_page_names_every_table() -> None:
    page = (DOCS / "inventory.md").read_text("utf-8")
    named = {
        name
        for line in page.split("\n")
        if line.startswith("| `")
        for name in re.findall("`([a-z_]+)`", line.split("|")[1])
    }
    assert named == set(TABLES)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("shared_office365", "Office 365 Outlook"),
        ("shared_unheardof", "unheardof"),
        ("shared_cto-5forders-20api-5f0123456789abcdef", "cto_orders api"),
        ("shared_cto-5forders-5f0123456789abcdef-5f0123456789abcdef", "cto_orders"),
        ("shared_a-b", "a-b"),
    ],
)
def test_connectors_are_called_as_people_call_them(name: str, title: str) -> None:
    assert connector_title(name) == title


def test_the_configuration_is_what_config_prints(repository: Path, pplint: Run) -> None:
    (repository / "pplint.toml").write_text('fail-on = "error"\nexternal = ["cto_*"]\n', "utf-8")
    rows = {
        row["key"]: (row["value"], row["origin"]) for row in inventory(pplint, repository)["configuration"]
    }
    assert rows["fail-on"] == ('"error"', "pplint.toml")
    assert rows["external"] == ('["cto_*"]', "pplint.toml")
    assert rows["exclude"][1] == "default"
    printed = pplint("config").out
    for key, (value, origin) in rows.items():
        assert re.search(
            rf"(?m)^{re.escape(key)} += {re.escape(value)}    \({re.escape(origin)}\)$", printed
        ), key
