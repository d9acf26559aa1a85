"""``pplint where`` and ``pplint graph``: every place of a name, how it is used, and what uses what."""

from __future__ import annotations

import json
import os
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pplint.commands.request import make_config
from pplint.detect.usage.searched import NOT_SEARCHED, PROSE
from pplint.occurrences import Index, Subject
from pplint.workspace import load_workspace
from tests.conftest import FIXTURES
from tests.unit.solution_files import definition

Run = Callable[..., Any]
Copy = Callable[[str], Path]

SYNC = "solutions/ContosoOrders/Workflows/Syncorders-1A2B3C4D-0000-4000-8000-000000000002.json"
NOTIFY = "solutions/ContosoOrders/Workflows/Notifyapprover-1A2B3C4D-0000-4000-8000-000000000001.json"
ARCHIVE = "solutions/ContosoOrders/Workflows/Archive-1A2B3C4D-0000-4000-8000-000000000006.json"
RECEIVE = "solutions/ContosoOrders/Workflows/Receiveorder-1A2B3C4D-0000-4000-8000-000000000005.json"
LOOK_UP = "solutions/ContosoOrders/Workflows/Lookuporder-1A2B3C4D-0000-4000-8000-000000000003.json"
POST = "solutions/ContosoOrders/Workflows/Posttopartner-1A2B3C4D-0000-4000-8000-000000000004.json"
CUSTOMIZATIONS = "solutions/ContosoOrders/Other/Customizations.xml"
APP = "solutions/ContosoOrders/CanvasApps/cto_orders_1a2b3.meta.xml"

QUESTIONS = [
    # Where is it defined?
    (
        "cto_OrdersSite",
        "defines",
        "environmentvariabledefinitions/cto_OrdersSite/environmentvariabledefinition.xml",
    ),
    ("cto_ordersapihost", "defines", "cto_OrdersApiHost/environmentvariabledefinition.xml"),
    ("cto_Outlook", "defines", CUSTOMIZATIONS),
    ("Sync orders", "defines", SYNC),
    ("Orders agent", "defines", "bots/cto_ordersagent/bot.xml"),
    # Which target sets it?
    ("cto_OrdersSite", "sets", "settings/uat.json"),
    ("cto_SharePoint", "sets", "settings/prod.json"),
    ("shared_office365", "sets", "settings/dev.json"),
    # Which flow, app or agent is bound to it?
    ("cto_Outlook", "binds", SYNC),
    ("cto_Dataverse", "binds", NOTIFY),
    ("cto_OrdersApi", "binds", LOOK_UP),
    ("cto_SharePoint", "binds", "Assets/botcomponent_connectionreferenceset.xml"),
    ("shared_sharepointonline", "binds", APP),
    ("cto_OrdersSite", "binds", SYNC),
    # Which action reads it?
    ("cto_OrdersSite", "reads", f"{SYNC} Get_orders"),
    ("cto_OrdersApiHost", "reads", f"{POST} Confirm_order"),
    ("cto_OrdersApiKey", "reads", f"{POST} Get_API_key"),
    ("cto_PartnerPassword", "reads", f"{POST} Tell_partner"),
    ("cto_OrdersApiHost", "reads", "Connectors/cto_5Forders-20api_openapidefinition.json"),
    ("cto_OrdersList", "reads", "Assets/botcomponent_environmentvariabledefinitionset.xml"),
    # Who calls it?
    ("Look up order", "calls", f"{SYNC} "),
    ("Look up order", "calls", f"{NOTIFY} "),
    ("1a2b3c4d-0000-4000-8000-000000000004", "calls", f"{ARCHIVE} "),
    ("shared_office365", "calls", f"{SYNC} Send_an_email"),
    # What happens to the table and its columns?
    ("cto_order", "triggers on", f"{NOTIFY} When_an_order_is_added"),
    ("table:cto_orders", "reads", f"{ARCHIVE} List_closed_orders"),
    ("cto_orders", "writes", f"{RECEIVE} Add_an_order"),
    ("cto_number", "writes", f"{RECEIVE} Add_an_order"),
    ("cto_order.statecode", "filters", f"{ARCHIVE} List_closed_orders"),
    # Which values name the place?
    ("host:contoso.sharepoint.com", "names", "settings/prod.json"),
    ("https://contoso.sharepoint.com/sites/Orders-Dev", "names", APP),
]


@pytest.fixture(scope="module")
def contoso() -> Index:
    return _index(FIXTURES / "contoso-orders")


def _index(root: Path) -> Index:
    config, roots = make_config((str(root),), {"root": str(root)})
    return Index(load_workspace(roots, config))


