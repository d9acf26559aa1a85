"""Connectors, apps, agents, web resources and assemblies are read with the place of every name."""

from __future__ import annotations

import html
import io
import json
import os
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from pplint.config.config import Config
from pplint.files.limits import Unreadable
from pplint.files.members import read_members
from pplint.files.tree import Tree
from pplint.model.places import Document, Site
from pplint.model.workspace import Solution
from pplint.positions.locating import locate_json, locate_xml, string_range
from pplint.roots import find_workspace_roots
from pplint.sources.components.apps import read_app
from pplint.sources.documents import Documents
from pplint.sources.root_elements import root_element
from pplint.sources.texts import texts
from pplint.workspace import load_workspace
from tests.unit import solution_files

MANIFEST = (
    "<ImportExportXml><SolutionManifest><UniqueName>Orders</UniqueName></SolutionManifest></ImportExportXml>"
)
CUSTOMIZATIONS = "<ImportExportXml>{}</ImportExportXml>"


def load(folder: Path, files: dict[str, str | bytes], customizations: str = "") -> Solution:
    """The only solution of an XML layout with these files."""
    plain = {
        "Other/Solution.xml": MANIFEST,
        "Other/Customizations.xml": CUSTOMIZATIONS.format(customizations),
    }
    return load_root(folder, {**plain, **files})


def load_root(folder: Path, files: dict[str, str | bytes]) -> Solution:
    for name, body in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body if isinstance(body, bytes) else body.encode())
    workspace = load_workspace(find_workspace_roots([str(folder)], str(folder)), Config())
    assert {rule for rule, _ in workspace.problems} <= {"incomplete-solution"}
    return workspace.solutions[0]


def written(site: Site) -> str:
    """What stands in the file at a site with a span, as it is written there."""
    document = site.document
    assert site.span is not None
    if site.path and site.path[0] == "#range":
        return document.text[slice(*site.span)]
    locate, kind = (locate_xml, "xml-text") if document.kind == "xml" else (locate_json, "json")
    value = locate(document.text, [site.path])[site.path].value
    return document.text[slice(*string_range(document.text, kind, value, *site.span))]


def app_xml(connections: object = None, databases: object = None, dependencies: object = None) -> str:
    texts = {
        "ConnectionReferences": connections,
        "DatabaseReferences": databases,
        "CdsDependencies": dependencies,
    }
    parts = [
        f"<{tag}>{html.escape(json.dumps(data))}</{tag}>" for tag, data in texts.items() if data is not None
    ]
    return (
        "<CanvasApp><Name>cto_orders_1a2b3</Name><DisplayName>Orders</DisplayName>"
        + "".join(parts)
        + "</CanvasApp>"
    )


def test_a_connector_names_its_host_and_variables(tmp_path: Path) -> None:
    solution = load(
        tmp_path,
        {
            "Connectors/cto_5Forders.xml": "<Connector><connectorid>{2A2B3C4D-0000-4000-8000-000000000003}</connectorid>"
            "<displayname>Orders API</displayname><name>cto_5Forders</name>"
            "<openapidefinition>/Connector/cto_5Forders_openapidefinition.json</openapidefinition>"
            "<connectionparameters>/Connector/cto_5Forders_connectionparameters.json</connectionparameters></Connector>",
            "Connectors/cto_5Forders_openapidefinition.json": json.dumps(
                {"host": '@environmentVariables("cto_ApiHost")', "basePath": "/environmentVariables"}
            ),
            "Connectors/cto_5Forders_connectionparameters.json": json.dumps(
                {"token": {"clientId": "x-@{ environmentVariables( 'cto_Client' ) }"}}
            ),
        },
    )
    (connector,) = solution.connectors
    assert (connector.id, connector.name) == ("cto_5Forders", "Orders API")
    assert connector.connector_id == "2a2b3c4d-0000-4000-8000-000000000003"
    assert connector.host == '@environmentVariables("cto_ApiHost")'
    assert [(name, written(site)) for name, site in connector.variable_names] == [
        ("cto_ApiHost", "cto_ApiHost"),
        ("cto_Client", "cto_Client"),
    ]
    assert [document.owner(("host",))[0] for document in connector.documents] == [connector, connector]


