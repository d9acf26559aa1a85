"""Every way in which a solution lies on disk gives the same model."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from pplint.errors import NothingToCheck
from pplint.model.workspace import Solution, Workspace
from tests.unit import solution_files as files


def only(workspace: Workspace) -> Solution:
    assert files.problems(workspace) == []
    assert len(workspace.solutions) == 1
    return workspace.solutions[0]


def check_orders(solution: Solution) -> None:
    assert solution.unique_name == "Orders"
    assert solution.version == "1.2.0.3"
    assert (solution.publisher, solution.publisher_prefix) == ("contoso", "cto")
    (flow,) = solution.flows
    assert (flow.id, flow.name, flow.is_on, flow.category) == (files.CHILD, "Child flow", False, "5")
    assert flow.description == "What Child flow is for"
    assert flow.json_file_name == f"/Workflows/{files.CHILD_FILE}"
    assert flow.has_metadata
    assert flow.metadata_site is not None
    assert flow.metadata_site.owner() is flow
    assert [action.name for action in flow.actions] == ["Compose"]
    (process,) = solution.workflows
    assert (process.id, process.name, process.category, process.is_on) == (files.PARENT, "Old", "0", True)
    (variable,) = solution.environment_variables
    assert (variable.schema_name, variable.display_name, variable.type) == ("cto_Site", "Site", "string")
    assert variable.default == "https://contoso.sharepoint.com/sites/dev"
    assert variable.value == "https://contoso.sharepoint.com/sites/test"
    assert variable.values[0].site.owner() is variable
    (reference,) = solution.connection_references
    assert (reference.logical_name, reference.display_name) == ("cto_SharePoint", "Orders site")
    assert reference.api_name == "shared_sharepointonline"
    assert reference.site.owner() is reference
    assert solution.has_customizations
    assert {document.solution for document in solution.documents} == {solution}


def test_xml_layout(tmp_path: Path) -> None:
    workspace = files.load(files.write(tmp_path, files.xml_layout("src")))
    solution = only(workspace)
    assert (solution.root, solution.layout) == ("src", "xml")
    check_orders(solution)
    assert workspace.not_recognised == []


@pytest.mark.parametrize("root", ["", "src", "a/b/src"])
def test_the_root_may_be_anywhere(tmp_path: Path, root: str) -> None:
    check_orders(only(files.load(files.write(tmp_path, files.xml_layout(root)))))


def test_plain_unzip(tmp_path: Path) -> None:
    solution = only(files.load(files.write(tmp_path, files.plain_unzip("unzipped"))))
    assert (solution.root, solution.layout) == ("unzipped", "plain-unzip")
    check_orders(solution)


@pytest.mark.parametrize("without", ["[Content_Types].xml", "customizations.xml"])
def test_one_companion_is_enough_for_a_plain_unzip(tmp_path: Path, without: str) -> None:
    layout = files.plain_unzip("x")
    del layout[f"x/{without}"]
    workspace = files.load(files.write(tmp_path, layout))
    assert [solution.layout for solution in workspace.solutions] == ["plain-unzip"]
    incomplete = ["incomplete-solution"] if without == "customizations.xml" else []
    assert [rule for rule, _, _ in files.problems(workspace)] == incomplete


def test_a_manifest_without_companions_is_no_solution(tmp_path: Path) -> None:
    with pytest.raises(NothingToCheck):
        files.load(files.write(tmp_path, {"x/solution.xml": files.manifest()}))


def test_a_plain_unzip_in_a_folder_named_other(tmp_path: Path) -> None:
    workspace = files.load(
        files.write(tmp_path, files.plain_unzip("x/other/y") | files.plain_unzip("z/Unzip"))
    )
    assert [solution.root for solution in workspace.solutions] == ["x/other/y", "z/Unzip"]
    inside = {f"Other/{name}": text for name, text in files.plain_unzip().items()}
    (solution,) = files.load(files.write(tmp_path / "second", inside)).solutions
    assert (solution.root, solution.layout, len(solution.flows)) == ("Other", "plain-unzip", 1)


@pytest.mark.parametrize(("state", "is_on"), [("1", True), ("0", False), ("", None)])
def test_the_state_of_a_flow(tmp_path: Path, state: str, is_on: bool | None) -> None:
    metadata = files.workflow(files.CHILD.upper(), "Child flow", files.CHILD_FILE, state=state)
    path = f"src/Workflows/{files.CHILD_FILE}.data.xml"
    (flow,) = only(files.load(files.write(tmp_path, {**files.xml_layout("src"), path: metadata}))).flows
    assert (flow.id, flow.metadata_id, flow.is_on) == (files.CHILD, files.CHILD, is_on)


def test_names_in_any_case(tmp_path: Path) -> None:
    lowered = {
        "/".join(part.lower() for part in name.split("/")): text
        for name, text in files.xml_layout("src").items()
    }
    check_orders(only(files.load(files.write(tmp_path, lowered))))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("layout", [files.xml_layout, files.plain_unzip])
def test_encodings(tmp_path: Path, encoding: str, layout: object) -> None:
    assert callable(layout)
    encoded = {
        name: text.replace(">", ">\r\n", 1).encode(encoding) if isinstance(text, str) else text
        for name, text in layout("src").items()
    }
    check_orders(only(files.load(files.write(tmp_path, encoded))))


def test_an_encoding_that_the_declaration_denies(tmp_path: Path) -> None:
    text = '<?xml version="1.0" encoding="utf-8"?>\n' + files.manifest()
    files.write(tmp_path, {**files.xml_layout("src"), "src/Other/Solution.xml": text.encode("utf-16")})
    check_orders(only(files.load(tmp_path)))


def test_a_folder_inside_a_solution_belongs_to_it(tmp_path: Path) -> None:
    files.write(tmp_path, files.xml_layout("repository/src"))
    for inside in (
        "repository/src/Workflows",
        "repository/src/Other",
        f"repository/src/Workflows/{files.CHILD_FILE}",
    ):
        workspace = files.load(tmp_path, inside)
        assert [solution.layout for solution in workspace.solutions] == ["xml"], inside
        check_orders(workspace.solutions[0])


def test_managed_and_unmanaged_trees_are_copies(tmp_path: Path) -> None:
    files.write(tmp_path, {**files.xml_layout("Orders/Managed"), **files.xml_layout("Orders/Unmanaged")})
    managed, unmanaged = files.load(tmp_path).solutions
    assert (managed.root, unmanaged.root) == ("Orders/Managed", "Orders/Unmanaged")
    assert managed.copies == [unmanaged]
    assert unmanaged.copies == [managed]


def test_twins_of_package_type_both_are_read_once(tmp_path: Path) -> None:
    variable = "src/environmentvariabledefinitions/cto_Site/environmentvariabledefinition"
    files.write(tmp_path, {**files.xml_layout("src"), f"{variable}_managed.xml": "not <xml"})
    check_orders(only(files.load(tmp_path)))


def test_a_nested_root_keeps_its_own_files(tmp_path: Path) -> None:
    files.write(tmp_path, {**files.xml_layout(""), **files.xml_layout("copies/Base", "Base")})
    outer, inner = files.load(tmp_path).solutions
    assert (outer.root, inner.root) == ("", "copies/Base")
    assert not [path for path in outer.files if path.startswith("copies/")]
    assert len(outer.flows) == len(inner.flows) == 1
    assert outer.copies == []


def test_a_flow_without_metadata_is_loaded_all_the_same(tmp_path: Path) -> None:
    layout = files.xml_layout("src")
    del layout[f"src/Workflows/{files.CHILD_FILE}.data.xml"]
    (flow,) = only(files.load(files.write(tmp_path, layout))).flows
    assert (flow.id, flow.name, flow.is_on, flow.has_metadata) == (files.CHILD, "Child", None, False)


def test_metadata_without_a_flow_is_noted(tmp_path: Path) -> None:
    layout = files.xml_layout("src")
    del layout[f"src/Workflows/{files.CHILD_FILE}"]
    workspace = files.load(files.write(tmp_path, layout))
    assert only(workspace).flows == []
    assert [path for path, _ in workspace.not_recognised] == [f"src/Workflows/{files.CHILD_FILE}.data.xml"]


def test_metadata_in_the_customizations_is_found_by_id_where_the_file_was_renamed(tmp_path: Path) -> None:
    layout = files.plain_unzip()
    layout[f"Workflows/Renamed-{files.CHILD.upper()}.json"] = layout.pop(f"Workflows/{files.CHILD_FILE}")
    check_orders(only(files.load(files.write(tmp_path, layout))))


def test_metadata_in_the_customizations_is_found_by_file_where_the_name_has_no_id(tmp_path: Path) -> None:
    inside = files.workflow(files.CHILD, "Child flow", "Plain.json", state="0")
    layout = files.plain_unzip() | {"customizations.xml": files.customizations(workflows=inside)}
    layout["Workflows/Plain.json"] = layout.pop(f"Workflows/{files.CHILD_FILE}")
    (flow,) = only(files.load(files.write(tmp_path, layout))).flows
    assert (flow.id, flow.name, flow.is_on) == (files.CHILD, "Child flow", False)


def test_the_note_inside_a_flow_is_its_description_where_the_metadata_has_none(tmp_path: Path) -> None:
    noted = json.loads(files.flow())
    noted["properties"]["definition"]["description"] = "inside"
    path = f"src/Workflows/{files.CHILD_FILE}"
    layout = {**files.xml_layout("src"), path: json.dumps(noted)}
    assert only(files.load(files.write(tmp_path, layout))).flows[0].description == "What Child flow is for"
    (tmp_path / f"{path}.data.xml").unlink()
    (flow,) = only(files.load(tmp_path)).flows
    assert flow.description == "inside"
    assert flow.description_site is not None
    assert flow.description_site.owner() is flow


def test_a_customizations_file_alone_is_no_solution(tmp_path: Path) -> None:
    layout: files.Files = {"customizations.xml": files.customizations(), "twelve12.txt": ""}
    with pytest.raises(NothingToCheck):
        files.load(files.write(tmp_path, layout))


@pytest.mark.parametrize(
    "label", ["<displayname />", "<displayname><label languagecode='1033' /></displayname>", ""]
)
def test_a_variable_without_a_name_to_show(tmp_path: Path, label: str) -> None:
    path = "src/environmentvariabledefinitions/cto_Site/environmentvariabledefinition.xml"
    text = f"<environmentvariabledefinition schemaname='cto_Site'>{label}</environmentvariabledefinition>"
    (variable,) = only(
        files.load(files.write(tmp_path, {**files.xml_layout("src"), path: text}))
    ).environment_variables
    assert (variable.display_name, variable.description, variable.default) == ("", "", None)


def test_json_of_another_shape_is_not_taken_for_a_flow(tmp_path: Path) -> None:
    bare = '{"$schema": "x", "contentVersion": "1.0.0.0", "triggers": {}, "actions": {}}'
    files.write(tmp_path, {**files.xml_layout("src"), "src/Workflows/Bare.json": bare})
    solution = only(files.load(tmp_path))
    assert solution.unrecognised == ["src/Workflows/Bare.json"]
    assert len(solution.flows) == 1


def test_a_desktop_flow_is_no_cloud_flow(tmp_path: Path) -> None:
    name = f"Desktop-{files.PARENT.upper()}.json"
    metadata = files.workflow(files.PARENT, "Desktop", name, category="6")
    layout = {f"src/Workflows/{name}": files.flow(), f"src/Workflows/{name}.data.xml": metadata}
    solution = only(files.load(files.write(tmp_path, {**files.xml_layout("src"), **layout})))
    assert [flow.name for flow in solution.flows] == ["Child flow"]
    assert "Desktop" in [process.name for process in solution.workflows]


def test_files_that_differ_in_case_alone_are_noted(tmp_path: Path) -> None:
    files.write(tmp_path, {**files.xml_layout("src"), f"src/workflows/{files.CHILD_FILE}": files.flow()})
    if len(os.listdir(tmp_path / "src")) == 3:
        pytest.skip("the file system does not tell upper from lower case")
    workspace = files.load(tmp_path)
    assert len(only(workspace).flows) == 1
    assert len(workspace.not_recognised) == 1


def test_a_solution_without_customizations_is_incomplete(tmp_path: Path) -> None:
    layout = files.xml_layout("src")
    del layout["src/Other/Customizations.xml"]
    workspace = files.load(files.write(tmp_path, layout))
    assert [rule for rule, _, _ in files.problems(workspace)] == ["incomplete-solution"]
    assert not workspace.solutions[0].has_customizations


def test_broken_customizations_are_a_finding_and_the_rest_is_read(tmp_path: Path) -> None:
    layout = {**files.xml_layout("src"), "src/Other/Customizations.xml": "<ImportExportXml>"}
    workspace = files.load(files.write(tmp_path, layout))
    assert [rule for rule, _, _ in files.problems(workspace)] == ["malformed-xml"]
    (solution,) = workspace.solutions
    assert not solution.has_customizations
    assert len(solution.flows) == len(solution.environment_variables) == 1


def test_a_broken_manifest_leaves_a_solution_without_a_name(tmp_path: Path) -> None:
    workspace = files.load(
        files.write(tmp_path, {**files.xml_layout("src"), "src/Other/Solution.xml": "<a><b></a>"})
    )
    (solution,) = workspace.solutions
    assert (solution.unique_name, solution.label) == ("", "src")
    assert len(solution.flows) == 1


def test_xml_goes_before_a_plain_unzip_in_one_folder(tmp_path: Path) -> None:
    workspace = files.load(files.write(tmp_path, {**files.plain_unzip(), **files.xml_layout()}))
    assert only(workspace).layout == "xml"
    assert [path for path, _ in workspace.not_recognised] == ["solution.xml"]


def test_skipped_folders(tmp_path: Path) -> None:
    layout: files.Files = {}
    for folder in ("node_modules/x", "bin", "obj/y", ".hidden", ".git/z"):
        layout |= files.xml_layout(folder, "Skipped")
    files.write(tmp_path, {**files.xml_layout("src"), **layout})
    check_orders(only(files.load(tmp_path)))


def test_the_repository_data_of_a_root_at_the_top_is_no_part_of_the_solution(tmp_path: Path) -> None:
    files.write(tmp_path, {**files.xml_layout(""), ".git/objects/ab/cd": "x", "bin/tool.json": "{}"})
    solution = only(files.load(tmp_path))
    assert not [path for path in solution.files if path.startswith(".git/")]
    assert "bin/tool.json" in solution.files


def test_definitions_of_2020_in_the_customizations(tmp_path: Path) -> None:
    old = (
        '<EnvironmentVariables><Definition IntroducedVersion="1.0.0.0"><SchemaName>cto_OrgName</SchemaName>'
        "<IsRequired>0</IsRequired><Type>100000001</Type><DefaultValue>7</DefaultValue><DisplayName>"
        '<LocalizedNames><LocalizedName description="Org name" languagecode="1033" /></LocalizedNames>'
        "</DisplayName></Definition><Definition><Name>cto_Older</Name><Type>100000000</Type></Definition>"
        "</EnvironmentVariables>"
    )
    value = (
        '{"EnvironmentVariableValues": [{"EnvironmentVariableDefinition.SchemaName": "cto_orgname", "Value": "8"},'
        '{"EnvironmentVariableDefinition.SchemaName": "cto_Elsewhere", "Value": "9"}, 7]}'
    )
    layout: files.Files = {
        "src/Other/Solution.xml": files.manifest(),
        "src/Other/Customizations.xml": files.customizations(old),
        "src/environment_variable_values.json": value.encode("utf-16"),
    }
    first, older = only(files.load(files.write(tmp_path, layout))).environment_variables
    assert (first.schema_name, first.display_name, first.type) == ("cto_OrgName", "Org name", "number")
    assert (first.default, first.value) == ("7", "8")
    assert first.site.owner() is first
    assert first.values[0].site.owner() is first
    assert (older.schema_name, older.value) == ("cto_Older", None)


def test_definitions_of_2020_in_a_folder(tmp_path: Path) -> None:
    one = "<Definition><SchemaName>cto_One</SchemaName><Type>100000003</Type></Definition>"
    value = '{"EnvironmentVariableValues": [{"EnvironmentVariableDefinition.SchemaName": "cto_One", "Value": "{}"}]}'
    layout: files.Files = {
        "src/Other/Solution.xml": files.manifest(),
        "src/Other/Customizations.xml": files.customizations(),
        "src/EnvironmentVariables/cto_One.xml": one.encode("utf-8-sig"),
        "src/EnvironmentVariables/environment_variable_values.json": value.encode("utf-16"),
    }
    workspace = files.load(files.write(tmp_path, layout))
    (variable,) = only(workspace).environment_variables
    assert (variable.schema_name, variable.type, variable.value) == ("cto_One", "json", "{}")
    assert workspace.not_recognised == []
    path = "src/EnvironmentVariables/environment_variable_values.json"
    files.write(tmp_path, {path: "{}"})
    assert [noted for noted, _ in files.load(tmp_path).not_recognised] == [path]


@pytest.mark.parametrize("place", ["src/EnvironmentVariables.xml", "src/Other/environmentvariables.xml"])
@pytest.mark.parametrize(
    "text",
    [
        (
            "<EnvironmentVariables><EnvironmentVariable><SchemaName>cto_Hand</SchemaName><DisplayName>Hand made</DisplayName>"
            "<Type>Boolean</Type><DefaultValue>yes</DefaultValue><Value>no</Value></EnvironmentVariable></EnvironmentVariables>"
        ),
        (
            '<environmentvariables><ENVIRONMENTVARIABLEDEFINITION SCHEMANAME="cto_Hand" displayName="Hand made" '
            'type="100000002" defaultvalue="yes" value="no" /></environmentvariables>'
        ),
        (
            "<ImportExportXml><EnvironmentVariableDefinitions><environmentVariableDefinition schemaName='cto_Hand'>"
            "<displayname default='Hand made' /><type>100000002</type><defaultValue>yes</defaultValue>"
            "<currentvalue>no</currentvalue></environmentVariableDefinition></EnvironmentVariableDefinitions></ImportExportXml>"
        ),
    ],
)
def test_definitions_by_hand(tmp_path: Path, place: str, text: str) -> None:
    first, second = only(
        files.load(files.write(tmp_path, {**files.xml_layout("src"), place: text}))
    ).environment_variables
    assert first.schema_name == "cto_Site"
    assert (second.schema_name, second.display_name, second.type) == ("cto_Hand", "Hand made", "boolean")
    assert (second.default, second.value) == ("yes", "no")


def test_definitions_by_hand_do_not_repeat_others(tmp_path: Path) -> None:
    text = '<x><EnvironmentVariable SchemaName="CTO_SITE" /></x>'
    files.write(tmp_path, {**files.xml_layout("src"), "src/EnvironmentVariables.xml": text})
    check_orders(only(files.load(tmp_path)))


def test_a_file_by_hand_without_definitions_is_noted(tmp_path: Path) -> None:
    files.write(tmp_path, {**files.xml_layout("src"), "src/EnvironmentVariables.xml": "<x><y /></x>"})
    assert [path for path, _ in files.load(tmp_path).not_recognised] == ["src/EnvironmentVariables.xml"]


def test_legacy_package(tmp_path: Path) -> None:
    solution = only(files.load(files.write(tmp_path, files.package())))
    assert (solution.root, solution.layout, solution.unique_name) == ("Package", "package", "")
    assert solution.name == "Remindings"
    assert not solution.has_customizations
    (flow,) = solution.flows
    assert (flow.id, flow.name, flow.is_on) == (files.PARENT, "Remind me", False)
    assert flow.is_legacy_package
    assert flow.site.owner() is flow


@pytest.mark.parametrize("root", ["Package/", ""])
def test_legacy_package_without_a_manifest(tmp_path: Path, root: str) -> None:
    path = f"{root}flows/{files.CHILD}/definition.json"
    (flow,) = only(files.load(files.write(tmp_path, {path: files.flow(displayName="Loose")}))).flows
    assert (flow.id, flow.name, flow.is_on) == (files.CHILD, "Loose", None)
    assert flow.is_legacy_package


def test_a_definition_in_any_other_folder_is_no_package(tmp_path: Path) -> None:
    files.write(tmp_path, {**files.xml_layout("src"), "flows/mine/definition.json": files.flow()})
    check_orders(only(files.load(tmp_path)))


def test_the_folder_inside_a_package_belongs_to_it(tmp_path: Path) -> None:
    files.write(tmp_path, files.package())
    solution = only(files.load(tmp_path, f"Package/Microsoft.Flow/flows/{files.CHILD}"))
    assert [flow.name for flow in solution.flows] == ["Remind me"]


def test_links_are_not_followed(tmp_path: Path) -> None:
    files.write(tmp_path / "elsewhere", {"secret.json": files.flow()})
    root = files.write(tmp_path / "repository", files.xml_layout("src"))
    try:
        (root / "src/Workflows/Linked.json").symlink_to(tmp_path / "elsewhere/secret.json")
        (root / "src/Linked").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    except OSError:
        pytest.skip("no links here")
    workspace = files.load(root)
    check_orders(only(workspace))
    assert len(workspace.notifications) == 1
    assert workspace.notifications[0].startswith("2 symbolic links were not followed")


def test_excluded_paths_do_not_exist(tmp_path: Path) -> None:
    from pplint.config.config import Config
    from pplint.roots import find_workspace_roots
    from pplint.workspace import load_workspace

    files.write(tmp_path, {**files.xml_layout("src"), **files.xml_layout("archive/src", "Archived")})
    for glob in ("archive", "archive/**", "**/archive", "arch*"):
        workspace = load_workspace(find_workspace_roots([str(tmp_path)]), Config(exclude=(glob,)))
        check_orders(only(workspace))
