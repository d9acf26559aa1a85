"""Which settings file is for which target, and belongs to which solutions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pplint.config.config import Config
from pplint.model.settings import SettingsFile
from pplint.model.workspace import Workspace
from pplint.roots import find_workspace_roots
from pplint.workspace import load_workspace

Files = dict[str, str]


def solution(
    root: str,
    name: str,
    variables: str = "",
    references: str = "",
    managed: str = "0",
    id: str = "1",
    **more: str,
) -> Files:
    """A solution whose variables and references are given by one letter each: ``a`` is ``cto_a``."""
    inner = "".join(
        f'<connectionreference connectionreferencelogicalname="cto_ref{letter}"/>' for letter in references
    )
    files = {
        f"{root}/Other/Solution.xml": f"<ImportExportXml><SolutionManifest><UniqueName>{name}</UniqueName>"
        f"<Version>{more.get('version', '1.0')}</Version><Managed>{managed}</Managed><RootComponents>"
        f'<RootComponent type="29" id="{{{id}}}"/></RootComponents></SolutionManifest></ImportExportXml>',
        f"{root}/Other/Customizations.xml": f"<ImportExportXml><connectionreferences>{inner}"
        "</connectionreferences></ImportExportXml>",
    }
    for letter in variables:
        path = f"{root}/environmentvariabledefinitions/cto_{letter}/environmentvariabledefinition.xml"
        files[path] = f'<environmentvariabledefinition schemaname="cto_{letter}"/>'
    return files


def entries(variables: str = "", references: str = "", value: str = "x") -> str:
    return json.dumps(
        {
            "EnvironmentVariables": [{"SchemaName": f"cto_{v}", "Value": value} for v in variables],
            "ConnectionReferences": [
                {"LogicalName": f"cto_ref{r}", "ConnectionId": value, "ConnectorId": "x"} for r in references
            ],
        }
    )


def load(folder: Path, files: Files, config: Config | None = None) -> Workspace:
    for name, body in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body)
    return load_workspace(find_workspace_roots([str(folder)], str(folder)), config or Config())


def only(folder: Path, files: Files, config: Config | None = None) -> SettingsFile:
    (settings,) = load(folder, files, config).settings_files
    return settings


def roots(settings: SettingsFile) -> list[str]:
    return [solution.root for solution in settings.solutions]


def test_names_decide(tmp_path: Path) -> None:
    files = solution("one", "One", "ab", "x") | solution("two", "Two", "cd", "y", id="2")
    settings = only(tmp_path, files | {"one/../settings/prod.json": entries("CD")})
    assert roots(settings) == ["two"]
    assert settings.find_environment_variable("CTO_C") is not None
    assert settings.find_environment_variable("cto_a") is None


def test_a_file_for_several_solutions(tmp_path: Path) -> None:
    files = (
        solution("s/one", "One", "ab")
        | solution("s/two", "Two", "cdefg", id="2")
        | solution("s/three", "T", "z")
    )
    assert roots(only(tmp_path, files | {"settings/prod.json": entries("abc")})) == ["s/one", "s/two"]


def test_the_nearer_solution_is_preferred_to_one_that_matches_a_little_better(tmp_path: Path) -> None:
    files = solution("orders/src", "Orders", "abc") | solution("archive/orders", "OrdersOld", "abcd", id="2")
    assert roots(only(tmp_path, files | {"orders/config/prod.json": entries("abcd")})) == ["orders/src"]


def test_a_far_solution_needs_more_than_a_name(tmp_path: Path) -> None:
    files = solution("orders/src", "Orders", "abc") | solution("legacy/src", "Legacy", "defghi", id="2")
    assert roots(only(tmp_path / "1", files | {"orders/config/prod.json": entries("abcd")})) == ["orders/src"]
    both = files | {"orders/config/prod.json": entries("abcdef")}
    assert roots(only(tmp_path / "2", both)) == ["orders/src", "legacy/src"]


def test_of_copies_the_nearest_and_the_unmanaged_one(tmp_path: Path) -> None:
    files = solution("x/managed", "Orders", "ab", managed="1") | solution("x/unmanaged", "Orders", "ab")
    files |= solution("archive/x", "Orders", "abc", version="0.9")
    workspace = load(tmp_path, files | {"x/settings/prod.json": entries("abc")})
    assert roots(workspace.settings_files[0]) == ["x/unmanaged"]
    assert {s.root: sorted(c.root for c in s.copies) for s in workspace.solutions}["archive/x"] == [
        "x/managed",
        "x/unmanaged",
    ]


def test_one_name_without_a_common_component_is_no_copy(tmp_path: Path) -> None:
    files = solution("a", "Sample", "a", id="1") | solution("b", "Sample", "b", id="2")
    assert [s.copies for s in load(tmp_path, files).solutions] == [[], []]


def test_the_layout_of_the_alm_accelerator(tmp_path: Path) -> None:
    files: Files = {}
    for number, name in enumerate(("Base", "Orders")):
        files |= solution(f"{name}/SolutionPackage/src", name, name[0].lower(), id=str(number))
        for stage in ("Prod", "Test"):
            files[f"{name}/config/{stage}/deploymentSettings.json"] = entries()
            files[f"{name}/config/{stage}/customDeploymentSettings.json"] = (
                '{"ActivateFlowConfiguration": []}'
            )
    workspace = load(tmp_path, files)
    assert [(s.document.path, s.target, s.role, roots(s)) for s in workspace.settings_files] == [
        (
            f"{name}/config/{stage}/deploymentSettings.json",
            stage.lower(),
            "target",
            [f"{name}/SolutionPackage/src"],
        )
        for name in ("Base", "Orders")
        for stage in ("Prod", "Test")
    ]


def test_a_file_that_fits_nothing_belongs_to_nothing(tmp_path: Path) -> None:
    settings = only(tmp_path, solution("one", "One", "ab") | {"settings/prod.json": entries("xyz", "q")})
    assert (settings.solutions, settings.variable_definitions, settings.why_solutions) == ([], {}, "")


def test_references_of_a_solution_without_customizations_are_unknown(tmp_path: Path) -> None:
    files = solution("one", "One", "a") | solution("far/two", "Two", "b", id="2")
    del files["one/Other/Customizations.xml"]
    assert roots(only(tmp_path, files | {"settings/prod.json": entries("", "xy")})) == ["one"]


def test_the_configuration_goes_first(tmp_path: Path) -> None:
    config = Config(associate={"settings/*.json": ("Two",)}, environments={"live": "settings/a.json"})
    files = solution("one", "One", "ab") | solution("two", "Two", "cd", id="2")
    settings = only(tmp_path, files | {"settings/a.json": entries("ab")}, config)
    assert (roots(settings), settings.target, settings.role) == (["two"], "live", "target")


WORKFLOW = """\
jobs:
  go:
    environment: {environment}
    steps:
      - uses: microsoft/powerplatform-actions/import-solution@v1
        with:
          solution-file: out/{solution}_managed.zip
          use-deployment-settings-file: true
          deployment-settings-file: {path}
