"""Who mentions which name: whole identifiers in any encoding, and places that do not count."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pplint.config.config import Config
from pplint.detect.usage.search import Search
from pplint.model.workspace import Workspace
from pplint.roots import find_workspace_roots
from pplint.workspace import load_workspace

MANIFEST = (
    "<ImportExportXml><SolutionManifest><UniqueName>Orders</UniqueName>"
    '<MissingDependencies><MissingDependency><Required type="x" id.schemaname="cto_Site"/></MissingDependency>'
    "</MissingDependencies></SolutionManifest></ImportExportXml>"
)
REFERENCE = (
    '<connectionreference connectionreferencelogicalname="{0}">'
    "<connectionreferencedisplayname>SharePoint {0}</connectionreferencedisplayname></connectionreference>"
)


def customizations(*references: str, more: str = "") -> str:
    inner = "".join(REFERENCE.format(name) for name in references)
    return f"<ImportExportXml>{more}<connectionreferences>{inner}</connectionreferences></ImportExportXml>"


def variable(name: str, parent: str = "") -> str:
    inner = f"<parentdefinitionid><schemaname>{parent}</schemaname></parentdefinitionid>" if parent else ""
    return (
        f'<environmentvariabledefinition schemaname="{name}">'
        f"<displayname default='{name}'/>{inner}</environmentvariabledefinition>"
    )


def load(folder: Path, files: dict[str, str | bytes]) -> Workspace:
    for name, body in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body if isinstance(body, bytes) else body.encode())
    return load_workspace(find_workspace_roots([str(folder)], str(folder)), Config())


def orders(*names: str, **files: str | bytes) -> dict[str, str | bytes]:
    """A solution with the variables ``names``."""
    plain: dict[str, str | bytes] = {
        "src/Other/Solution.xml": MANIFEST,
        "src/Other/Customizations.xml": customizations("cto_sharedsql_1a2b3"),
    }
    for name in names:
        plain[f"src/environmentvariabledefinitions/{name}/environmentvariabledefinition.xml"] = variable(name)
    return {**plain, **files}


def flow(parameters: dict[str, str], connections: dict[str, str], actions: object = None) -> str:
    return json.dumps(
        {
            "properties": {
                "connectionReferences": {
                    key: {"connection": {"connectionReferenceLogicalName": name}, "api": {"name": key}}
                    for key, name in connections.items()
                },
                "definition": {
                    "parameters": {
                        key: {"type": "String", "metadata": {"schemaName": name}}
                        for key, name in parameters.items()
                    },
                    "triggers": {},
                    "actions": actions or {},
                },
            }
        }
    )


def kinds(workspace: Workspace, name: str) -> list[str]:
    return [use.kind for use in workspace.usage.uses(name)]


def test_the_definition_and_manifests_and_settings_do_not_count(tmp_path: Path) -> None:
    entries = {"EnvironmentVariables": [{"SchemaName": "cto_site", "Value": "x"}], "ConnectionReferences": []}
    files = orders("cto_Site")
    files["src/environmentvariabledefinitions/cto_Site/environmentvariablevalues.json"] = json.dumps(
        {"environmentvariablevalues": {"environmentvariablevalue": {"value": "cto_Site"}}}
    )
    files["src/settings.json"] = json.dumps(entries)
    workspace = load(tmp_path, files)
    assert not workspace.usage.is_used("cto_Site")
    assert kinds(workspace, "cto_Site") == ["settings-file"]
    assert not workspace.usage.is_used("cto_sharedsql_1a2b3")


def test_a_flow_tells_parameters_connections_and_actions_apart(tmp_path: Path) -> None:
    actions = {
        "Read": {"type": "Compose", "inputs": "@environmentVariables('CTO_SITE')"},
        "Get": {
            "type": "OpenApiConnection",
            "inputs": {
                "parameters": {
                    "actionName": "RetrieveEnvironmentVariableSecretValue",
                    "item/EnvironmentVariableName": "cto_key",
                }
            },
        },
    }
    text = flow({"Site (cto_Site)": "cto_Site"}, {"shared_sql": "cto_sharedsql_1a2b3"}, actions)
    files = orders("cto_Site", "cto_Key", "cto_None")
    files["src/Workflows/A-1A2B3C4D-0000-4000-8000-000000000001.json"] = text
    workspace = load(tmp_path, files)
    assert kinds(workspace, "cto_Site") == ["flow-parameter", "action"]
    assert kinds(workspace, "cto_sharedsql_1a2b3") == ["flow"]
    assert kinds(workspace, "cto_Key") == ["action"]
    assert kinds(workspace, "cto_None") == []
    (use,) = workspace.usage.uses("cto_Key")
    assert use.component is workspace.flows[0]
    assert use.solution is workspace.solutions[0]
    assert [workspace.usage.is_used(name) for name in ("cto_Site", "cto_Key", "cto_None")] == [
        True,
        True,
        False,
    ]


def msapp(text: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("Src/App.pa.yaml", text)
    return buffer.getvalue()


SENTENCE = "x = 'cto_site';"


@pytest.mark.parametrize(
    ("path", "body", "kind"),
    [
        ("WebResources/cto_/main.js", SENTENCE, "web-resource"),
        ("WebResources/cto_page", b"\xff\xfe" + SENTENCE.encode("utf-16-le"), "web-resource"),
        ("WebResources/cto_big", b"\xfe\xff" + SENTENCE.encode("utf-16-be"), "web-resource"),
        (
            "PluginAssemblies/O-1A/O.dll",
            b"MZ\0\x1d" + "cto_SITE".encode("utf-16-le") + b"\0\x31x",
            "assembly",
        ),
        ("PluginAssemblies/O-1A/O.dll", b"MZ\0\0\0cto_Site\0Main\0", "assembly"),
        ("CanvasApps/a_DocumentUri.msapp", msapp('=LookUp(V, n = "cto_Site")'), "canvas-app"),
        ("CanvasApps/src/a/Src/App.fx.yaml", SENTENCE, "canvas-app"),
        ("Dashboards/{1a}.xml", "<d><p>cto_Site</p></d>", "dashboard"),
        ("Entities/A/FormXml/main/{1}.xml", "<f a='cto_Site'/>", "other"),
        ("Workflows/C-1A.xaml", "<Activity>cto_Site</Activity>", "workflow"),
        ("botcomponents/cto_a.topic.B/data", "url: =Env.cto_Site", "agent"),
        (
            "Connectors/x_openapidefinition.json",
            '{"host": "@environmentVariables(\\"cto_Site\\")"}',
            "connector",
        ),
        (
            "environmentvariabledefinitions/cto_L/environmentvariabledefinition.xml",
            variable("cto_L", "cto_Site"),
            "variable",
        ),
    ],
)
def test_names_are_found_wherever_they_stand(tmp_path: Path, path: str, body: str | bytes, kind: str) -> None:
    workspace = load(tmp_path, {**orders("cto_Site"), f"src/{path}": body})
    assert [(use.kind, use.path) for use in workspace.usage.uses("cto_Site")] == [(kind, f"src/{path}")]
    assert workspace.usage.is_used("cto_Site")


def test_uses_name_the_app_of_a_package(tmp_path: Path) -> None:
    meta = "<CanvasApp><Name>a</Name><DocumentUri>/CanvasApps/a_DocumentUri.msapp</DocumentUri></CanvasApp>"
    files = {
        **orders("cto_Site"),
        "src/CanvasApps/a.meta.xml": meta,
        "src/CanvasApps/a_DocumentUri.msapp": msapp("cto_Site"),
    }
    workspace = load(tmp_path, files)
    assert [use.component for use in workspace.usage.uses("cto_site")] == workspace.solutions[0].apps


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://contoso.sharepoint.com/sites/x_cto_Site", True),
        ("(cto_Site)", True),
        ("cto_site.value", True),
        ("cto_Site-2", True),
        ("cto_Site2", False),
        ("cto_Site_2", False),
        ("xcto_Site", False),
        ("9cto_Site", False),
        ("cto_Sit", False),
        ("cto_cto_Site", True),
    ],
)
def test_whole_identifiers(text: str, found: bool) -> None:
    assert Search({"cto_Site"}).count(text.encode())["cto_site"] == found


def test_names_that_agents_make_have_dots_and_dashes() -> None:
    one, two = "cto_agent.shared_x.0123", "cto_agent.shared_x-2.0123"
    search = Search({one, two, "cto_agent", "MyVariable", "$odd"})
    assert search.count(b"connectionReference: cto_Agent.shared_x.0123\n") == {one: 1, "cto_agent": 1}
    assert search.count(b"cto_agent.shared_x.01234 cto_agent.shared_x-2.0123") == {two: 1, "cto_agent": 2}
    assert search.count(b"myvariable MYVARIABLE2 $odd") == {"myvariable": 1, "$odd": 1}
    assert search.count(one.encode("utf-16-le")) == {one: 1, "cto_agent": 1}


@pytest.mark.parametrize("wide", [False, True])
def test_a_blob_that_is_one_run_takes_no_time(wide: bool) -> None:
    text = "cto_" + "a_" * 1_000_000 + "cto_Site"
    search = Search({"cto_Site", "cto_b", "a_1", "a_2.3"})
    begin = time.process_time()
    assert search.count(text.encode("utf-16-le" if wide else "ascii")) == {"cto_site": 1}
    assert time.process_time() - begin < 3


WORDS = st.sampled_from(["cto", "new", "a", "b1", "admin", "cr5", "x", "abc", "Site", "LIST", "7"])
JOINTS = st.sampled_from(["_", "_", "_", ".", "-", " ", "é", "\0", "/", ""])
TEXTS = st.lists(st.tuples(WORDS, JOINTS), max_size=25).map(lambda parts: "".join(map("".join, parts)))
WANTED = st.sets(
    st.one_of(
        st.builds(lambda p, n: f"{p}_{n}", WORDS, WORDS),
        st.builds(lambda p, n, m: f"{p}_{n}_{m}", WORDS, WORDS, WORDS),
        st.builds(lambda p, n, m: f"{p}_{n}.{m}", WORDS, WORDS, WORDS),
        WORDS.filter(lambda word: len(word) > 1),
    ),
    min_size=1,
    max_size=12,
)


@pytest.fixture(params=["engine", "plain"])
def either_way(request: pytest.FixtureRequest) -> Iterator[None]:
    """With the engine and without it."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "plain":
            patch.setattr("pplint.search.literals._make_engine", lambda *_, **__: None)
        yield