def test_an_app_names_its_connections_and_what_it_is_bound_to(tmp_path: Path) -> None:
    connections = {
        "6b6b": {
            "id": "/providers/microsoft.powerapps/apis/shared_sharepointonline",
            "dataSets": {
                "https://contoso.sharepoint.com/sites/o'&r_cto_Site": {
                    "datasetOverride": {"environmentVariableName": "cto_Site"},
                    "dataSources": {
                        "Orders & more": {
                            "tableName": "8b0f2a7e",
                            "tableNameOverride": {"environmentVariableName": "cto_List"},
                        },
                        "Plain": {"tableName": "9c"},
                    },
                }
            },
        },
        "7c7c": {
            "id": "/providers/microsoft.powerapps/apis/shared_sql",
            "xrmConnectionReferenceLogicalName": "cto_sql",
            "sharedConnectionId": "d4",
        },
    }
    databases = {
        "default.cds": {
            "databaseDetails": {
                "environmentName": "e",
                "overrideValues": {"environmentVariableName": "cto_Org"},
            }
        }
    }
    rows = [{"logicalname": "account", "componenttype": 1}, {"logicalname": "cto_Site", "componenttype": 380}]
    text = app_xml(connections, databases, {"cdsdependencies": rows})
    (app,) = load(tmp_path, {"CanvasApps/cto_orders_1a2b3.meta.xml": text}).apps
    assert (app.id, app.name) == ("cto_orders_1a2b3", "Orders")
    assert [
        (c.api_name, c.logical_name, c.is_shared, written(c.site)) for c in app.connection_references
    ] == [
        ("shared_sharepointonline", "", False, "6b6b"),
        ("shared_sql", "cto_sql", True, "cto_sql"),
    ]
    assert [(s.kind, s.value, s.override, s.name) for s in app.data_sources] == [
        ("dataset", "https://contoso.sharepoint.com/sites/o'&r", "cto_Site", ""),
        ("table", "8b0f2a7e", "cto_List", "Orders & more"),
        ("table", "9c", "", "Plain"),
        ("environment", "e", "cto_Org", ""),
    ]
    assert (
        html.unescape(written(app.data_sources[0].site))
        == "https://contoso.sharepoint.com/sites/o'&r_cto_Site"
    )
    assert [(name, written(site)) for name, site in app.variable_names] == [
        (name, name) for name in ("cto_Site", "cto_List", "cto_Org", "cto_Site")
    ]


NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=12)


@settings(max_examples=80, deadline=None)
@given(key=NAMES, data_set=NAMES, table=NAMES, value=NAMES, ascii_only=st.booleans())
def test_places_inside_json_inside_xml(
    key: str, data_set: str, table: str, value: str, ascii_only: bool
) -> None:
    data = {key: {"id": "/apis/x", "dataSets": {data_set: {"dataSources": {table: {"tableName": value}}}}}}
    text = html.escape(json.dumps(data, ensure_ascii=ascii_only))
    body = f"<CanvasApp><Name>a</Name><ConnectionReferences>{text}</ConnectionReferences></CanvasApp>"
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "a.xml").write_text(body, encoding="utf-8", newline="")
        documents = Documents(Tree(os.path.realpath(folder)))
        document = documents.open_xml("a.xml")
        assert document is not None
        app = read_app(root_element(document), Solution("", "xml", Site(document)), {}, documents)
    assert len(app.data_sources) == 2
    for source in app.data_sources:
        assert json.loads(f'"{html.unescape(written(source.site))}"') == source.value


