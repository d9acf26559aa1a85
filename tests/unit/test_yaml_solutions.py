"""Solutions in YAML: what the manifests say, and files that are recognised by content."""

from __future__ import annotations

from pathlib import Path

import pytest

from pplint.model.places import Site
from pplint.model.problem import Problem, Severity
from pplint.run.placing import place
from tests.unit import solution_files as files

VARIABLE = "environmentvariabledefinitions/cto_Site"
REFERENCE = "connectionreferences/cto_SharePoint/connectionreference.yml"


def line_of(site: Site) -> int:
    from pplint.run.collecting import Raised

    (finding,) = place([Raised("x", Problem("x", site), Severity.NOTE)])
    return finding.location.line


def test_yaml_layout(tmp_path: Path) -> None:
    workspace = files.load(files.write(tmp_path, files.yaml_layout()))
    assert files.problems(workspace) == []
    assert workspace.not_recognised == []
    (solution,) = workspace.solutions
    assert (solution.root, solution.layout, solution.unique_name) == ("", "yaml", "Orders")
    assert (solution.version, solution.managed) == ("1.0.0.1", "0")
    assert (solution.publisher, solution.publisher_prefix) == ("contoso", "cto")
    assert [(row.type, row.id, row.schema_name) for row in solution.root_components] == [
        ("29", files.CHILD, ""),
        ("300", "", "cto_app"),
    ]
    (dependency,) = solution.missing_dependencies
    assert dependency.names() == {"cto_teams"}
    assert (dependency.solution, dependency.dependent_name) == ("Active", "Child flow")
    (flow,) = solution.flows
    assert (flow.id, flow.name, flow.is_on) == (files.CHILD, "Child flow", False)
    (variable,) = solution.environment_variables
    # YAML 1.1 would make a truth value of it; the platform takes the text.
    assert (variable.schema_name, variable.type, variable.default) == ("cto_Site", "boolean", "yes")
    (reference,) = solution.connection_references
    assert (reference.logical_name, reference.display_name) == ("cto_SharePoint", "Orders site")
    assert solution.has_customizations
    assert {document.solution for document in solution.documents} == {solution}


def test_ids_and_names_in_any_case(tmp_path: Path) -> None:
    layout = files.yaml_layout()
    metadata = f"modernflows/{files.CHILD_FILE}.data.yml"
    text = (
        str(layout.pop(metadata))
        .replace(files.CHILD, files.CHILD.upper())
        .replace("  JsonFileName", "  Ignored")
    )
    publisher = layout.pop("publishers/contoso/publisher.yml")
    layout |= {"modernflows/Child/flow.yml": text, "Publishers/Contoso/Publisher.yml": publisher}
    (solution,) = files.load(files.write(tmp_path, layout)).solutions
    assert solution.publisher_prefix == "cto"
    (flow,) = solution.flows
    assert (flow.id, flow.name, flow.is_on) == (files.CHILD, "Child flow", False)


def test_places_in_yaml(tmp_path: Path) -> None:
    (solution,) = files.load(files.write(tmp_path, files.yaml_layout())).solutions
    (variable,) = solution.environment_variables
    (reference,) = solution.connection_references
    assert variable.default_site is not None
    assert line_of(variable.site) == 3
    assert line_of(variable.default_site) == 6
    assert line_of(reference.connector_id_site) == 4
    assert line_of(solution.site) == 4
    assert line_of(solution.root_components[1].site) == 5
    assert line_of(solution.missing_dependencies[0].site) == 3
    assert variable.default_site.owner() is variable
    assert reference.connector_id_site.owner() is reference
    assert solution.root_components[1].site.owner() is solution


def two_solutions() -> files.Files:
    """Orders as it is, and Base with a variable, a shared flow and no connection reference."""
    return {
        **files.yaml_layout(),
        "solutions/Base/solution.yml": files.YAML_MANIFEST.format(name="Base"),
        "solutions/Base/solutioncomponents.yml": (
            "SolutionComponents:\n  Component:\n  - '@path': /environmentvariabledefinitions/cto_Base\n"
            f"  - '@path': /modernflows/{files.CHILD_FILE}\n"
        ),
        "environmentvariabledefinitions/cto_Base/environmentvariabledefinition.xml": files.definition(
            "cto_Base"
        ),
        "environmentvariabledefinitions/cto_Base/environmentvariablevalues.json": files.values("base"),
        "environmentvariabledefinitions/cto_Nobody/environmentvariabledefinition.xml": files.definition(
            "cto_Nobody"
        ),
    }