def naive(names: set[str], text: str) -> set[str]:
    low = text.lower()
    return {
        name.lower()
        for name in names
        if re.search(rf"(?<![a-z0-9]){re.escape(name.lower())}(?![a-z0-9_])", low)
    }


@pytest.mark.usefixtures("either_way")
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=WANTED, text=TEXTS, shift=st.integers(0, 1))
def test_search_agrees_with_one_expression_a_name(names: set[str], text: str, shift: int) -> None:
    search = Search(names)
    text = text.replace("\0", "")
    assert set(search.count(text.encode())) == naive(names, text)
    plain = text.replace("é", "")
    wide = b"\1" * shift + plain.encode("utf-16-le") + b"\0\0"
    assert set(search.count(wide)) == naive(names, plain)


@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from(["cto_site", "new_abc", "a_b1"]), others=WANTED, times=st.integers(0, 5), text=TEXTS
)
def test_every_mention_is_counted_once(name: str, others: set[str], times: int, text: str) -> None:
    search = Search({name, *others})
    expected = Search({name}).count(text.encode())[name] + times
    assert search.count((text + f" x_{name}" * times).encode())[name] == expected


def test_a_file_that_defines_is_searched_outside_of_the_definition(tmp_path: Path) -> None:
    files = orders()
    files["src/Other/Customizations.xml"] = customizations("cto_a", "cto_b", more="<Apps>uses CTO_B</Apps>")
    workspace = load(tmp_path, files)
    assert [workspace.usage.is_used(name) for name in ("cto_a", "cto_b")] == [False, True]
    assert [use.component for use in workspace.usage.uses("cto_b")] == [None]


