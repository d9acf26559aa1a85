"""What pipelines pass to imports: read without a YAML library, with exact places, variables as far as they are known."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pplint.files.tree import Tree
from pplint.model.pipelines import Input, Pipeline, PipelineSettings
from pplint.model.places import Document, Site
from pplint.sources.documents import Documents
from pplint.sources.layouts import find_roots
from pplint.sources.pipelines.block_yaml import YamlEntry, parse
from pplint.sources.pipelines.marked import find_marked
from pplint.sources.pipelines.passing import is_expression
from pplint.sources.pipelines.reading import read_pipelines
from pplint.sources.pipelines.values import clean_path


def load(folder: Path, files: dict[str, str]) -> list[Pipeline]:
    for name, body in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body, encoding="utf-8", newline="")
    tree = Tree(str(folder))
    found, documents = find_roots(tree), Documents(tree)
    return read_pipelines(*find_marked(found, documents), found, documents)


def passed(
    folder: Path, text: str, files: tuple[str, ...] = (), name: str = "azure-pipelines.yml"
) -> list[PipelineSettings]:
    """What the only pipeline passes, ``files`` being there."""
    pipelines = load(folder, {name: text, **dict.fromkeys(files, "{}")})
    return [use for pipeline in pipelines for use in pipeline.settings]


def written(use: PipelineSettings) -> str:
    assert use.site.span is not None
    return use.site.document.text[slice(*use.site.span)]


GITHUB = """\
jobs:
  deploy:
    environment: {environment}
    steps:
      - uses: actions/checkout@v4
      - uses: microsoft/powerplatform-actions/import-solution@v1
        with:
          solution-file: out/Orders_1_0_0_3_managed.zip
          use-deployment-settings-file: {use}
          deployment-settings-file: {path}
"""


def test_a_workflow_passes_a_file(tmp_path: Path) -> None:
    text = GITHUB.format(environment="uat", use="true", path="./settings/uat.json # of June")
    (use,) = passed(tmp_path, text, ("settings/uat.json",), ".github/workflows/deploy.yml")
    assert use._replace(site=use.site.document.root) == PipelineSettings(
        "settings/uat.json", use.site.document.root, "uat", ("Orders",), ("settings/uat.json",), "sure"
    )
    assert written(use) == "./settings/uat.json"


def test_a_switch_turns_the_file_off(tmp_path: Path) -> None:
    assert passed(tmp_path, GITHUB.format(environment="uat", use="false", path="settings/uat.json")) == []
    later = GITHUB.format(environment="uat", use="${{ steps.x.outputs.y }}", path="settings/uat.json")
    assert len(passed(tmp_path / "later", later)) == 1


@pytest.mark.parametrize(
    ("environment", "target"),
    [
        ("uat", "uat"),
        ("'Orders PROD'", "prod"),
        ("\n      name: Production\n      url: https://x", "production"),
        ("zurich", "zurich"),
        ("${{ inputs.environment }}", ""),
    ],
)
def test_the_target_is_the_jobs_environment(tmp_path: Path, environment: str, target: str) -> None:
    (use,) = passed(tmp_path, GITHUB.format(environment=environment, use="true", path="config/a.json"))
    assert use.target == target


@pytest.mark.parametrize("job", ["pre-job", "build", "build-and-deploy", "live-check", "go"])
def test_a_job_is_not_told_by_what_it_does(tmp_path: Path, job: str) -> None:
    text = GITHUB.format(environment="", use="true", path="a/settings.json").replace("deploy:", f"{job}:")
    assert [use.target for use in passed(tmp_path, text)] == [""]


def test_a_job_that_names_no_environment_is_told_by_its_name(tmp_path: Path) -> None:
    text = GITHUB.format(environment="", use="true", path="a/settings.json").replace(
        "deploy:", "deploy-to-test:"
    )
    assert [use.target for use in passed(tmp_path, text)] == ["test"]


AZURE = """\
variables:
  - name: SolutionName
    value: ContosoOrders
  - name: Folder
    value: $(Build.SourcesDirectory)\\settings
stages:
- stage: Deploy_UAT
  variables:
    Which: uat
  jobs:
  - deployment: Import
    environment: Contoso UAT
    strategy:
      runOnce:
        deploy:
          steps:
          - task: PowerPlatformImportSolution@2
            inputs:
              SolutionInputFile: '$(Pipeline.Workspace)/drop/$(SolutionName)_managed.zip'
              UseDeploymentSettingsFile: true
              DeploymentSettingsFile: '$(Folder)\\$(Which).json'
