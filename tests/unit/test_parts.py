"""What a solution names must be there, unless a build supplies it or the sources cannot tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from pplint import Config, Finding, lint

NOTIFY = "1a2b3c4d-0000-4000-8000-000000000001"
GONE = "1a2b3c4d-0000-4000-8000-0000000000ff"
MSAPP = "/CanvasApps/cto_orders_2b3c4_DocumentUri.msapp"
RULES = ("solution", "agents", "connections", "incomplete-solution")


def find(root: Path, files: dict[str, str], *rules: str) -> list[Finding]:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    # What the manifest does not list has tests of its own.
    config = Config(select=rules or RULES, ignore=("file-without-root-component",), root=str(root))
    report = lint([str(root)], config)
    assert not report.crashed
    return list(report.findings)


def names(found: list[Finding]) -> list[str]:
    return [finding.rule for finding in found]


def app(name: str = "cto_orders_2b3c4", inner: str = f"<DocumentUri>{MSAPP}</DocumentUri>") -> dict[str, str]:
    text = f"<CanvasApp><Name>{name}</Name><DisplayName>Orders</DisplayName>{inner}</CanvasApp>"
    return {f"solution/CanvasApps/{name}.meta.xml": text}


def manifest(root: Path, *rows: str) -> None:
    path = root / "solution/Other/Solution.xml"
    text = path.read_text("utf-8")
    path.write_text(
        text.replace("    </RootComponents>", "".join(rows) + "</RootComponents>"), encoding="utf-8"
    )


OTHER_APP = app("cto_b", "<DocumentUri>/CanvasApps/cto_b.msapp</DocumentUri>") | {
    "solution/CanvasApps/cto_b.msapp": "PK"
}


def test_a_package_that_is_gone_is_an_error(repository: Path) -> None:
    (finding,) = find(repository, app() | OTHER_APP)
    assert (finding.rule, finding.severity.label) == ("referenced-file-missing", "error")


def test_a_repository_without_any_package_is_one_note(repository: Path) -> None:
    (finding,) = find(repository, app() | app("cto_b", "<DocumentUri>/CanvasApps/b.msapp</DocumentUri>"))
    assert (finding.rule, finding.severity.label) == ("incomplete-solution", "note")
    assert "msapp" in finding.message
    assert "2 canvas apps" in finding.message


def test_a_package_that_git_leaves_out_is_lost(repository: Path) -> None:
    (finding,) = find(repository, app() | {".gitignore": "*.msapp\n"})
    assert (finding.rule, finding.severity.label) == ("referenced-file-missing", "error")
    assert ".gitignore" in finding.message


@pytest.mark.parametrize(
    "supply",
    [
        {"solution/CanvasApps/src/cto_orders_2b3c4/Src/App.pa.yaml": "App:\n"},
        {"solution/CanvasApps/src/cto_orders/Src/App.fx.yaml": "App As appinfo:\n", ".gitignore": "*.msapp\n"},
        {".github/workflows/build.yml": "jobs:\n  a:\n    steps:\n      - run: pac canvas pack --sources app --msapp x\n"},
        {"azure-pipelines.yml": "steps:\n- task: PowerPlatformPackSolution@2\n  inputs:\n    ProcessCanvasApps: true\n"},
        {".gitattributes": "*.msapp filter=lfs diff=lfs merge=lfs -text\n"},
        {"build/map.xml": '<Mapping><FileToPath map="CanvasApps\\*.msapp" to="..\\out\\**" /></Mapping>'},
    ],
)  # fmt: skip
def test_what_a_build_supplies_is_not_missing(repository: Path, supply: dict[str, str]) -> None:
    assert find(repository, app() | OTHER_APP | supply) == []


def test_a_pack_step_that_leaves_apps_alone_supplies_none(repository: Path) -> None:
    step = "steps:\n- task: PowerPlatformPackSolution@2\n  inputs:\n    ProcessCanvasApps: false\n"
    assert names(find(repository, app() | OTHER_APP | {"azure-pipelines.yml": step})) == [
        "referenced-file-missing"
    ]


def test_pictures_are_notes(repository: Path) -> None:
    (finding,) = find(repository, app(inner="<BackgroundImageUri>/CanvasApps/cto_p</BackgroundImageUri>"))
    assert (finding.rule, finding.severity.label) == ("referenced-file-missing", "note")


def connector(*tags: str) -> dict[str, str]:
    inner = "".join(f"<{tag}>/Connector/cto_5Fa_{tag}.json</{tag}>" for tag in tags)
    return {
        "solution/Connectors/cto_5Fa.xml": f"<Connector><name>cto_5Fa</name><displayname>A</displayname>{inner}</Connector>",
        "solution/Connectors/cto_5Fa_openapidefinition.json": '{"swagger": "2.0", "host": "a.b.com", "schemes": ["https"]}',
    }


def test_files_of_a_connector(repository: Path) -> None:
    assert find(repository, connector("openapidefinition")) == []
    wanted = ("openapidefinition", "connectionparameters", "policytemplateinstances")
    (finding,) = find(repository, connector(*wanted))
    assert "connectionparameters" in finding.message
    assert len(finding.related) == 2


@pytest.mark.parametrize(
    ("row", "supply"),
    [
        ('type="61" schemaName="cto_/a.js"', {"solution/WebResources/cto_/a.js.data.xml": "<WebResource />"}),
        ('type="61" schemaName="cto_/a.js"', {".gitignore": "solution/WebResources/**/*.js\n"}),
        ('type="61" schemaName="cto_/a.js"', {"map.xml": '<Mapping><Folder map="WebResources" to="dist" /></Mapping>'}),
        ('type="62" schemaName="cto_App"', {"solution/AppModuleSiteMaps/cto_App/AppModuleSiteMap.xml": "<AppModuleSiteMap />"}),
        ('type="80" schemaName="cto_App"', {"solution/AppModules/cto_App/AppModule.xml": "<AppModule />"}),
        (
            f'type="91" id="{{{GONE}}}" schemaName="Contoso.Plugins, Version=1.0.0.0, Culture=neutral"',
            {f"solution/PluginAssemblies/ContosoPlugins-{GONE.upper()}/ContosoPlugins.dll.data.xml": "<PluginAssembly />"},
        ),
        (
            f'type="91" id="{{{GONE}}}" schemaName="Contoso.Plugins, Version=1.0.0.0, Culture=neutral"',
            {"plugins/Contoso.Plugins.csproj": "<Project />"},
        ),
        (
            f'type="91" id="{{{GONE}}}" schemaName="Contoso.Plugins, Version=1.0.0.0, Culture=neutral"',
            {"plugins/P.csproj": "<Project><AssemblyName>Contoso.Plugins</AssemblyName></Project>"},
        ),
        (
            f'type="91" id="{{{GONE}}}" schemaName="Contoso.Plugins, Version=1.0.0.0, Culture=neutral"',
            {"solution/pluginpackages/cto_P/pluginpackage.xml": "<pluginpackage />"},
        ),
        (f'type="92" id="{{{GONE}}}"', {f"solution/SdkMessageProcessingSteps/{{{GONE}}}.xml": "<SdkMessageProcessingStep />"}),
        (f'type="401" id="{{{GONE}}}"', {f"solution/AIModels/{GONE}.xml": "<AIModel />"}),
        (f'type="29" id="{{{GONE}}}"', {f"solution/Workflows/Gone-{GONE.upper()}.json": "{}"}),
    ],
)  # fmt: skip
def test_a_component_that_is_listed_has_a_file(repository: Path, row: str, supply: dict[str, str]) -> None:
    manifest(repository, f'<RootComponent {row} behavior="0" />')
    assert names(find(repository, {}, "root-component-without-file")) == ["root-component-without-file"]
    assert find(repository, supply, "root-component-without-file") == []


def test_a_file_elsewhere_is_no_part_of_the_solution(repository: Path) -> None:
    flow = next(repository.glob("solution/Workflows/*.json"))
    for file in (flow, flow.with_name(flow.name + ".data.xml")):
        file.rename(repository / "solution" / file.name)
    found = find(repository, {}, "root-component-without-file")
    assert names(found) == ["root-component-without-file"]


def test_metadata_alone_is_no_flow(repository: Path) -> None:
    next(repository.glob("solution/Workflows/*.json")).unlink()
    assert names(find(repository, {}, "root-component-without-file")) == ["root-component-without-file"]


CALL = (
    '{{"a":{{"parameterHints":{{"workflowName":{{"value":"{0}"}},"workflowEntityId":{{"value":"{1}"}}}}}}}}'
)
CDS = '<CdsDependencies>{{"cdsdependencies":[{{"logicalname":"{0}","componenttype":29}}]}}</CdsDependencies>'
DEPENDS = '{{"cdsdependencies":[{{"logicalname":"{0}","componenttype":29}}]}}'


@pytest.mark.parametrize(
    ("inner", "count"),
    [
        (f"<ConnectionReferences>{CALL.format(GONE, NOTIFY)}</ConnectionReferences>", 0),
        (f"<ConnectionReferences>{CALL.format(NOTIFY, GONE)}</ConnectionReferences>", 1),
        (f"<CdsDependencies>{DEPENDS.format(NOTIFY)}</CdsDependencies>", 0),
        (f"<CdsDependencies>{DEPENDS.format(GONE)}</CdsDependencies>", 1),
        (
            f"<ConnectionReferences>{CALL.format(NOTIFY, GONE)}</ConnectionReferences>{CDS.format(GONE)}",
            1,
        ),
    ],
)
def test_a_flow_that_an_app_calls(repository: Path, inner: str, count: int) -> None:
    assert names(find(repository, app(inner=inner))) == ["undefined-app-flow"] * count


def test_a_flow_that_the_manifest_declares_to_be_missing_is_known(repository: Path) -> None:
    path = repository / "solution/Other/Solution.xml"
    row = (
        f'<MissingDependencies><MissingDependency><Required type="29" displayName="x" solution="Core (1.0)" id="{{{GONE}}}" />'
        '<Dependent type="300" displayName="Orders" /></MissingDependency></MissingDependencies>'
    )
    path.write_text(path.read_text("utf-8").replace("<MissingDependencies />", row), encoding="utf-8")
    files = app(inner=f"<CdsDependencies>{DEPENDS.format(GONE)}</CdsDependencies>")
    assert find(repository, files, "undefined-app-flow") == []
    report = lint(
        [str(repository)], Config(select=("undefined-app-flow",), root=str(repository), external=(GONE,))
    )
    assert report.findings == ()


def test_what_an_app_or_agent_binds_must_be_defined(repository: Path) -> None:
    inner = '<ConnectionReferences>{"a":{"id":"/apis/shared_sql","xrmConnectionReferenceLogicalName":"cto_Gone"}}</ConnectionReferences>'
    (finding,) = find(repository, app(inner=inner))
    assert finding.rule == "undefined-connection-reference"
    data = "kind: TaskDialog\naction:\n  kind: InvokeConnectorTaskAction\n  connectionReference: cto_Gone2\n"
    found = find(
        repository, {"solution/botcomponents/cto_a.action.B/data": data}, "undefined-connection-reference"
    )
    assert sorted(finding.message.split("'")[3] for finding in found) == ["cto_Gone", "cto_Gone2"]
    find(repository, app(inner=inner.replace("cto_Gone", "CTO_OUTLOOK")))


YAML = {
    "solutions/Orders/solution.yml": "ImportExportXml:\n  SolutionManifest:\n    UniqueName: Orders\n",
    "solutions/Orders/solutioncomponents.yml": "SolutionComponents:\n  Component:\n"
    "  - '@path': /entities/cto_order\n  - '@path': /modernflows/Gone.json\n",
    "entities/cto_order/entity.yml": "Entity:\n  Name: cto_order\n",
}


def test_a_path_of_yaml_sources_must_exist(tmp_path: Path) -> None:
    (finding,) = find(tmp_path, YAML)
    assert (finding.rule, finding.location.line) == ("root-component-without-file", 4)
    assert find(tmp_path, {"modernflows/Gone.json": "{}"}) == []


def test_yaml_sources_may_list_their_publisher(tmp_path: Path) -> None:
    layout = YAML | {"modernflows/Gone.json": "{}"}
    layout["solutions/Orders/solutioncomponents.yml"] += "  - '@path': /publishers/contoso\n"
    for root in ("", "sources/"):
        (tmp_path / root).mkdir(exist_ok=True)
        (finding,) = find(tmp_path / root, layout)
        assert finding.message.startswith(
            "solutioncomponents.yml lists component 'publishers/contoso', but the solution has no file"
        )
        assert find(tmp_path / root, {"publishers/contoso/publisher.yml": "Publisher:\n"}) == []


def test_several_solutions_share_the_files_of_yaml_sources(tmp_path: Path) -> None:
    second = {
        name.replace("Orders", "Second"): text.replace("Orders", "Second") for name, text in YAML.items()
    }
    assert find(tmp_path, YAML | second | {"modernflows/Gone.json": "{}"}) == []


def test_references_that_yaml_sources_do_not_show_are_unknown(tmp_path: Path) -> None:
    files = YAML | {
        "modernflows/Gone.json": "{}",
        "bots/cto_a/bot.yml": "bot:\n  '@schemaname': cto_a\n  name: A\n",
        "botcomponents/cto_a.action.B/data": "kind: TaskDialog\nconnectionReference: cto_Any\n",
        "settings/prod.json": '{"EnvironmentVariables": [], "ConnectionReferences": [{"LogicalName": "cto_Any", '
        '"ConnectionId": "a", "ConnectorId": "/providers/Microsoft.PowerApps/apis/shared_sql"}]}',
    }
    found = find(tmp_path, files, *RULES, "settings-unknown-connection-reference")
    assert names(found) == ["incomplete-solution"]


def test_a_component_with_a_file_of_its_own_is_not_inline(repository: Path) -> None:
    path = repository / "solution/Other/Customizations.xml"
    text = path.read_text("utf-8")
    inline = "<CanvasApps><CanvasApp><Name>cto_orders_2b3c4</Name></CanvasApp></CanvasApps><AIModels><AIModel /></AIModels>"
    path.write_text(text.replace("</ImportExportXml>", inline + "</ImportExportXml>"), encoding="utf-8")
    assert names(find(repository, {}, "inline-component")) == ["inline-component"]
    assert find(repository, app(inner=""), "inline-component") == []


@pytest.mark.parametrize(
    ("mode", "data", "severity"),
    [
        ("1", "", "note"),
        ("1", "kind: AdaptiveDialog\nactions:\n  - kind: InvokeFlowAction\n    flowId: " + NOTIFY, "warning"),
        (
            "1",
            "kind: KnowledgeSourceConfiguration\nsource:\n  kind: SharePointSearchSource\n  site: x",
            "warning",
        ),
        (
            "1",
            "kind: KnowledgeSourceConfiguration\nsource:\n  kind: PublicSiteSearchSource\n  site: x",
            "note",
        ),
        ("2", "kind: TaskDialog\naction:\n  kind: InvokeConnectorTaskAction", ""),
        ("3", "", ""),
        ("4", "", ""),
    ],
)
def test_who_may_talk_to_an_agent(repository: Path, mode: str, data: str, severity: str) -> None:
    files = {
        "solution/bots/cto_a/bot.xml": f'<bot schemaname="cto_a"><authenticationmode>{mode}</authenticationmode></bot>',
        "solution/botcomponents/cto_a.topic.T/data": data,
    }
    found = find(repository, files, "agent-without-authentication")
    assert [finding.severity.label for finding in found] == ([severity] if severity else [])
