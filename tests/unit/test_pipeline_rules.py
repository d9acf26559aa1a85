"""What the rules on pipelines say, in the forms in which people write pipelines, and of what they keep silent."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pplint import Config, lint
from pplint.testing import lay

GH = ".github/workflows/deploy.yml"
AZ = "azure-pipelines.yml"
TOKENS = (
    '{"EnvironmentVariables": [{"SchemaName": "cto_OrdersApiHost", "Value": "#{Host}#"}], "ConnectionReferences": '
    '[{"LogicalName": "cto_Outlook", "ConnectionId": "#{Outlook}#", "ConnectorId": '
    '"/providers/Microsoft.PowerApps/apis/shared_office365"}]}'
)


def found(root: Path, files: dict[str, str], managed: str = "2") -> list[tuple[str, str, int]]:
    """Rule, file and line of each finding about pipelines and tokens in a small repository."""
    lay([], root)
    manifest = root / "solution/Other/Solution.xml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(re.sub(r"<Managed>\d", f"<Managed>{managed}", text), encoding="utf-8")
    (root / "pplint.toml").write_text("", encoding="utf-8")
    for name, body in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body, encoding="utf-8")
    report = lint([str(root)], Config(select=("pipelines", "settings-token-unreplaced")))
    assert not report.crashed
    return [(f.rule, f.location.path, f.location.line) for f in report.findings]


def rules(root: Path, files: dict[str, str], managed: str = "2") -> list[str]:
    return sorted({rule for rule, _, _ in found(root, files, managed)})


def github(
    steps: str,
    job: str = "prod",
    runner: str = "ubuntu-latest",
    checkout: str = "- uses: actions/checkout@v4\n",
) -> str:
    body = "".join(f"      {line}\n" for line in (checkout + steps).strip("\n").split("\n"))
    return f"on: workflow_dispatch\njobs:\n  {job}:\n    runs-on: {runner}\n    environment: {job}\n    steps:\n{body}"


def azure(
    steps: str, stage: str = "prod", head: str = "trigger: none\npool:\n  vmImage: windows-latest\n"
) -> str:
    body = "".join(f"          {line}\n" for line in steps.strip("\n").split("\n"))
    return f"{head}stages:\n  - stage: {stage}\n    jobs:\n      - job: deploy\n        steps:\n{body}"


def pack(folder: str = "solution", type: str = "Managed", file: str = "out/ContosoOrders.zip") -> str:
    kind = f"    solution-type: {type}\n" if type else ""
    return (
        "- uses: microsoft/powerplatform-actions/pack-solution@v1\n  with:\n"
        f"    solution-folder: {folder}\n    solution-file: {file}\n{kind}"
    )


def imported(
    settings: str = "settings/prod.json", file: str = "out/ContosoOrders.zip", more: str = ""
) -> str:
    passed = (
        f"    use-deployment-settings-file: true\n    deployment-settings-file: {settings}\n"
        if settings
        else ""
    )
    return (
        "- uses: microsoft/powerplatform-actions/import-solution@v1\n  with:\n"
        f"    solution-file: {file}\n{passed}{more}"
    )


def sources(managed: str, name: str = "Another") -> dict[str, str]:
    return {
        "Other/Solution.xml": f"<ImportExportXml><SolutionManifest><UniqueName>{name}</UniqueName>"
        f"<Version>1.0</Version><Managed>{managed}</Managed></SolutionManifest></ImportExportXml>",
        "Other/Customizations.xml": "<ImportExportXml><connectionreferences>"
        f'<connectionreference connectionreferencelogicalname="{name}_Mail"><connectorid>/providers/'
        "Microsoft.PowerApps/apis/shared_office365</connectorid></connectionreference>"
        "</connectionreferences></ImportExportXml>",
    }


TASK = (
    "- task: PowerPlatformImportSolution@2\n  inputs:\n    SolutionInputFile: out/ContosoOrders_managed.zip\n"
)
ACTION = "- uses: microsoft/powerplatform-actions/import-solution@v1\n  with:\n    solution-file: out/ContosoOrders_managed.zip\n"
FILE = "    DeploymentSettingsFile: $(Build.SourcesDirectory)/settings/prod.json\n"
IGNORED = "pipeline-settings-file-ignored"

TEMPLATE = """\
parameters:
  - name: settings
    type: string
  - name: useSettings
    default: true