@pytest.mark.parametrize(("name", "use", "place"), QUESTIONS)
def test_a_question_that_was_answered_by_hand(contoso: Index, name: str, use: str, place: str) -> None:
    subjects = contoso.find(name)
    answers = [
        f"{found.location.path} {found.occurrence.inside}"
        for places in contoso.places(subjects).values()
        for found in places
        if found.occurrence.use == use
    ]
    assert any(place in answer for answer in answers), answers


@pytest.mark.parametrize("fixture", ["contoso-orders", "clean", "sampler"])
def test_the_index_holds_every_line_that_a_search_of_all_files_finds(fixture: str) -> None:
    root = FIXTURES / fixture
    index = _index(root)
    subjects = [s for s in index.subjects.values() if s.kind in ("variable", "reference") and "_" in s.name]
    assert subjects
    for subject in subjects:
        found = index.places([subject])[subject]
        told = {(f.location.path, f.location.line) for f in found}
        assert set(_search(root, subject.name)) <= told, subject


def _search(root: Path, name: str) -> Iterator[tuple[str, int]]:
    """Path and line of each whole word ``name`` in files of any encoding; left out is what people wrote for people."""
    word = re.compile(rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9_])", re.IGNORECASE)
    for folder, _, files in os.walk(root):
        for file in files:
            ending = file.rpartition(".")[2].lower()
            path = Path(folder, file)
            if ending in NOT_SEARCHED | PROSE | {"msapp", "zip", "toml"} or ".github" in path.parts:
                continue
            raw = path.read_bytes()
            text = raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "replace")
            for number, line in enumerate(text.split("\n"), 1):
                if word.search(line):
                    yield path.relative_to(root).as_posix(), number