- stage: Deploy_Prod
  variables:
    Which: prod
  jobs:
  - deployment: Import
    environment: Contoso Prod
    strategy:
      runOnce:
        deploy:
          steps:
          - task: PowerPlatformImportSolution@2
            inputs:
              SolutionInputFile: $(Pipeline.Workspace)/drop/$(SolutionName)_managed.zip
              UseDeploymentSettingsFile: true
              DeploymentSettingsFile: $(Folder)/$(Which).json
"""


def test_variables_hold_within_their_stage(tmp_path: Path) -> None:
    uses = passed(tmp_path, AZURE, ("settings/uat.json",))
    assert [(use.path, use.target, use.solutions, use.files, use.certainty) for use in uses] == [
        ("settings/uat.json", "uat", ("ContosoOrders",), ("settings/uat.json",), "sure"),
        ("settings/prod.json", "prod", ("ContosoOrders",), (), "sure"),
    ]
    assert [written(use) for use in uses] == ["$(Folder)\\$(Which).json", "$(Folder)/$(Which).json"]


def script(run: str) -> str:
    lines = "".join(f"          {line}\n" for line in run.split("\n"))
    return f"jobs:\n  uat:\n    steps:\n      - run: |\n{lines}"


@pytest.mark.parametrize(
    ("run", "paths"),
    [
        (
            "pac solution import --path out/A.zip --settings-file settings/uat.json --async",
            ["settings/uat.json"],
        ),
        (
            "pac solution import -p a.zip \\\n  --settings-file 'my settings/uat.json'",
            ["my settings/uat.json"],
        ),
        ('pac solution import `\n  --settings-file="settings/uat.json" `\n  --async', ["settings/uat.json"]),
        ("pac.exe solution import ^\n  --settings-file settings\\uat.json", ["settings/uat.json"]),
        ('F=settings/uat.json\npac solution import --settings-file "$F"', ["settings/uat.json"]),
        ("$file = 'settings/uat.json'\npac solution import --settings-file $file", ["settings/uat.json"]),
        (
            "pac solution import --settings-file ${{ github.workspace }}/settings/uat.json",
            ["settings/uat.json"],
        ),
        ("pac solution import --settings-file settings/$TARGET.json", ["settings/*.json"]),
        ("pac solution import --settings-file $(find . -name x.json)", []),
        ("pac solution create-settings --solution-zip a.zip --settings-file settings/uat.json", []),
        ("pac solution import --path a.zip\necho --settings-file settings/uat.json", []),
        ("mypac solution import --settings-file settings/uat.json", []),
        ("& $pac solution import --path a.zip --settings-file settings/uat.json", ["settings/uat.json"]),
        ('& "$env:PAC_PATH" solution import --settings-file settings/uat.json', ["settings/uat.json"]),
        ("C:/tools/pac.exe solution import --settings-file settings/uat.json", ["settings/uat.json"]),
        ("# pac solution import --settings-file settings/uat.json", []),
        ("<#\npac solution import --settings-file settings/uat.json\n#>\necho x", []),
        (
            "<# a #>\npac solution import --settings-file settings/uat.json",
            ["settings/uat.json"],
        ),
        ("REM pac solution import --settings-file settings/uat.json", []),
        ("pac solution import --path a.zip # --settings-file settings/uat.json", []),
        (
            "$a = @('solution', 'import', '--path', 'a.zip')\n$a += '--settings-file', 'settings/uat.json'\npac @a",
            ["settings/uat.json"],
        ),
        (
            'CMD="pac solution import --path a.zip"\nCMD="$CMD --settings-file settings/uat.json"\n$CMD',
            ["settings/uat.json"],
        ),
    ],
)
def test_commands_of_scripts(tmp_path: Path, run: str, paths: list[str]) -> None:
    assert [use.path for use in passed(tmp_path, script(run))] == paths


def test_outputs_of_a_step_are_followed(tmp_path: Path) -> None:
    text = """\
jobs:
  qa:
    steps:
      - id: settings
        run: |
          SETTINGS_PATH="solutions/${{ inputs.name }}/config/qa.json"
          if [ -f "$SETTINGS_PATH" ]; then
            echo "settings-file=$SETTINGS_PATH" >> $GITHUB_OUTPUT
          else
            echo "settings-file=" >> $GITHUB_OUTPUT
          fi
      - uses: someone/alm/.github/actions/import-solution@v1
        with:
          settings-file: ${{ steps.settings.outputs.settings-file }}