def test_several_solutions_in_one_tree(tmp_path: Path) -> None:
    workspace = files.load(files.write(tmp_path, two_solutions()))
    base, orders = workspace.solutions
    assert (base.unique_name, orders.unique_name) == ("Base", "Orders")
    assert [variable.schema_name for variable in base.environment_variables] == ["cto_Base"]
    assert base.environment_variables[0].value == "base"
    assert [variable.schema_name for variable in orders.environment_variables] == ["cto_Site"]
    # What both name is loaded once, so that nothing is reported twice.
    assert len(base.flows) == 1
    assert orders.flows == []
    assert [path for path, _ in workspace.not_recognised] == [
        "environmentvariabledefinitions/cto_Nobody/environmentvariabledefinition.xml"
    ]
    assert files.problems(workspace) == [
        (
            "incomplete-solution",
            "solutions/Base/solution.yml",
            "solution 'Base' has no file of connection references, so its connection references are unknown; commit the file",
        )
    ]
    assert not base.has_customizations
    assert orders.has_customizations


def test_a_solution_alone_has_what_its_list_does_not_name(tmp_path: Path) -> None:
    layout = files.yaml_layout()
    layout["solutions/Orders/solutioncomponents.yml"] = (
        "SolutionComponents:\n  Component:\n    '@path': /entities/x\n"
    )
    workspace = files.load(files.write(tmp_path, layout))
    (solution,) = workspace.solutions
    assert (
        len(solution.flows) == len(solution.environment_variables) == len(solution.connection_references) == 1
    )
    assert f"modernflows/{files.CHILD_FILE}" in [path for path, _ in workspace.not_recognised]


def test_without_a_list_of_components(tmp_path: Path) -> None:
    layout = files.yaml_layout()
    del layout["solutions/Orders/solutioncomponents.yml"]
    workspace = files.load(files.write(tmp_path, layout))
    assert len(workspace.flows) == len(workspace.environment_variables) == 1
    assert workspace.not_recognised == []


def test_the_list_as_the_documentation_writes_it(tmp_path: Path) -> None:
    layout = two_solutions()
    layout["solutions/Base/solutioncomponents.yml"] = "- Path: environmentvariabledefinitions/cto_Base\n"
    base, orders = files.load(files.write(tmp_path, layout)).solutions
    assert [variable.schema_name for variable in base.environment_variables] == ["cto_Base"]
    assert len(orders.flows) == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            f"{VARIABLE}/environmentvariabledefinition.UNSURE.yml",
            "---\nenvironmentvariabledefinition:\n  schemaname: cto_Site\n  type: 100000004\n",
        ),
        (f"{VARIABLE}/environmentvariabledefinition.xml", files.definition("cto_Site", "100000004")),
        (
            f"{VARIABLE}/definition.yaml",
            "\n# first\n\n'environmentvariabledefinition':\n  '@schemaname': cto_Site\n  '@type': '100000004'\n",
        ),
    ],
)
def test_definitions_by_content(tmp_path: Path, path: str, text: str) -> None:
    layout = files.yaml_layout()
    del layout[f"{VARIABLE}/environmentvariabledefinition.yml"]
    files.write(tmp_path, {**layout, path: text})
    (variable,) = files.load(tmp_path).environment_variables
    assert (variable.schema_name, variable.type) == ("cto_Site", "data-source")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (f"{VARIABLE}/environmentvariablevalues.json", files.values("no")),
        (
            f"{VARIABLE}/environmentvariablevalues.yml",
            "environmentvariablevalues:\n  environmentvariablevalue:\n    value: no\n",
        ),
        (
            "environment_variable_values.json",
            '{"EnvironmentVariableValues":[{"EnvironmentVariableDefinition.SchemaName":"cto_Site","Value":"no"}]}',
        ),
    ],
)
def test_values(tmp_path: Path, path: str, text: str) -> None:
    (variable,) = files.load(files.write(tmp_path, {**files.yaml_layout(), path: text})).environment_variables
    assert variable.value == "no"
    assert variable.values[0].site.owner() is variable


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "connectionreferences/all.yml",
            (
                "connectionreferences:\n  connectionreference:\n"
                "  - '@connectionreferencelogicalname': cto_SharePoint\n    connectorid: /x/shared_sharepointonline\n"
                "  - '@connectionreferencelogicalname': cto_Other\n    connectorid: /x/shared_sql\n"
            ),
        ),
        (
            "anywhere/else.yml",
            (
                "connectionreference:\n  connectionreferencelogicalname: cto_SharePoint\n"
                "  connectorid: /x/shared_sharepointonline\n"
            ),
        ),
        ("customizations/customizations.xml", files.customizations()),
    ],
)
def test_connection_references_by_content(tmp_path: Path, path: str, text: str) -> None:
    layout = files.yaml_layout()
    del layout[REFERENCE]
    workspace = files.load(files.write(tmp_path, {**layout, path: text}))
    assert files.problems(workspace) == []
    reference = workspace.connection_references[0]
    assert (reference.logical_name, reference.api_name) == ("cto_SharePoint", "shared_sharepointonline")
    assert reference.site.owner() is reference