def test_text_names_the_use_the_component_and_the_place(
    pplint: Run, fixture_copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    root = fixture_copy("contoso-orders")
    out = pplint("where", "CTO_outlook", cwd=root).out
    assert out.splitlines()[:9] == [
        "connection reference 'cto_Outlook': 5 places in 1 solution; set for dev, uat",
        "  defines",
        "    connection reference 'cto_Outlook'",
        "      solutions/ContosoOrders/Other/Customizations.xml:17:57",
        "  sets",
        "    settings of dev  settings/dev.json:26:22",
        "    settings of uat  settings/uat.json:22:22",
        "  binds",
        "    flow 'Sync orders'",
    ]


def test_json_holds_every_place_with_its_targets(pplint: Run, fixture_copy: Copy) -> None:
    root = fixture_copy("contoso-orders")
    document = json.loads(pplint("where", "cto_OrdersSite", "-f", "json", cwd=root).out)
    (subject,) = document["subjects"]
    assert (subject["kind"], subject["name"]) == ("variable", "cto_OrdersSite")
    assert subject["targets"] == ["dev", "prod", "uat"]
    reads = [place for place in subject["places"] if place["use"] == "reads"]
    assert {place["component"]["name"] for place in reads} == {"Orders agent", "Sync orders"}
    assert {place["inside"] for place in reads} == {None, "Get_orders"}


def test_a_glob_asks_for_many_things_at_once(pplint: Run, fixture_copy: Copy) -> None:
    out = pplint("where", "reference:cto_*", "-f", "markdown", cwd=fixture_copy("contoso-orders")).out
    assert re.findall(r"^## .*`(.*)`$", out, re.MULTILINE) == [
        "cto_Dataverse",
        "cto_OrdersApi",
        "cto_Outlook",
        "cto_SharePoint",
    ]


def test_an_unknown_name_gets_the_nearest(pplint: Run, fixture_copy: Copy) -> None:
    result = pplint("where", "cto_OrderSite", cwd=fixture_copy("contoso-orders"))
    assert result.code == 2
    assert "nothing here is named 'cto_OrderSite'; did you mean 'cto_orderssite'" in result.err


def test_a_table_and_a_lookup_of_its_name_are_told_apart(repository: Path) -> None:
    entity = repository / "solution/Entities/cto_Order/Entity.xml"
    entity.parent.mkdir(parents=True)
    entity.write_text(
        '<Entity>\n<Name>cto_Order</Name>\n<EntityInfo><entity Name="cto_Order"><attributes>\n'
        '<attribute PhysicalName="cto_Customer"><LogicalName>cto_customer</LogicalName></attribute>\n'
        '<attribute PhysicalName="cto_Order"><LogicalName>cto_order</LogicalName></attribute>\n'
        "</attributes></entity></EntityInfo></Entity>\n",
        "utf-8",
    )
    view = repository / "solution/Entities/cto_Order/SavedQueries/{1}.xml"
    view.parent.mkdir()
    view.write_text(
        '<savedqueries><savedquery><fetchxml><fetch>\n<entity name="cto_order">\n<attribute name="cto_customer"/>\n'
        '<filter><condition attribute="cto_customer" operator="null"/></filter>\n'
        "</entity></fetch></fetchxml></savedquery></savedqueries>\n",
        "utf-8",
    )
    index = _index(repository)
    assert index.find("CTO_ORDER") == [Subject("table", "cto_Order")]
    assert index.find("column:cto_order") == [Subject("column", "cto_Order.cto_order")]
    (subject,) = index.find("cto_customer")
    uses = {
        (f.occurrence.use, f.location.path.rpartition("/")[2], f.location.line)
        for f in index.places([subject])[subject]
    }
    assert uses == {
        ("defines", "Entity.xml", 4),
        ("shows", "{1}.xml", 3),
        ("filters", "{1}.xml", 4),
    }


def test_the_graph_is_the_same_in_every_format(pplint: Run, fixture_copy: Copy) -> None:
    root = fixture_copy("contoso-orders")
    document = json.loads(pplint("graph", "-f", "json", cwd=root).out)
    names = {node["id"]: node["name"] for node in document["nodes"]}
    edges = {(names[e["from"]], e["use"], names[e["to"]]) for e in document["edges"]}
    assert ("Sync orders", "binds", "cto_Outlook") in edges
    assert ("cto_Outlook", "binds", "shared_office365") in edges
    assert ("Receive order", "writes", "cto_orders") in edges
    # What goes through a reference is not drawn twice.
    assert not any(source == "Archive" and target.startswith("shared_") for source, _, target in edges)
    mermaid = pplint("graph", cwd=root).out
    assert mermaid.count(" -->|") == len(edges)
    assert pplint("graph", "-f", "dot", cwd=root).out.count(" -> ") == len(edges)
    drawing = ET.fromstring(pplint("graph", "-f", "svg", cwd=root).out)
    assert len(drawing.findall(".//{*}polygon")) == len(edges)
    assert len(drawing.findall(".//{*}text")) == 2 * len(names)


def test_around_a_name_is_what_uses_it_and_what_it_uses(pplint: Run, fixture_copy: Copy) -> None:
    root = fixture_copy("contoso-orders")
    document = json.loads(pplint("graph", "--around", "cto_Outlook", "-f", "json", cwd=root).out)
    assert {node["name"] for node in document["nodes"]} == {"cto_Outlook", "Sync orders", "shared_office365"}


def test_a_hostile_name_stays_text_in_every_drawing(pplint: Run, repository: Path) -> None:
    flow = next((repository / "solution/Workflows").glob("*.json"))
    metadata = Path(f"{flow}.data.xml")
    text = metadata.read_text("utf-8")
    hostile = "&quot;]; evil --&gt; &lt;script&gt;alert(1)&lt;/script&gt; #quot;"
    metadata.write_text(re.sub(r'Name="[^"]*"', f'Name="{hostile}"', text, count=1), "utf-8")
    mermaid = pplint("graph", cwd=repository).out
    assert "evil" in mermaid
    assert "<script" not in mermaid
    assert all(line.count('"') in (0, 2) for line in mermaid.splitlines())
    svg = pplint("graph", "-f", "svg", cwd=repository).out
    assert ET.fromstring(svg).findall(".//{*}script") == []
    dot = pplint("graph", "-f", "dot", cwd=repository).out
    assert '\\"]; evil' in dot


PAGE = (Path(__file__).parent.parent / "docs/where.md").read_text("utf-8")


@pytest.mark.parametrize("shown", re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL))
def test_the_page_shows_a_real_run(
    shown: str, pplint: Run, fixture_copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    command, _, output = shown.partition("\n")
    arguments = command.removeprefix("$ pplint ").split()
    assert pplint(*arguments, cwd=fixture_copy("contoso-orders")).out == output


@pytest.mark.parametrize(("type", "is_named"), [("100000000", True), ("100000005", False)])
def test_the_host_in_a_variable_is_a_place_unless_it_is_a_secrets(
    repository: Path, type: str, is_named: bool
) -> None:
    folder = repository / "solution/environmentvariabledefinitions/cto_Somewhere"
    folder.mkdir()
    text = definition("cto_Somewhere", type, "https://vault.adatum.com/secrets/key")
    (folder / "environmentvariabledefinition.xml").write_text(text, encoding="utf-8")
    index = _index(repository)
    found = [
        place for places in index.places(index.find("host:vault.adatum.com")).values() for place in places
    ]
    # A secret's value is a reference to a vault, which no flow calls.
    assert any(place.occurrence.use == "names" for place in found) is is_named