"""
    files = ("solutions/Orders/config/qa.json", "solutions/Base/config/prod.json")
    (use,) = passed(tmp_path, text, files)
    assert (use.path, use.files, use.target) == ("solutions/*/config/qa.json", files[:1], "qa")


@pytest.mark.parametrize(
    "matrix",
    [
        "environment: [dev, 'uat']",
        "environment:\n          - dev\n          - uat",
        "include:\n          - environment: dev\n            url: a\n          - environment: uat",
    ],
)
def test_a_matrix_gives_every_value(tmp_path: Path, matrix: str) -> None:
    text = GITHUB.format(
        environment="${{ matrix.environment }}", use="true", path="settings/${{ matrix.environment }}.json"
    )
    text = text.replace("    steps:\n", f"    strategy:\n      matrix:\n        {matrix}\n    steps:\n")
    uses = passed(tmp_path, text, ("settings/dev.json",))
    assert [(use.path, use.certainty) for use in uses] == [
        ("settings/dev.json", "sure"),
        ("settings/uat.json", "sure"),
    ]


def test_parameters_stay_open(tmp_path: Path) -> None:
    text = GITHUB.format(
        environment="x", use="true", path="config/${{ inputs.target }}/deploymentSettings.json"
    )
    files = (
        "config/Prod/deploymentSettings.json",
        "config/Test/deploymentSettings.json",
        "config/Prod/other.json",
    )
    (use,) = passed(tmp_path, text, files)
    assert use.files == files[:2]
    assert (
        passed(tmp_path / "two", GITHUB.format(environment="x", use="true", path="${{ inputs.file }}")) == []
    )


@pytest.mark.parametrize(
    ("extra", "path", "certainty"),
    [
        ("", "settings/train.json", "sure"),
        ("", "elsewhere/train.json", "likely"),
        ("- run: ./render.sh > settings/train.json", "settings/train.json", "made"),
        ("- uses: actions/download-artifact@v4", "elsewhere/train.json", "made"),
        ("- uses: actions/download-artifact@v4", "settings/train.json", "sure"),
        ("- task: DownloadPipelineArtifact@2", "elsewhere/train.json", "made"),
    ],
)
def test_how_sure_it_is_that_a_file_is_missing(tmp_path: Path, extra: str, path: str, certainty: str) -> None:
    text = GITHUB.format(environment="train", use="true", path=path)
    text = text.replace("    steps:\n", f"    steps:\n      {extra}\n")
    (use,) = passed(tmp_path, text, ("settings/dev.json",))
    assert (use.files, use.certainty) == ((), certainty)


@pytest.mark.parametrize(
    ("path", "there", "found"),
    [
        ("uat.json", "settings/uat.json", True),
        ("repo/settings/uat.json", "settings/uat.json", True),
        ("$(Pipeline.Workspace)/settings/uat.json", "settings/uat.json", True),
        ("settings/uat.json", "settings/prod.json", False),
        ("Settings/uat.json", "settings/uat.json", False),
    ],
)
def test_a_path_may_count_from_another_folder(tmp_path: Path, path: str, there: str, found: bool) -> None:
    (use,) = passed(tmp_path, GITHUB.format(environment="uat", use="true", path=path), (there,))
    assert use.files == ((there,) if found else ())


def test_of_several_files_the_nearest_counts(tmp_path: Path) -> None:
    text = GITHUB.format(environment="uat", use="true", path="config/uat.json")
    files = ("Orders/config/uat.json", "Base/config/uat.json")
    (use,) = passed(tmp_path, text, files, "Orders/deploy.yml")
    assert use.files == files[:1]


def test_a_repository_inside_another_one_has_its_own_root(tmp_path: Path) -> None:
    text = GITHUB.format(environment="uat", use="true", path="settings/uat.json")
    files = ("settings/uat.json", "inner/settings/uat.json")
    (use,) = passed(tmp_path, text, files, "inner/.github/workflows/deploy.yml")
    assert use.files == files[1:]


def test_solutions_that_are_packed_are_known(tmp_path: Path) -> None:
    text = """\
variables:
- name: SolutionName
  value: 'Orders'
steps:
- task: PowerPlatformPackSolution@2
  inputs:
    SolutionSourceFolder: $(Build.SourcesDirectory)/solutions/Base/src
    SolutionOutputFile: out/Base.zip