@pytest.mark.parametrize(
    ("flow", "metadata"),
    [
        (f"modernflows/{files.CHILD_FILE}", f"modernflows/{files.CHILD_FILE}.data.yml"),
        (f"modernflows/{files.CHILD_FILE}", f"modernflows/{files.CHILD_FILE}.data.xml"),
        (f"modernflows/child/{files.CHILD_FILE}", "modernflows/child/workflow.yml"),
        (f"workflows/{files.CHILD_FILE}", "workflows/workflow.yml"),
        ("modernflows/child/definition.json", "modernflows/child/workflow.yml"),
    ],
)
def test_metadata_of_flows(tmp_path: Path, flow: str, metadata: str) -> None:
    layout = files.yaml_layout()
    del layout[f"modernflows/{files.CHILD_FILE}"], layout[f"modernflows/{files.CHILD_FILE}.data.yml"]
    if metadata.endswith(".xml"):
        text = files.workflow(files.CHILD, "Child flow", files.CHILD_FILE, state="0")
    else:
        text = f"Workflow:\n  '@WorkflowId': '{{{files.CHILD}}}'\n  Category: 5\n  StateCode: 0\n  '@Name': Child flow\n"
    (found,) = files.load(files.write(tmp_path, {**layout, flow: files.flow(), metadata: text})).flows
    assert (found.id, found.name, found.is_on) == (files.CHILD, "Child flow", False)


def test_what_was_not_recognised_is_noted_and_broken_files_are_findings(tmp_path: Path) -> None:
    strange = {
        "environmentvariabledefinitions/cto_Odd/environmentvariabledefinition.yml": "Definition:\n  name: cto_Odd\n",
        "connectionreferences/broken.yml": "connectionreference: [\n",
        "entities/table/entity.yml": "broken: [",
        "modernflows/odd.json": "{}",
        "canvasapps/app/Src/App.pa.yaml": "App: [",
    }
    workspace = files.load(files.write(tmp_path, {**files.yaml_layout(), **strange}))
    assert [(rule, path) for rule, path, _ in files.problems(workspace)] == [
        ("malformed-yaml", "connectionreferences/broken.yml")
    ]
    noted = [path for path, reason in workspace.not_recognised if "definition nor" in reason]
    assert noted == ["environmentvariabledefinitions/cto_Odd/environmentvariabledefinition.yml"]
    assert workspace.solutions[0].unrecognised == ["modernflows/odd.json"]
    assert len(workspace.connection_references) == 1


def test_a_broken_manifest_is_a_finding_and_the_rest_is_read(tmp_path: Path) -> None:
    files.write(tmp_path, {**files.yaml_layout(), "solutions/Orders/solution.yml": "a: b: c\n"})
    workspace = files.load(tmp_path)
    assert [rule for rule, _, _ in files.problems(workspace)] == ["malformed-yaml"]
    (solution,) = workspace.solutions
    assert solution.unique_name == ""
    assert len(solution.flows) == 1


@pytest.mark.parametrize(
    "text", ["RootComponents: {}\n", "RootComponents:\n  RootComponent: {}\n", "", "[]", "x"]
)
def test_manifests_with_nothing_in_them(tmp_path: Path, text: str) -> None:
    names = ("rootcomponents", "missingdependencies", "solutioncomponents")
    files.write(tmp_path, {**files.yaml_layout(), **{f"solutions/Orders/{name}.yml": text for name in names}})
    (solution,) = files.load(tmp_path).solutions
    assert solution.root_components == []
    assert solution.missing_dependencies == []


def test_xml_solutions_in_a_folder_of_that_name_are_no_yaml(tmp_path: Path) -> None:
    workspace = files.load(files.write(tmp_path, files.xml_layout("solutions/Orders/src")))
    assert [(solution.root, solution.layout) for solution in workspace.solutions] == [
        ("solutions/Orders/src", "xml")
    ]