def test_a_name_that_is_defined_twice_is_not_used_by_that(tmp_path: Path) -> None:
    files = orders()
    files["src/Other/Customizations.xml"] = customizations("cto_a", "cto_a")
    for name, body in orders("cto_Site").items():
        files[name.replace("src/", "copy/")] = body
    files["copy/Other/Customizations.xml"] = customizations("cto_A")
    files["src/environmentvariabledefinitions/cto_Site/environmentvariabledefinition.xml"] = variable(
        "cto_Site"
    )
    workspace = load(tmp_path, files)
    assert len(workspace.variables_named("cto_site")) == 2
    assert not workspace.usage.is_used("cto_a")
    assert not workspace.usage.is_used("cto_Site")


def test_a_second_pair_of_manifests_does_not_count(tmp_path: Path) -> None:
    files = orders("cto_Site")
    files["src/solution.xml"] = MANIFEST
    files["src/customizations.xml"] = customizations("cto_sharedsql_1a2b3", more="cto_Site")
    workspace = load(tmp_path, files)
    assert not workspace.usage.is_used("cto_sharedsql_1a2b3")
    assert not workspace.usage.is_used("cto_Site")


def test_asking_for_used_names_reads_no_further_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = orders("cto_Site")
    files["src/Other/Customizations.xml"] = customizations()
    files["src/Workflows/A-1A2B3C4D-0000-4000-8000-000000000001.json"] = flow(
        {"S (cto_Site)": "cto_Site"}, {}
    )
    files["src/WebResources/cto_big.js"] = "cto_Site"
    workspace = load(tmp_path, files)
    read: list[str] = []

    def note(path: str) -> bytes:
        read.append(path)
        return b""

    monkeypatch.setattr(workspace.tree, "read", note)
    assert workspace.usage.is_used("CTO_site")
    assert read == []
    workspace.usage.uses("cto_Site")
    assert read == ["src/WebResources/cto_big.js"]