steps:
  - task: PowerPlatformImportSolution@2
    inputs:
      SolutionInputFile: out/ContosoOrders_managed.zip
      DeploymentSettingsFile: ${{ parameters.settings }}
"""


@pytest.mark.parametrize(
    "files",
    [
        {GH: github(ACTION + "    deployment-settings-file: settings/prod.json\n")},
        {
            GH: github(
                ACTION
                + "    use-deployment-settings-file: yes\n    deployment-settings-file: settings/prod.json\n"
            )
        },
        {
            GH: github(
                ACTION.replace("with:", "with: {deployment-settings-file: settings/prod.json}").partition(
                    "\n    sol"
                )[0]
            )
        },
        {AZ: azure(TASK + FILE)},
        {AZ: azure(TASK + "    UseDeploymentSettingsFile: False\n" + FILE)},
        {
            AZ: azure(
                TASK.replace("@2", "@0").replace(
                    "Power", "microsoft-IsvExpTools.PowerPlatform-BuildTools.import-solution.Power", 1
                )
                + FILE
            )
        },
        {
            AZ: azure("- template: /pipelines/import.yml\n  parameters:\n    settings: settings/prod.json\n"),
            "pipelines/import.yml": TEMPLATE,
        },
        {
            GH: "on: push\njobs:\n  prod:\n    uses: ./.github/workflows/_import.yml\n    with:\n      settings: settings/prod.json\n",
            ".github/workflows/_import.yml": "on:\n  workflow_call:\n    inputs:\n      settings:\n        type: string\n"
            "jobs:\n  go:\n    environment: prod\n    steps:\n"
            + "".join(
                f"      {line}\n"
                for line in (ACTION + "    deployment-settings-file: ${{ inputs.settings }}").split("\n")
            ),
        },
    ],
)
def test_a_settings_file_that_the_step_does_not_read(tmp_path: Path, files: dict[str, str]) -> None:
    assert rules(tmp_path, files) == [IGNORED]


@pytest.mark.parametrize(
    "files",
    [
        {
            GH: github(
                ACTION
                + "    use-deployment-settings-file: 'TRUE'\n    deployment-settings-file: settings/prod.json\n"
            )
        },
        {
            GH: github(
                ACTION
                + "    use-deployment-settings-file: ${{ inputs.x }}\n    deployment-settings-file: settings/prod.json\n"
            )
        },
        {AZ: azure(TASK + "    UseDeploymentSettingsFile: $(use)\n" + FILE)},
        {AZ: azure(TASK + "    ${{ if true }}:\n      UseDeploymentSettingsFile: true\n" + FILE)},
        {AZ: azure(TASK + "    <<: *settings\n" + FILE)},
        {AZ: azure("- task: SomebodysImportSolution@1\n  inputs:\n" + FILE)},
        {AZ: azure("- pwsh: pac solution import --path a_managed.zip --settings-file settings/prod.json")},
    ],
)
def test_a_settings_file_that_the_step_may_read(tmp_path: Path, files: dict[str, str]) -> None:
    assert IGNORED not in rules(tmp_path, files)


PACKAGE = "- task: PowerPlatformDeployPackage@2\n  inputs:\n    PackageFile: drop/Orders.dll\n    PowerPlatformSPN: x\n"


def test_package_deployer_takes_no_settings_file(tmp_path: Path) -> None:
    assert rules(tmp_path / "alone", {AZ: azure(PACKAGE)}) == [IGNORED]
    assert rules(tmp_path / "other", {AZ: azure(PACKAGE, stage="uat")}) == []
    imports = TASK + "    UseDeploymentSettingsFile: true\n" + FILE
    assert IGNORED not in rules(tmp_path / "both", {AZ: azure(PACKAGE + imports)})
    elsewhere = azure("- template: import.yml@templates\n")
    assert (
        rules(tmp_path / "elsewhere", {AZ: azure(PACKAGE), "deploy.yml": elsewhere + "# pac solution import"})
        == []
    )
    read = "- pwsh: ./read.ps1 prod.json\n"
    assert rules(tmp_path / "read", {AZ: azure(read + PACKAGE)}) == []


MISMATCH = "pipeline-pack-type-mismatch"


@pytest.mark.parametrize(
    ("managed", "files"),
    [
        ("0", {GH: github(pack() + imported())}),
        ("0", {GH: github(pack(type="Both") + imported(file="out/ContosoOrders_managed.zip"))}),
        ("1", {GH: github(pack(type=""), job="build")}),
        (
            "1",
            {
                AZ: azure(
                    "- script: pac solution pack --zipfile a.zip --folder solution --packagetype Both",
                    stage="build",
                )
            },
        ),
        (
            "0",
            {
                AZ: azure(
                    "- pwsh: |\n    pac solution pack `\n      -z a.zip `\n      -p Managed `\n      -f .\\solution",
                    stage="build",
                )
            },
        ),
        (
            "0",
            {
                AZ: azure(
                    "- bash: |\n    cd solution\n    pac solution pack -z a.zip -p Managed -f .",
                    stage="build",
                )
            },
        ),
        (
            "0",
            {
                "scripts/pack.ps1": "$type = 'Managed'\npac solution pack --zipfile a.zip --folder solution --packagetype $type\n"
            },
        ),
        (
            "0",
            {
                AZ: azure(
                    "- template: pack.yml\n  parameters:\n    folder: solution\n    type: Managed\n",
                    stage="build",
                ),
                "pack.yml": "parameters:\n  folder: ''\n  type: Unmanaged\nsteps:\n  - task: PowerPlatformPackSolution@2\n    inputs:\n"
                "      SolutionSourceFolder: ${{ parameters.folder }}\n      SolutionOutputFile: a.zip\n      SolutionType: ${{ parameters.type }}\n",
            },
        ),
    ],
)
def test_sources_that_cannot_be_packed_as_this_type(
    tmp_path: Path, managed: str, files: dict[str, str]
) -> None:
    assert rules(tmp_path, files, managed) == [MISMATCH]


@pytest.mark.parametrize(
    ("managed", "files"),
    [
        ("2", {GH: github(pack() + imported())}),
        ("0", {GH: github(pack(type="Unmanaged"), job="dev")}),
        ("0", {GH: github("- run: sed -i s/0/2/ solution/Other/Solution.xml\n" + pack() + imported())}),
        ("0", {GH: github("- run: python convert.py solution\n" + pack() + imported())}),
        (
            "0",
            {
                GH: github(
                    "- uses: microsoft/powerplatform-actions/unpack-solution@v1\n  with:\n    solution-folder: solution\n"
                    + pack()
                )
            },
        ),
        ("0", {GH: github("- uses: ./.github/actions/elsewhere\n" + pack() + imported())}),
        ("0", {GH: github(pack("${{ inputs.folder }}") + imported())}),
        ("0", {GH: github(pack(type="${{ inputs.type }}") + imported())}),
        (
            "0",
            {
                "pack.yml": "steps:\n  - task: PowerPlatformPackSolution@2\n    inputs:\n      SolutionSourceFolder: solution\n      SolutionType: Managed\n"
            },
        ),
    ],
)
def test_sources_that_can_be_packed_or_may_change(
    tmp_path: Path, managed: str, files: dict[str, str]
) -> None:
    assert MISMATCH not in rules(tmp_path, files, managed)


FOLDER = "pipeline-solution-folder-missing"


@pytest.mark.parametrize(
    "files",
    [
        {GH: github(pack("solutions/ContosoOrders") + imported())},
        {GH: github(pack("solution/Other") + imported())},
        {GH: github(pack("Solution") + imported())},
        {
            GH: github(
                pack("src", type="Managed").replace("  with:", "  with:\n    working-directory: solution", 1)
                + imported()
            )
        },
        {
            AZ: azure(
                "- script: pac solution pack --zipfile a.zip --folder $(Build.SourcesDirectory)\\src\\Orders",
                stage="build",
            )
        },
        {
            AZ: azure(
                "- script: pac solution pack --zipfile a.zip --folder ../solution\n  workingDirectory: src/deep",
                stage="build",
            )
        },
        {GH: github("- run: |\n    cd solution\n    pac solution pack -z a.zip -f solution", job="build")},
        {
            AZ: azure("- template: pack.yml\n  parameters:\n    name: Orders\n", stage="build"),
            "pack.yml": "parameters:\n  - name: name\nsteps:\n  - task: PowerPlatformPackSolution@2\n    inputs:\n"
            "      SolutionSourceFolder: src/${{ parameters.name }}\n      SolutionOutputFile: a.zip\n",
        },
        {
            AZ: azure(
                "- task: PowerPlatformPackSolution@2\n  inputs:\n    SolutionSourceFolder: $(folder)\n    SolutionOutputFile: a.zip\n",
                stage="build",
                head="trigger: none\nvariables:\n  folder: sources/orders\n",
            ),
        },
    ],
)
def test_a_folder_without_a_solution(tmp_path: Path, files: dict[str, str]) -> None:
    assert rules(tmp_path, files) == [FOLDER]


def test_only_the_case_of_a_folder_differs(tmp_path: Path) -> None:
    report = found(tmp_path / "linux", {GH: github(pack("Solution") + imported())})
    assert [rule for rule, _, _ in report] == [FOLDER]
    assert (
        rules(tmp_path / "windows", {GH: github(pack("Solution") + imported(), runner="windows-latest")})
        == []
    )
    assert rules(tmp_path / "own", {GH: github(pack("Solution") + imported(), runner="self-hosted")}) == []


@pytest.mark.parametrize(
    "files",
    [
        {GH: github(pack("./solution/") + imported())},
        {GH: github(pack("${{ github.workspace }}/solution") + imported())},
        {GH: github("- run: git clone https://x/y sources\n" + pack("sources/Orders") + imported())},
        {
            GH: github(
                "- run: mkdir -p temp/Orders && cp -r solution/* temp/Orders\n"
                + pack("temp/Orders")
                + imported()
            )
        },
        {GH: github("- uses: actions/download-artifact@v4\n" + pack("temp/Orders") + imported())},
        {GH: github("- run: ./bring.ps1\n" + pack("temp/Orders") + imported())},
        {
            GH: github(
                pack("temp/Orders") + imported(),
                checkout="- uses: actions/checkout@v4\n  with:\n    path: temp\n",
            )
        },
        {
            GH: github(
                pack("temp/Orders") + imported(),
                checkout="- uses: actions/checkout@v4\n  with:\n    repository: a/b\n",
            )
        },
        {GH: github(pack("temp/Orders") + imported(), checkout="")},
        {
            GH: github(pack("temp/Orders") + imported()),
            ".gitmodules": '[submodule "a"]\n  path = temp\n  url = x\n',
        },
        {GH: github(pack("temp/Orders") + imported()), ".gitignore": "/temp/\n"},
        {GH: github(pack("/opt/orders") + imported())},
        {
            AZ: azure(
                "- checkout: none\n- script: pac solution pack --zipfile a.zip --folder x/y", stage="build"
            )
        },
        {
            AZ: azure(
                "- template: bring.yml@templates\n- script: pac solution pack --zipfile a.zip --folder x/y",
                stage="build",
            )
        },
        {
            GH: github(pack("temp/Orders") + imported()),
            ".github/workflows/export.yml": github(
                "- uses: microsoft/powerplatform-actions/unpack-solution@v1\n"
                "  with:\n    solution-folder: temp/${{ env.name }}\n    solution-file: ${{ env.name }}.zip\n",
                job="dev",
            ),
        },
        {
            GH: github(pack("temp/Orders") + imported()),
            ".github/workflows/export.yml": github(
                "- uses: microsoft/powerplatform-actions/unpack-solution@v1\n  with:\n    solution-folder: temp/Orders\n",
                job="dev",
            ),
        },
    ],
)
def test_a_folder_that_may_be_there(tmp_path: Path, files: dict[str, str]) -> None:
    assert FOLDER not in rules(tmp_path, files)


UNMANAGED = "pipeline-unmanaged-import"


@pytest.mark.parametrize(
    "files",
    [
        {GH: github(pack(type="Unmanaged") + imported())},
        {GH: github(pack(type="") + imported())},
        {GH: github(pack(type="Both") + imported())},
        {GH: github(pack(type="") + imported(more="    convert-to-managed: true\n"), job="uat")},
        {
            AZ: azure(
                "- script: |\n    pac solution pack -z out/o.zip -f solution\n    pac solution import -p out/o.zip --settings-file settings/prod.json"
            )
        },
        {
            AZ: "trigger: none\nstages:\n  - stage: build\n    jobs:\n      - job: a\n        steps:\n          - task: PowerPlatformPackSolution@2\n"
            "            inputs:\n              SolutionSourceFolder: solution\n              SolutionOutputFile: $(Build.ArtifactStagingDirectory)/Orders.zip\n"
            "  - stage: prod\n    jobs:\n      - job: b\n        steps:\n          - task: PowerPlatformImportSolution@2\n            inputs:\n"
            "              SolutionInputFile: $(Pipeline.Workspace)/drop/Orders.zip\n              UseDeploymentSettingsFile: true\n"
            "              DeploymentSettingsFile: settings/prod.json\n",
        },
    ],
)
def test_an_unmanaged_zip_for_a_target(tmp_path: Path, files: dict[str, str]) -> None:
    assert rules(tmp_path, files) == [UNMANAGED]


@pytest.mark.parametrize(
    "files",
    [
        {GH: github(pack() + imported())},
        {GH: github(pack(type="Both") + imported(file="out/ContosoOrders_managed.zip"))},
        {
            GH: github(
                pack(type="")
                + pack(file="out/managed/ContosoOrders.zip")
                + imported(file="out/managed/ContosoOrders.zip")
            )
        },
        {GH: github(pack(type="Unmanaged") + imported(settings=""), job="dev")},
        {GH: github(pack(type="Unmanaged") + imported(), job="build")},
        {GH: github(pack(type="${{ inputs.type }}") + imported())},
        {GH: github(pack(type="") + "- run: ./convert.sh out/ContosoOrders.zip\n" + imported())},
        {
            GH: github(
                pack(type="")
                + imported()
                + "- uses: microsoft/powerplatform-actions/export-solution@v1\n  with:\n    managed: true\n"
            )
        },
        {GH: github(imported(file="release/ContosoOrders.zip"))},
    ],
)
def test_a_zip_that_is_managed_or_meant(tmp_path: Path, files: dict[str, str]) -> None:
    assert UNMANAGED not in rules(tmp_path, files)


@pytest.mark.parametrize(
    ("folder", "script", "count"),
    [
        # Half the scripts of a repository say "src"; that is no sign that these sources change.
        ("src", "- run: echo checking src", 1),
        ("src", "- run: sed -i s/0/2/ src/Other/Solution.xml", 0),
        ("orders", "- run: echo checking orders", 0),
        ("orders", "- run: echo checking tests", 1),
        # To go into the folder changes nothing in it.
        ("orders", "- run: |\n    cd orders\n    ls", 1),
        ("orders", "- run: |\n    cd parts\n    touch orders/x", 0),
    ],
)
def test_what_a_script_says_of_the_folder_that_is_packed(
    tmp_path: Path, folder: str, script: str, count: int
) -> None:
    named = {f"{folder}/{name}": text for name, text in sources("0").items()}
    steps = script + "\n" + pack(f"parts/{folder}")
    files = {f"parts/{name}": text for name, text in named.items()} | {GH: github(steps, job="build")}
    assert rules(tmp_path, files).count(MISMATCH) == count


UPGRADE = "pipeline-upgrade-not-applied"
HOLDING = imported(file="out/ContosoOrders_managed.zip", more="    import-as-holding: true\n")
APPLY = (
    "- uses: microsoft/powerplatform-actions/upgrade-solution@v1\n  with:\n    solution-name: ContosoOrders\n"
)


@pytest.mark.parametrize(
    "files",
    [
        {GH: github(HOLDING)},
        {AZ: azure(TASK + "    UseDeploymentSettingsFile: true\n" + FILE + "    HoldingSolution: True\n")},
        {
            AZ: azure(
                "- pwsh: pac solution import --path a_managed.zip --settings-file settings/prod.json --import-as-holding --async"
            )
        },
        {GH: github(APPLY + HOLDING)},
        {
            GH: github(HOLDING + APPLY, job="test") + github(HOLDING).partition("jobs:\n")[2],
            "settings/test.json": '{"EnvironmentVariables": []}',
        },
    ],
)
def test_an_upgrade_that_nothing_applies(tmp_path: Path, files: dict[str, str]) -> None:
    assert UPGRADE in rules(tmp_path, files)


@pytest.mark.parametrize(
    "files",
    [
        {GH: github(HOLDING + APPLY)},
        {GH: github(HOLDING.replace("holding: true", "holding: ${{ inputs.upgrade }}"))},
        {GH: github(HOLDING + "- run: ./apply-upgrade.ps1\n")},
        {GH: github(HOLDING + "- run: pac solution upgrade --solution-name ContosoOrders\n")},
        {
            AZ: azure(
                TASK
                + "    HoldingSolution: true\n- task: PowerPlatformApplySolutionUpgrade@2\n  inputs:\n    SolutionName: O\n"
            )
        },
        {AZ: azure(TASK + "    HoldingSolution: true\n- template: after.yml@templates\n")},
        {
            AZ: azure(TASK + "    HoldingSolution: true\n- template: after.yml\n"),
            "after.yml": "steps:\n  - task: PowerPlatformApplySolutionUpgrade@2\n",
        },
        {AZ: azure(TASK + "    StageAndUpgrade: true\n")},
        {
            "import.yml": "steps:\n  - task: PowerPlatformImportSolution@2\n    inputs:\n      HoldingSolution: true\n"
        },
        {GH: github(HOLDING), ".github/workflows/apply.yml": github(APPLY)},
    ],
)
def test_an_upgrade_that_is_applied_or_may_be(tmp_path: Path, files: dict[str, str]) -> None:
    assert UPGRADE not in rules(tmp_path, files)


@pytest.mark.parametrize(("staged", "applied"), [("prod", ""), ("", "prod"), ("", "")])
def test_an_upgrade_may_be_for_a_target_that_is_not_named(tmp_path: Path, staged: str, applied: str) -> None:
    jobs = ""
    for name, target, steps in (("first", staged, HOLDING), ("second", applied, APPLY)):
        environment = f"    environment: {target}\n" if target else ""
        needs = "    needs: first\n" if name == "second" else ""
        body = "".join(f"      {line}\n" for line in steps.strip("\n").split("\n"))
        jobs += f"  {name}:\n    runs-on: ubuntu-latest\n{environment}{needs}    steps:\n{body}"
    assert UPGRADE not in rules(tmp_path, {GH: f"on: workflow_dispatch\njobs:\n{jobs}"})


WITHOUT = "pipeline-import-without-settings"


def test_an_import_without_a_settings_file(tmp_path: Path) -> None:
    managed = "out/ContosoOrders_managed.zip"
    files = [
        {GH: github(imported(settings="", file=managed))},
        {AZ: azure(TASK)},
        {AZ: azure("- script: pac solution import --path drop/ContosoOrders_1_0_0_0_managed.zip --async")},
    ]
    for number, case in enumerate(files):
        assert rules(tmp_path / str(number), case) == [WITHOUT]
    silent = [
        {GH: github(imported(settings="", file=managed), job="dev")},
        {GH: github(imported(settings="", file="out/Other_managed.zip"))},
        {GH: github(imported(settings="", file=managed) + "- run: ./Set-ConnectionReferences.ps1\n")},
        {AZ: azure("- script: pac solution import --path drop/ContosoOrders_managed.zip $settingsArgument")},
        {
            AZ: azure(
                "- script: pac solution import --path drop/ContosoOrders_managed.zip --settings-file $(file)"
            )
        },
    ]
    for number, case in enumerate(silent):
        assert WITHOUT not in rules(tmp_path / f"silent{number}", case)


def test_one_of_several_names_is_not_the_solution_that_is_imported(tmp_path: Path) -> None:
    other = {f"other/{name}": text for name, text in sources("2", "FabrikamShop").items()}
    zip = "out/ContosoOrders_managed.zip"
    alone = {GH: github(imported(settings="", file=zip))}
    assert rules(tmp_path / "alone", alone | other) == [WITHOUT]
    # Of a matrix it is not known which of its solutions needs what.
    every = f"strategy:\n      matrix:\n        zip: [{zip}, out/FabrikamShop_managed.zip]\n    steps:"
    both = alone[GH].replace(zip, "${{ matrix.zip }}").replace("steps:", every)
    assert rules(tmp_path / "both", {GH: both} | other) == []


def test_what_an_import_says_of_itself_sets_no_values(tmp_path: Path) -> None:
    """The switch that turns the file off has the words in its name that another step would set values with."""
    step = TASK + "    UseDeploymentSettingsFile: false\n"
    assert rules(tmp_path / "own", {AZ: azure(step)}) == [WITHOUT]
    other = "- pwsh: ./Set-EnvironmentVariables.ps1\n"
    assert rules(tmp_path / "other", {AZ: azure(step + other)}) == []


UNREPLACED = "settings-token-unreplaced"
DEPLOY = imported(file="out/ContosoOrders_managed.zip")


@pytest.mark.parametrize(
    "files",
    [
        {GH: github(DEPLOY)},
        {AZ: azure(TASK + "    UseDeploymentSettingsFile: true\n" + FILE)},
        {
            GH: github("- run: echo deploying\n" + DEPLOY + "- run: ./notify.sh\n"),
            "notify.sh": "curl https://x\n",
        },
        {
            GH: github(
                "- run: |\n    FILE=settings/prod.json\n    pac solution import --path a_managed.zip --settings-file $FILE\n"
            )
        },
        {
            AZ: azure("- template: import.yml\n  parameters:\n    file: settings/prod.json\n"),
            "import.yml": "parameters:\n  - name: file\nsteps:\n  - pwsh: pac solution import --path a_managed.zip --settings-file ${{ parameters.file }}\n",
        },
    ],
)
def test_tokens_that_nothing_replaces(tmp_path: Path, files: dict[str, str]) -> None:
    assert rules(tmp_path, files | {"settings/prod.json": TOKENS}) == [UNREPLACED]


@pytest.mark.parametrize(
    "files",
    [
        {GH: github("- uses: cschleiden/replace-tokens@v1\n" + DEPLOY)},
        {
            AZ: azure(
                "- task: qetza.replacetokens.replacetokens-task.replacetokens@6\n"
                + TASK
                + "    UseDeploymentSettingsFile: true\n"
                + FILE
            )
        },
        {AZ: azure("- task: FileTransform@2\n" + TASK + "    UseDeploymentSettingsFile: true\n" + FILE)},
        {GH: github("- run: ./fill.ps1 settings/prod.json\n" + DEPLOY)},
        {GH: github("- run: (Get-Content $f) -replace '#{Host}#', $env:HOST\n" + DEPLOY)},
        {
            GH: github("- run: ./fill.sh\n" + DEPLOY),
            "fill.sh": "for f in settings/*; do envsubst < $f; done\n",
        },
        {GH: github("- run: ./not-here.sh\n" + DEPLOY)},
        {AZ: azure("- template: fill.yml@shared\n" + TASK + "    UseDeploymentSettingsFile: true\n" + FILE)},
        {"deploy.ps1": "pac solution import --path a_managed.zip --settings-file settings/prod.json\n"},
        {GH: github("- run: |\n    $f = 'settings/prod.json'\n    ./update.exe $f\n" + DEPLOY)},
        {GH: github("- run: make\n")},
    ],
)
def test_tokens_that_something_may_replace(tmp_path: Path, files: dict[str, str]) -> None:
    assert UNREPLACED not in rules(tmp_path, files | {"settings/prod.json": TOKENS})


@pytest.mark.parametrize("value", ["null", "5", "true", '["#{Host}#"]', '{"a": "#{Host}#"}'])
def test_what_is_no_text_holds_no_token(tmp_path: Path, value: str) -> None:
    body = TOKENS.replace('"#{Host}#"', value).replace("#{Outlook}#", "5f1e0d9c8b7a69584736251403f2e1d0")
    assert UNREPLACED not in rules(tmp_path, {GH: github(DEPLOY), "settings/prod.json": body})
