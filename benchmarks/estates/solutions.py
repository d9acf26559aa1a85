"""The files of a solution: manifest, customizations, definitions, flows, tables, an app; settings and a pipeline."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from xml.sax.saxutils import escape

from benchmarks.estates.canvas_app import app_files
from benchmarks.estates.flows import FlowMaker
from benchmarks.estates.plans import TARGETS, FlowPlan, SolutionPlan, Variable
from benchmarks.estates.shape import SETTINGS_FAULTS
from benchmarks.estates.words import COLUMNS, sentence

_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
_XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'

File = tuple[str, str]


def solution_files(seed: int, plan: SolutionPlan, faulty: bool = True) -> Iterator[File]:
    """Paths below the repository, each with its text."""
    root = f"solutions/{plan.unique_name}"
    rng = random.Random(f"{seed}/files/{plan.shape.number}")
    app = (
        f"{plan.prefix}_app{plan.shape.number}_{rng.getrandbits(20):05x}"
        if plan.shape.number % 3 == 0
        else ""
    )
    yield f"{root}/Other/Solution.xml", _manifest(plan, app)
    yield f"{root}/Other/Customizations.xml", _customizations(plan)
    for variable in plan.variables:
        folder = f"{root}/environmentvariabledefinitions/{variable.schema_name}"
        yield f"{folder}/environmentvariabledefinition.xml", _definition(rng, variable)
    for flow in plan.flows:
        name = f"{''.join(c for c in flow.name if c.isalnum())}-{flow.id.upper()}.json"
        yield f"{root}/Workflows/{name}", FlowMaker(seed, plan, flow, faulty).text()
        yield f"{root}/Workflows/{name}.data.xml", _flow_row(rng, flow, name)
    for table in plan.tables:
        yield f"{root}/Entities/{table}/Entity.xml", _table(rng, plan, table)
    if app:
        yield from app_files(rng, plan, app, root)
    faults = [kind for kind, share in SETTINGS_FAULTS.items() if faulty and rng.random() < share]
    for number, target in enumerate(TARGETS):
        yield f"settings/{plan.unique_name}/{target}.json", _settings(rng, plan, number, faults)
    yield f".github/workflows/{plan.unique_name}.yml", _pipeline(plan)


def _manifest(plan: SolutionPlan, app: str) -> str:
    components = "".join(
        f'      <RootComponent type="29" id="{{{flow.id}}}" behavior="0" />\n' for flow in plan.flows
    )
    for table in plan.tables:
        components += f'      <RootComponent type="1" schemaName="{table}" behavior="0" />\n'
    if app:
        components += f'      <RootComponent type="300" schemaName="{app}" behavior="0" />\n'
    return (
        f'{_HEAD}<ImportExportXml version="9.2.25063.184" SolutionPackageVersion="9.2" languagecode="1033" '
        f'generatedBy="CrmLive" {_XSI}>\n  <SolutionManifest>\n    <UniqueName>{plan.unique_name}</UniqueName>\n'
        f'    <LocalizedNames>\n      <LocalizedName description="{plan.title}" languagecode="1033" />\n'
        f"    </LocalizedNames>\n    <Descriptions />\n    <Version>1.{plan.shape.number % 9}.0.0</Version>\n"
        f"    <Managed>2</Managed>\n    <Publisher>\n      <UniqueName>{plan.tenant}{plan.prefix}</UniqueName>\n"
        f'      <LocalizedNames>\n        <LocalizedName description="{plan.tenant}" languagecode="1033" />\n'
        '      </LocalizedNames>\n      <Descriptions />\n      <EMailAddress xsi:nil="true" />\n'
        f"      <CustomizationPrefix>{plan.prefix}</CustomizationPrefix>\n"
        "      <CustomizationOptionValuePrefix>12345</CustomizationOptionValuePrefix>\n    </Publisher>\n"
        f"    <RootComponents>\n{components}    </RootComponents>\n    <MissingDependencies />\n"
        "  </SolutionManifest>\n</ImportExportXml>\n"
    )


def _customizations(plan: SolutionPlan) -> str:
    references = "".join(
        f'    <connectionreference connectionreferencelogicalname="{reference.logical_name}">\n'
        f"      <connectionreferencedisplayname>{reference.title}</connectionreferencedisplayname>\n"
        f"      <connectorid>/providers/Microsoft.PowerApps/apis/{reference.connector}</connectorid>\n"
        f"      <description>{reference.title} of {plan.title}</description>\n"
        "      <iscustomizable>1</iscustomizable>\n      <promptingbehavior>0</promptingbehavior>\n"
        "      <statecode>0</statecode>\n      <statuscode>1</statuscode>\n    </connectionreference>\n"
        for reference in plan.references
    )
    parts = [
        "Entities",
        "Roles",
        "Workflows",
        "FieldSecurityProfiles",
        "Templates",
        "EntityMaps",
        "EntityRelationships",
        "optionsets",
    ]
    return (
        f"{_HEAD}<ImportExportXml {_XSI}>\n{''.join(f'  <{part} />{chr(10)}' for part in parts)}"
        f"  <connectionreferences>\n{references}  </connectionreferences>\n"
        "  <Languages>\n    <Language>1033</Language>\n  </Languages>\n</ImportExportXml>\n"
    )


def _definition(rng: random.Random, variable: Variable) -> str:
    text = sentence(rng, 7)
    default = f"  <defaultvalue>{escape(variable.default)}</defaultvalue>\n" if variable.default else ""
    return (
        f'<environmentvariabledefinition schemaname="{variable.schema_name}">\n{default}'
        f'  <description default="{text}">\n    <label description="{text}" languagecode="1033" />\n  </description>\n'
        f'  <displayname default="{variable.title}">\n    <label description="{variable.title}" languagecode="1033" />\n'
        "  </displayname>\n  <introducedversion>1.0.0.0</introducedversion>\n  <iscustomizable>1</iscustomizable>\n"
        "  <isrequired>0</isrequired>\n  <secretstore>0</secretstore>\n"
        f"  <type>{variable.type}</type>\n</environmentvariabledefinition>\n"
    )


def _flow_row(rng: random.Random, flow: FlowPlan, file: str) -> str:
    flags = ["OnDemand", "TriggerOnCreate", "TriggerOnDelete", "AsyncAutodelete", "SyncWorkflowLogOnFailure"]
    return (
        f'{_HEAD}<Workflow WorkflowId="{{{flow.id}}}" Name="{flow.name}" Description="{sentence(rng, 9)}" {_XSI}>\n'
        f"  <JsonFileName>/Workflows/{file}</JsonFileName>\n  <Type>1</Type>\n  <Subprocess>0</Subprocess>\n"
        f"  <Category>5</Category>\n  <Mode>0</Mode>\n  <Scope>4</Scope>\n"
        f"{''.join(f'  <{flag}>0</{flag}>{chr(10)}' for flag in flags)}"
        "  <StateCode>1</StateCode>\n  <StatusCode>2</StatusCode>\n  <RunAs>1</RunAs>\n"
        "  <IsTransacted>1</IsTransacted>\n  <IntroducedVersion>1.0.0.0</IntroducedVersion>\n"
        "  <IsCustomizable>1</IsCustomizable>\n  <BusinessProcessType>0</BusinessProcessType>\n"
        "  <ModernFlowType>0</ModernFlowType>\n  <PrimaryEntity>none</PrimaryEntity>\n  <LocalizedNames>\n"
        f'    <LocalizedName languagecode="1033" description="{flow.name}" />\n  </LocalizedNames>\n</Workflow>\n'
    )


def _table(rng: random.Random, plan: SolutionPlan, table: str) -> str:
    columns = ""
    for name in (
        f"{table}id",
        *(f"{plan.prefix}_{word}" for word in COLUMNS),
        "statecode",
        "createdon",
        "ownerid",
    ):
        of = (
            "primarykey"
            if name == f"{table}id"
            else rng.choice(("nvarchar", "datetime", "int", "bit", "lookup"))
        )
        columns += (
            f'        <attribute PhysicalName="{name}">\n          <Type>{of}</Type>\n          <Name>{name}</Name>\n'
            f"          <LogicalName>{name}</LogicalName>\n          <RequiredLevel>none</RequiredLevel>\n"
            "          <DisplayMask>ValidForAdvancedFind|ValidForForm|ValidForGrid</DisplayMask>\n"
            "          <ImeMode>auto</ImeMode>\n          <ValidForUpdateApi>1</ValidForUpdateApi>\n"
            "          <IsCustomField>1</IsCustomField>\n          <IsAuditEnabled>1</IsAuditEnabled>\n"
            "          <IsSecured>0</IsSecured>\n          <IntroducedVersion>1.0.0.0</IntroducedVersion>\n"
            f'          <displaynames>\n            <displayname description="{name}" languagecode="1033" />\n'
            "          </displaynames>\n          <Descriptions>\n"
            f'            <Description description="{sentence(rng, 8)}" languagecode="1033" />\n'
            "          </Descriptions>\n        </attribute>\n"
        )
    return (
        f'{_HEAD}<Entity {_XSI}>\n  <Name LocalizedName="{table}" OriginalName="{table}">{table}</Name>\n'
        f'  <EntityInfo>\n    <entity Name="{table}">\n      <attributes>\n{columns}      </attributes>\n'
        f"      <EntitySetName>{table}s</EntitySetName>\n    </entity>\n  </EntityInfo>\n</Entity>\n"
    )


def _settings(rng: random.Random, plan: SolutionPlan, target: int, faults: list[str]) -> str:
    variables = [{"SchemaName": v.schema_name, "Value": v.values[target]} for v in plan.variables]
    if "missing" in faults and target == len(TARGETS) - 1:
        del variables[-1]
    if "unknown" in faults:
        variables.append({"SchemaName": f"{plan.prefix}_RetiredQueue", "Value": "retired"})
    if "case" in faults:
        variables[0]["SchemaName"] = variables[0]["SchemaName"].lower()
    if "empty" in faults and target:
        variables[-1]["Value"] = ""
    references = [
        {
            "LogicalName": reference.logical_name,
            "ConnectionId": f"{rng.getrandbits(128):032x}",
            "ConnectorId": f"/providers/Microsoft.PowerApps/apis/{reference.connector}",
        }
        for reference in plan.references
    ]
    return (
        json.dumps({"EnvironmentVariables": variables, "ConnectionReferences": references}, indent=2) + "\n"
    )


def _pipeline(plan: SolutionPlan) -> str:
    lines = [
        f"name: Deploy {plan.title}",
        "on:",
        "  workflow_dispatch:",
        "permissions:",
        "  contents: read",
        "jobs:",
    ]
    for number, target in enumerate(TARGETS):
        lines += [f"  {target}:", "    runs-on: ubuntu-latest", f"    environment: {target}"]
        lines += [f"    needs: [{TARGETS[number - 1]}]"] if number else []
        lines += [
            "    steps:",
            "      - uses: actions/checkout@v4",
            "      - uses: microsoft/powerplatform-actions/actions-install@v1",
            "      - uses: microsoft/powerplatform-actions/pack-solution@v1",
            "        with:",
            f"          solution-folder: solutions/{plan.unique_name}",
            f"          solution-file: out/{plan.unique_name}.zip",
            *(["          solution-type: Managed"] if number else []),
            "      - uses: microsoft/powerplatform-actions/import-solution@v1",
            "        with:",
            "          environment-url: ${{ vars.ENVIRONMENT_URL }}",
            "          app-id: ${{ vars.CLIENT_ID }}",
            "          client-secret: ${{ secrets.CLIENT_SECRET }}",
            "          tenant-id: ${{ vars.TENANT_ID }}",
            f"          solution-file: out/{plan.unique_name}.zip",
            "          use-deployment-settings-file: true",
            f"          deployment-settings-file: settings/{plan.unique_name}/{target}.json",
        ]
    return "\n".join(lines) + "\n"