- pwsh: pac solution pack --zipfile out/Tools.zip --folder solutions/Tools
"""
    (pipeline,) = load(tmp_path, {"deploy.yml": text})
    assert pipeline.solutions == ["Orders", "solutions/Base/src", "solutions/Tools"]
    assert pipeline.settings == []


def test_other_yaml_is_none_of_our_business(tmp_path: Path) -> None:
    other = "on: push\njobs:\n  a:\n    steps:\n      - run: make\n"
    assert (
        load(tmp_path, {".github/workflows/ci.yml": other, "src/deep/values.yml": "solution-name: x\n"}) == []
    )


def test_a_pipeline_beside_the_components_of_a_root_solution(tmp_path: Path) -> None:
    text = GITHUB.format(environment="uat", use="true", path="settings/uat.json")
    files = {
        "Other/Solution.xml": "<a/>",
        "Other/Customizations.xml": "<a/>",
        ".github/workflows/d.yml": text,
    }
    files |= {"settings/uat.json": "{}", "bots/x/deploy.yml": text}
    assert [p.document.path for p in load(tmp_path, files)] == [".github/workflows/d.yml"]


def test_line_ends_and_tabs_do_not_move_places(tmp_path: Path) -> None:
    text = GITHUB.format(environment="uat", use="true", path='"settings/uat.json"').replace("\n", "\r\n")
    (use,) = passed(tmp_path, text)
    assert written(use) == use.path == "settings/uat.json"


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from([*" -:#|>'\"\n\t\r{}[]ab$", "\n  ", "- ", ": ", "run: |\n"]), max_size=60).map(
        "".join
    )
)
def test_anything_can_be_parsed(text: str) -> None:
    for entry in parse(text).walk():
        assert 0 <= entry.start <= entry.end <= len(text)
        assert text[entry.start :].startswith(entry.value)


NESTED = "".join(f"  V{n}: " + f"$(V{n + 1})" * 8 + "\n" + f"  W{n}: ${{V{n}}}\n" for n in range(12))


@pytest.mark.parametrize(
    "run",
    [
        "${{" * 200_000,
        "echo a=" * 50_000,
        "pac solution import --settings-file " + "${{" * 100_000,
        "pac solution import --settings-file " * 20_000,
        "pac solution import " + "\\ " * 200_000,
        "##vso[task.setvariable variable=a" * 20_000,
        "A=$B\n          " * 20_000,
        "a" * 900_000,
        "./a.sh " * 100_000,
        "/" * 500_000 + ".ps1",
        "pac solution pack --folder a\n          " * 20_000,
        "- " * 200_000,
        "pac solution import --settings-file x/$(V0)/y.json",
    ],
)
def test_hostile_pipelines_take_no_time(tmp_path: Path, run: str) -> None:
    text = f"variables:\n{NESTED}" + script(run)
    begin = time.process_time()
    load(tmp_path, {"azure-pipelines.yml": text + "  # pac solution import-solution"})
    assert time.process_time() - begin < 3


KEYS = st.text("abcdefgh_-", min_size=1, max_size=6).filter(lambda k: k.strip("-_") and not k.startswith("-"))
SCALARS = st.text("abc./$(){} #:@", min_size=1, max_size=10).map(str.strip).filter(bool)
TREES = st.recursive(
    SCALARS,
    lambda inner: (
        st.dictionaries(KEYS, inner, min_size=1, max_size=3) | st.lists(inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=100, deadline=None)
@given(tree=st.dictionaries(KEYS, TREES, min_size=1, max_size=4), indented=st.booleans())
def test_block_style_is_read_as_a_yaml_library_does(tree: dict[str, object], indented: bool) -> None:
    class Dumper(yaml.SafeDumper):
        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
            super().increase_indent(flow, False if indented else indentless)

    text = yaml.dump(tree, Dumper=Dumper, default_flow_style=False, sort_keys=False, width=1000)
    assert _value(parse(text)) == _plain(tree)


def _value(entry: YamlEntry) -> object:
    if not entry.children:
        return entry.value.replace("''", "'")
    if entry.children[0].key:
        return {child.key: _value(child) for child in entry.children}
    return [_value(child) for child in entry.children]


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: _plain(child) for key, child in value.items()}
    return [_plain(child) for child in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    ("path", "clean"),
    [("./a/../b\\c.json", "b/c.json"), ("'a//b'", "a/b"), ("../x", "../x"), ("*/../x", "*/../x"), (".", "")],
)
def test_paths_are_cleaned(path: str, clean: str) -> None:
    assert clean_path(path) == clean


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A block ends before the next key at the same place, however often that happens.
        ("run: |\n  env: x\nenv: y\n", [("run", ""), ("env", "y")]),
        ("- run: |\n    env: x\n  env: y\n", [("", ""), ("run", ""), ("env", "y")]),
        ("run: >-\n  a\n\n  b\nenv: y", [("run", ""), ("env", "y")]),
        ("#environment: prod\nenv: y", [("env", "y")]),
        ("  # environment: prod\nenv: y # x: z", [("env", "y")]),
        ("---\nenv: y\n...\n", [("env", "y")]),
        ("-\n  env: y\n-\n  x: z\n", [("", ""), ("env", "y"), ("", ""), ("x", "z")]),
        ("-\tenv: y", [("", ""), ("env", "y")]),
        ("with: {a: 1, b: 2}", [("with", "{a: 1, b: 2}"), ("a", "1"), ("b", "2")]),
        ("with: {a: 'x, y', b: \"2\"}", [("with", "{a: 'x, y', b: \"2\"}"), ("a", "x, y"), ("b", "2")]),
        ("with: {a: {b: c, d: e}, f: g}", [("with", "{a: {b: c, d: e}, f: g}"), ("a", "{b: c, d: e}"), ("b", "c"), ("d", "e"), ("f", "g")]),
        ("with: {a: [1, 2], f: g}", [("with", "{a: [1, 2], f: g}"), ("a", "[1, 2]"), ("f", "g")]),
    ],
)  # fmt: skip
def test_keys_and_values_of_yaml_in_order(text: str, expected: list[tuple[str, str]]) -> None:
    entries = list(parse(text).walk())
    assert [(entry.key, entry.value) for entry in entries] == expected
    # Each value stands where it is said to.
    for entry in entries:
        assert text[entry.start : entry.end].startswith(entry.value)
        assert not entry.value or text[: entry.start].rstrip("\"' \t").endswith((":", "-"))


@pytest.mark.parametrize(
    ("folder", "template", "is_found"),
    [
        ("ci/", "./steps.yml", True),
        ("ci/", "steps.yml", True),
        ("ci/", "/ci/steps.yml", True),
        ("ci/", "../ci/steps.yml", True),
        ("ci/", "./ci/steps.yml", True),
        ("ci/", "./other.yml", False),
        ("", "./ci/steps.yml", True),
    ],
)
def test_a_template_is_found_from_the_file_that_names_it(
    tmp_path: Path, folder: str, template: str, is_found: bool
) -> None:
    steps = "steps:\n  - script: pac solution import --path a.zip --settings-file settings/uat.json\n"
    main = f"trigger: none\nstages:\n  - stage: uat\n    jobs:\n      - job: a\n        steps:\n          - template: {template}\n"
    name = f"{folder}azure-pipelines.yml"
    files = {name: main + "# pac solution\n", "ci/steps.yml": steps, "settings/uat.json": "{}"}
    pipelines = {p.document.path: p for p in load(tmp_path, files)}
    passed = [file for use in pipelines[name].settings for file in use.files] if name in pipelines else []
    assert passed == (["settings/uat.json"] if is_found else [])


@pytest.mark.parametrize(
    ("written", "values", "is_open"),
    [
        ("true", ("true",), False),
        ("settings/prod.json", ("settings/prod.json",), False),
        ("$(file)", ("settings/prod.json",), True),
        ("${{ inputs.file }}", ("settings/*.json",), True),
        ("settings/*.json", ("settings/*.json",), True),
    ],
)
def test_what_only_a_run_knows(written: str, values: tuple[str, ...], is_open: bool) -> None:
    site = Site(Document("a.yml", "text", written), ())
    assert is_expression(Input(written, values, site)) is is_open
    assert not is_expression(None)


SCRIPT = """\
# pac solution import
echo first; cd out
pac solution pack --zipfile a.zip --folder src
pac solution import --path a.zip --settings-file settings/uat.json --async
ARGS="--path a.zip"
ARGS="$ARGS --settings-file settings/prod.json"
pac solution import $ARGS
"""


@pytest.mark.parametrize("lead", ["", "#!/bin/sh\n\n# é日\n", "echo a long line before all others\n" * 3])
def test_every_input_of_a_command_stands_where_it_is_said_to(tmp_path: Path, lead: str) -> None:
    (pipeline,) = load(tmp_path, {"deploy.sh": lead + SCRIPT, "settings/uat.json": "{}"})
    text = lead + SCRIPT

    def lines(sites: dict[str, Site]) -> dict[str, int]:
        found = {}
        for value, site in sites.items():
            assert site.span is not None
            assert text[slice(*site.span)] == value
            found[value] = text.count("\n", 0, site.span[0]) - lead.count("\n")
        return found

    steps = [step for step in pipeline.steps if step.is_command]
    wanted = ("folder", "settings")
    inputs = {i.written: i.site for step in steps for name, i in step.inputs.items() if name in wanted}
    assert lines(inputs) == {"src": 2, "settings/uat.json": 3, "settings/prod.json": 5}
    passed = {use.path: use.site for use in pipeline.settings}
    assert lines(passed) == {"settings/uat.json": 3, "settings/prod.json": 5}