def test_each_file_is_read_once_for_all_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"p{number}_Name" for number in range(6)]
    files = orders(*names)
    files["src/WebResources/a.js"] = " ".join(names[1:]).upper()
    workspace = load(tmp_path, files)
    read: Counter[str] = Counter()
    original = workspace.tree.read

    def note(path: str) -> bytes:
        read[path] += 1
        return original(path)

    monkeypatch.setattr(workspace.tree, "read", note)
    assert [name for name in names if not workspace.usage.is_used(name)] == names[:1]
    assert read == {"src/WebResources/a.js": 1}


def unused(root: Path, files: dict[str, str], *below: str) -> list[str]:
    from pplint import Config, lint

    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    select = ("unused-environment-variable", "unused-connection-reference")
    report = lint([str(root)], Config(select=select, root=str(root)))
    assert not report.crashed
    return [finding.message.split("'")[1] for finding in report.findings]


def only(name: str = "Orders", *, prefix: str = "src/") -> dict[str, str]:
    manifest = f"<ImportExportXml><SolutionManifest><UniqueName>{name}</UniqueName><Version>1.0</Version></SolutionManifest></ImportExportXml>"
    reference = '<connectionreference connectionreferencelogicalname="cto_Mail"><connectorid>/apis/shared_office365</connectorid></connectionreference>'
    return {
        f"{prefix}Other/Solution.xml": manifest,
        f"{prefix}Other/Customizations.xml": f"<ImportExportXml><connectionreferences>{reference}</connectionreferences></ImportExportXml>",
        f"{prefix}environmentvariabledefinitions/cto_site/environmentvariabledefinition.xml": '<environmentvariabledefinition schemaname="cto_site"><type>100000000</type></environmentvariabledefinition>',
    }


@pytest.mark.parametrize(
    ("more", "left"),
    [
        ({}, ["cto_Mail", "cto_site"]),
        ({"README.md": "cto_site cto_Mail"}, ["cto_Mail", "cto_site"]),
        ({"src/README.md": "cto_site cto_Mail"}, ["cto_Mail", "cto_site"]),
        ({"tools/read.cs": 'Get("cto_site");'}, ["cto_Mail"]),
        ({"tools/read.ps1": "$x = 'CTO_SITE'"}, ["cto_Mail"]),
        ({"tools/read.py": "x = 'cto_site'", "app/a.ts": "const a = 'cto_mail'"}, []),
        ({"node_modules/x/a.js": "cto_site"}, ["cto_Mail", "cto_site"]),
        ({"src/Entities/cto_a/Entity.xml": '<Entity><attribute PhysicalName="cto_Site" /></Entity>'}, ["cto_Mail", "cto_site"]),
        ({"src/Entities/cto_a/Entity.xml": "<Entity><Formula>cto_site</Formula></Entity>"}, ["cto_Mail"]),
        ({"src/CanvasApps/a.meta.xml": "<CanvasApp><Name>a</Name><DocumentUri>/CanvasApps/a.msapp</DocumentUri></CanvasApp>"}, []),
    ],
)  # fmt: skip
def test_what_counts_as_a_use(tmp_path: Path, more: dict[str, str], left: list[str]) -> None:
    assert sorted(unused(tmp_path, only() | more)) == left


def test_repositories_below_one_folder_do_not_see_each_other(tmp_path: Path) -> None:
    files = only("One", prefix="one/src/") | {"one/.git/HEAD": "", "two/.git/HEAD": ""}
    files |= only("Two", prefix="two/src/") | {"two/src/WebResources/cto_a.js": "cto_site"}
    assert sorted(unused(tmp_path, files)) == ["cto_Mail", "cto_Mail", "cto_site"]