def test_text_that_is_no_json_is_left_alone(tmp_path: Path) -> None:
    text = "<CanvasApp><Name>a</Name><ConnectionReferences>{not json</ConnectionReferences></CanvasApp>"
    odd = '<CanvasApp><ConnectionReferences>[1]</ConnectionReferences><CdsDependencies>{"cdsdependencies":3}</CdsDependencies></CanvasApp>'
    solution = load(tmp_path, {"CanvasApps/a.meta.xml": text, "CanvasApps/b.meta.xml": odd})
    assert [app.connection_references for app in solution.apps] == [[], []]


def archive(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, body in members.items():
            packed.writestr(name, body)
    return buffer.getvalue()


def test_an_app_reads_its_package_only_when_asked(tmp_path: Path) -> None:
    meta = "<CanvasApp><Name>a</Name><DocumentUri>/CanvasApps/a_DocumentUri.msapp</DocumentUri></CanvasApp>"
    package = tmp_path / "CanvasApps" / "a_DocumentUri.msapp"
    (app,) = load(
        tmp_path, {"CanvasApps/a.meta.xml": meta, "CanvasApps/a_DocumentUri.msapp": b"not yet"}
    ).apps
    package.write_bytes(archive({"Header.json": b"{}", "Src/App.pa.yaml": b"x: 1"}))
    assert app.package == "CanvasApps/a_DocumentUri.msapp"
    assert dict(app.members()) == {"Header.json": b"{}", "Src/App.pa.yaml": b"x: 1"}
    assert dict(app.members(lambda name: name.startswith("Src/"))) == {"Src/App.pa.yaml": b"x: 1"}


def test_a_package_that_went_away_is_unreadable(tmp_path: Path) -> None:
    meta = "<CanvasApp><Name>a</Name><DocumentUri>/CanvasApps/a_DocumentUri.msapp</DocumentUri></CanvasApp>"
    (app,) = load(
        tmp_path, {"CanvasApps/a.meta.xml": meta, "CanvasApps/a_DocumentUri.msapp": archive({})}
    ).apps
    (tmp_path / "CanvasApps" / "a_DocumentUri.msapp").unlink()
    with pytest.raises(Unreadable):
        app.members()


def test_a_package_that_is_not_there_is_known_to_be_missing(tmp_path: Path) -> None:
    meta = "<CanvasApp><Name>a</Name><DocumentUri>/CanvasApps/a_DocumentUri.msapp</DocumentUri></CanvasApp>"
    (app,) = load(tmp_path / "one", {"CanvasApps/a.meta.xml": meta}).apps
    assert app.is_package_missing
    assert list(app.members()) == []
    unpacked: dict[str, str | bytes] = {
        "CanvasApps/a.meta.xml": meta,
        "CanvasApps/src/a/Src/App.pa.yaml": "x: 1",
    }
    (app,) = load(tmp_path / "two", unpacked).apps
    assert not app.is_package_missing


def test_members_beyond_the_limits_are_left_out_aloud() -> None:
    said: list[str] = []
    bomb = archive({"a.json": b"{}", "bomb.json": b"0" * 30_000_000, "z.json": b"[]"})
    assert len(bomb) < 100_000
    assert dict(read_members(bomb, "a.msapp", said.append)) == {"a.json": b"{}", "z.json": b"[]"}
    assert said == ["'a.msapp' has members that unpack beyond the limits; they were not searched"]


def test_damaged_and_encrypted_members_are_left_out_aloud() -> None:
    good = archive({"a.json": b"{}" * 100, "b.json": b"[1]"})
    for raw, words in (
        (b"PK nothing", "cannot be read as an archive"),
        (good[:-30], "cannot be read as an archive"),
        (good.replace(b"a.json", b"a\0json", 1), "damaged"),
        (_encrypted(good), "encrypted"),
    ):
        said: set[str] = set()
        list(read_members(raw, "a.msapp", said.add))
        assert len(said) == 1, said
        assert words in next(iter(said))


def _encrypted(raw: bytes) -> bytes:
    """The archive with the flag of encryption set for every member of its directory."""
    pieces = raw.split(b"PK\x01\x02")
    marked = [piece[:4] + b"\x01" + piece[5:] for piece in pieces[1:]]
    return b"PK\x01\x02".join([pieces[0], *marked])


TOPIC = """kind: AdaptiveDialog
actions:
  - kind: HttpRequestAction
    url: =Env.cto_ApiHost & MyEnv.cto_No & "x"
  - kind: InvokeFlowAction
    flowId: 1A2B3C4D-0000-4000-8000-000000000002
  - kind: InvokeConnectorTaskAction
    connectionReference: cto_agent.shared_x.0123 # which
"""


def test_an_agent_names_what_its_parts_use(tmp_path: Path) -> None:
    solution = load(
        tmp_path,
        {
            "bots/cto_agent/bot.xml": '<bot schemaname="cto_agent"><name>Orders agent</name></bot>',
            "bots/cto_agent/configuration.json": "{}",
            "bots/cto_agent2/bot.xml": '<bot schemaname="cto_agent2"><name>Other</name></bot>',
            "botcomponents/cto_agent.topic.Status/data": TOPIC,
            "Assets/botcomponent_environmentvariabledefinitionset.xml": "<s><botcomponent_environmentvariabledefinition "
            'botcomponentid.schemaname="cto_agent.topic.Status" environmentvariabledefinitionid.schemaname="cto_B"/></s>',
            "Assets/botcomponent_connectionreferenceset.xml": "<s><botcomponent_connectionreference "
            'botcomponentid.schemaname="cto_agent2.action.A" '
            'connectionreferenceid.connectionreferencelogicalname="cto_agent2.x"/></s>',
            "Assets/botcomponent_workflowset.xml": '<s><botcomponent_workflow botcomponentid.schemaname="cto_agent" '
            'workflowid.workflowid="{1A2B3C4D-0000-4000-8000-000000000009}"/></s>',
        },
    )
    agent, other = solution.agents
    assert (agent.id, agent.name) == ("cto_agent", "Orders agent")
    (part,) = agent.parts
    assert part.schema_name == "cto_agent.topic.Status"
    assert part.document.owner(("#range",))[0] is part
    assert [name for name, _ in agent.variable_names] == ["cto_ApiHost", "cto_B"]
    assert written(agent.variable_names[0][1]) == "cto_ApiHost"
    assert [name for name, _ in agent.connection_references] == ["cto_agent.shared_x.0123"]
    assert [name for name, _ in agent.flow_ids] == [
        "1a2b3c4d-0000-4000-8000-000000000002",
        "1a2b3c4d-0000-4000-8000-000000000009",
    ]
    assert [name for name, _ in other.connection_references] == ["cto_agent2.x"]


def test_parts_of_an_agent_that_another_solution_ships(tmp_path: Path) -> None:
    (agent,) = load(tmp_path, {"botcomponents/cto_agent.topic.Status/data": TOPIC}).agents
    assert agent.id == "cto_agent"


def test_a_yaml_tree_holds_apps_and_joins(tmp_path: Path) -> None:
    solution = load_root(
        tmp_path,
        {
            "solutions/Orders/solution.yml": "ImportExportXml:\n  SolutionManifest:\n    UniqueName: Orders\n",
            "canvasapps/cto_a/canvasapp.yml": "CanvasApp:\n  Name: cto_a\n  DisplayName: Orders\n  ConnectionReferences: "
            '\'{"k":{"id":"/apis/shared_sql","xrmConnectionReferenceLogicalName":"cto_sql"}}\'\n',
            "bots/cto_agent/bot.yml": "bot:\n  '@schemaname': cto_agent\n  name: Orders agent\n",
            "botcomponent_environmentvariabledefinitionset/a.yml": "botcomponent_environmentvariabledefinition:\n"
            "  '@botcomponentid.schemaname': cto_agent.topic.A\n"
            "  '@environmentvariabledefinitionid.schemaname': cto_Site\n",
        },
    )
    assert [(c.api_name, c.logical_name) for c in solution.apps[0].connection_references] == [
        ("shared_sql", "cto_sql")
    ]
    assert [name for name, _ in solution.agents[0].variable_names] == ["cto_Site"]


def test_web_resources_and_assemblies_are_read_when_asked(tmp_path: Path) -> None:
    solution = load(
        tmp_path,
        {
            "WebResources/cto_/scripts/main.js": "let x",
            "WebResources/cto_page": "<html>",
            "WebResources/cto_page.data.xml": "<WebResource><WebResourceType>1</WebResourceType></WebResource>",
            "WebResources/cto_unknown": "?",
            "PluginAssemblies/Orders-1A2B/Orders.dll": b"MZ\0",
            "pluginpackages/cto_p/package/p.nupkg": b"PK",
        },
    )
    assert {c.name: (c.kind, c.type) for c in solution.file_components} == {
        "cto_/scripts/main.js": ("web-resource", "javascript"),
        "cto_page": ("web-resource", "html"),
        "cto_unknown": ("web-resource", ""),
        "Orders.dll": ("assembly", ""),
        "p.nupkg": ("assembly", ""),
    }
    assembly = next(c for c in solution.file_components if c.name == "Orders.dll")
    assert isinstance(assembly.site.document, Document)
    (tmp_path / "PluginAssemblies/Orders-1A2B/Orders.dll").write_bytes(b"MZ\0later")
    assert assembly.read() == b"MZ\0later"


def test_a_plain_unzip_describes_components_in_its_customizations(tmp_path: Path) -> None:
    customizations = CUSTOMIZATIONS.format(
        "<CanvasApps><CanvasApp><Name>cto_a</Name></CanvasApp></CanvasApps>"
        "<Connectors><Connector><name>cto_5Fx</name>"
        "<openapidefinition>/Connector/x.json</openapidefinition></Connector></Connectors>"
        "<WebResources><WebResource><Name>cto_page</Name><WebResourceType>3</WebResourceType>"
        "<FileName>/WebResources/cto_page1A2B</FileName></WebResource></WebResources>"
    )
    solution = load_root(
        tmp_path,
        {
            "solution.xml": MANIFEST,
            "customizations.xml": customizations,
            "Connector/x.json": '{"host": "api.contoso.com"}',
            "WebResources/cto_page1A2B": "let x",
        },
    )
    assert [app.id for app in solution.apps] == ["cto_a"]
    assert [connector.host for connector in solution.connectors] == ["api.contoso.com"]
    assert [(c.name, c.type) for c in solution.file_components] == [("cto_page", "javascript")]


@pytest.mark.parametrize(
    "inner", ["", "<name/>", "<name></name>", "<authenticationmode>1</authenticationmode>"]
)
def test_an_agent_without_a_name_has_its_schema_name(tmp_path: Path, inner: str) -> None:
    base = solution_files.xml_layout("src")
    base["src/bots/cto_agent/bot.xml"] = f'<bot schemaname="cto_agent">{inner}</bot>'
    solution_files.write(tmp_path, base)
    (agent,) = solution_files.load(tmp_path).solutions[0].agents
    assert agent.name == "cto_agent"


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_elements_are_found_at_any_depth_in_their_order(count: int) -> None:
    inner = "".join(f"<a n='{n}'><b><a n='{n}.5'/></b></a><c/>" for n in range(count))
    raw = f"<r>{inner}</r>"
    root = root_element(Document("a.xml", "xml", raw, etree.fromstring(raw.encode())))
    found = [node.attribute("n") for node in root.descendants("a")]
    assert found == [name for n in range(count) for name in (f"{n}", f"{n}.5")]


def test_texts_of_a_document_are_its_strings_or_the_whole_of_it() -> None:
    raw = "<r x='1'>one<a>two</a></r>"
    tree = Document("a.xml", "xml", raw, etree.fromstring(raw.encode()))
    assert [text for text, _ in texts(tree)] == ["1", "one", "two"]
    assert [text for text, _ in texts(Document("a.xml", "xml", raw))] == [raw]
    assert [text for text, _ in texts(Document("a.json", "json", "{", None))] == ["{"]
    assert [text for text, _ in texts(Document("a.json", "json", "", None))] == []