"""


@pytest.mark.parametrize(
    "body", [entries("", value=""), entries("a", value=""), "{}", '{"EnvironmentVariables": []}']
)
def test_what_a_pipeline_passes_is_a_targets_file(tmp_path: Path, body: str) -> None:
    pipeline = WORKFLOW.format(environment="uat", solution="One", path="deploy/template.json")
    files = solution("one", "One", "a") | {"deploy/template.json": body, ".github/workflows/d.yml": pipeline}
    settings = only(tmp_path, files)
    assert (settings.role, settings.target, roots(settings)) == ("target", "uat", ["one"])
    assert settings.why_target == "'.github/workflows/d.yml' passes it to an import"


def test_a_pattern_does_not_make_a_template_a_target(tmp_path: Path) -> None:
    pipeline = WORKFLOW.format(environment="x", solution="One", path="deploy/${{ inputs.where }}.json")
    files = solution("one", "One", "a") | {".github/workflows/d.yml": pipeline}
    files |= dict.fromkeys(("deploy/template.json", "deploy/prod.json", "deploy/Zurich.json"), entries("a"))
    found = {s.name: (s.role, s.target) for s in load(tmp_path, files).settings_files}
    assert found == {
        "template.json": ("template", ""),
        "prod.json": ("target", "prod"),
        "Zurich.json": ("target", "x"),
    }


def test_the_run_names_the_target(tmp_path: Path) -> None:
    pipeline = WORKFLOW.format(
        environment="${{ inputs.w }}", solution="One", path="deploy/${{ inputs.w }}.json"
    )
    files = solution("one", "One", "a") | {
        ".github/workflows/d.yml": pipeline,
        "deploy/Zurich.json": entries("a"),
    }
    assert only(tmp_path, files).target == "zurich"


def test_a_pipeline_tells_the_solutions(tmp_path: Path) -> None:
    files = solution("s/one", "One", "ab") | solution("s/two", "Two", "abc", id="2")
    files |= {"settings/prod.json": entries("abc")}
    assert roots(only(tmp_path / "without", files)) == ["s/two"]
    one = WORKFLOW.format(environment="prod", solution="One_1_2_0_0", path="settings/prod.json")
    assert roots(only(tmp_path / "with", files | {".github/workflows/d.yml": one})) == ["s/one"]
    other = WORKFLOW.format(environment="prod", solution="Unknown", path="settings/prod.json")
    assert roots(only(tmp_path / "unknown", files | {".github/workflows/d.yml": other})) == ["s/two"]
    foreign = files | {"settings/prod.json": entries("c"), ".github/workflows/d.yml": one}
    assert roots(only(tmp_path / "foreign", foreign)) == ["s/two"]


def test_two_imports_with_one_file(tmp_path: Path) -> None:
    files = solution("s/one", "One", "a") | solution("s/two", "Two", "b", id="2")
    files |= {"settings/prod.json": entries("a")}
    for name in ("One", "Two"):
        files[f"deploy-{name}.yml"] = WORKFLOW.format(
            environment="p", solution=name, path="settings/prod.json"
        )
    assert roots(only(tmp_path, files)) == ["s/one", "s/two"]


@pytest.mark.parametrize(
    "name", ["package.json", "tsconfig.json", "node_modules/a/prod.json", ".vscode/prod.json"]
)
def test_files_of_other_tools_are_not_opened(tmp_path: Path, name: str) -> None:
    assert load(tmp_path, solution("one", "One", "a") | {name: entries("a")}).settings_files == []


def test_a_broken_file_that_a_pipeline_passes_is_no_settings_file(tmp_path: Path) -> None:
    pipeline = WORKFLOW.format(environment="uat", solution="One", path="a/uat.json")
    for number, body in enumerate(("not: json", "[]", "")):
        files = solution("one", "One", "a") | {"a/uat.json": body, ".github/workflows/d.yml": pipeline}
        workspace = load(tmp_path / str(number), files)
        assert workspace.settings_files == []
        assert workspace.pipelines[0].settings[0].files == ("a/uat.json",)


def test_files_that_spell_a_target_differently_are_of_one_target(tmp_path: Path) -> None:
    files = {**solution("s", "One", "a"), "c/prod.json": entries("a"), "c/production.json": entries("a")}
    files["c/staging.json"] = entries("a")
    workspace = load(tmp_path, files)
    assert {name: [s.name for s in found] for name, found in workspace.targets.items()} == {
        "prod": ["prod.json", "production.json"],
        "staging": ["staging.json"],
    }
