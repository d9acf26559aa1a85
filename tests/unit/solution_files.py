"""Small solutions in every layout, as files by path: what the tests of the loader write to disk."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from pplint.config.config import Config
from pplint.model.workspace import Workspace
from pplint.roots import find_workspace_roots
from pplint.workspace import load_workspace

PARENT = "1a2b3c4d-0000-4000-8000-000000000001"
CHILD = "1a2b3c4d-0000-4000-8000-000000000002"

Files = dict[str, str | bytes]


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write ``files`` below ``folder``, text as UTF-8."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def load(folder: Path, *named: str) -> Workspace:
    """The workspace of ``folder``, or of what is named in it, as the command line would load it."""
    paths = [str(folder / name) for name in named] or [str(folder)]
    return load_workspace(find_workspace_roots(paths), Config())


def problems(workspace: Workspace) -> list[tuple[str, str, str]]:
    """Rule, path and message of what could not be read."""
    return [(rule, problem.at.document.path, problem.message) for rule, problem in workspace.problems]


def flow(reference: str = "cto_SharePoint", **properties: object) -> str:
    """A cloud flow with one connection and one action."""
    connection = {"connectionReferenceLogicalName": reference} if reference else {}
    return json.dumps(
        {
            "properties": {
                "connectionReferences": {
                    "shared_sharepointonline": {
                        "runtimeSource": "embedded",
                        "connection": connection,
                        "api": {"name": "shared_sharepointonline"},
                    }
                },
                "definition": {
                    "$schema": "https://schema.management.azure.com/schemas/2016-06-01/workflowdefinition.json#",
                    "contentVersion": "1.0.0.0",
                    "parameters": {},
                    "triggers": {"manual": {"type": "Request", "kind": "Button", "inputs": {"schema": {}}}},
                    "actions": {"Compose": {"type": "Compose", "inputs": "hello", "runAfter": {}}},
                },
                "templateName": None,
                **properties,
            },
            "schemaVersion": "1.0.0.0",
        },
        indent=2,
    )


def workflow(id: str, name: str, json_file: str = "", state: str = "1", category: str = "5") -> str:
    """The ``Workflow`` element of a flow, or of a XAML process where no JSON file is named."""
    file_name = f"<JsonFileName>/Workflows/{json_file}</JsonFileName>" if json_file else "<XamlFileName/>"
    return (
        f'<Workflow WorkflowId="{{{id}}}" Name="{name}" Description="What {name} is for">{file_name}'
        f"<Category>{category}</Category><StateCode>{state}</StateCode></Workflow>"
    )


def manifest(unique_name: str = "Orders", managed: str = "0", rows: str = "") -> str:
    """``Solution.xml``."""
    return (
        "<ImportExportXml><SolutionManifest>"
        f"<UniqueName>{unique_name}</UniqueName><Version>1.2.0.3</Version><Managed>{managed}</Managed>"
        "<Publisher><UniqueName>contoso</UniqueName><CustomizationPrefix>cto</CustomizationPrefix></Publisher>"
        f"<RootComponents>{rows}</RootComponents><MissingDependencies />"
        "</SolutionManifest></ImportExportXml>"
    )


def customizations(inside: str = "", workflows: str = "") -> str:
    """``Customizations.xml`` with a connection reference."""
    return (
        f"<ImportExportXml><Entities /><Workflows>{workflows}</Workflows>{inside}<connectionreferences>"
        '<connectionreference connectionreferencelogicalname="cto_SharePoint">'
        "<connectionreferencedisplayname>Orders site</connectionreferencedisplayname>"
        "<connectorid>/providers/Microsoft.PowerApps/apis/shared_sharepointonline</connectorid>"
        "</connectionreference></connectionreferences></ImportExportXml>"
    )


def definition(schema_name: str = "cto_Site", type: str = "100000000", default: str = "") -> str:
    """``environmentvariabledefinition.xml``."""
    value = f"<defaultvalue>{default}</defaultvalue>" if default else ""
    return (
        f'<environmentvariabledefinition schemaname="{schema_name}">{value}'
        '<displayname default="Site"><label description="Site" languagecode="1033" /></displayname>'
        f"<secretstore>0</secretstore><type>{type}</type></environmentvariabledefinition>"
    )


def values(value: str) -> str:
    """``environmentvariablevalues.json``."""
    return json.dumps({"environmentvariablevalues": {"environmentvariablevalue": {"value": value}}})


CHILD_FILE = f"Child-{CHILD.upper()}.json"


def xml_layout(root: str = "", unique_name: str = "Orders") -> Files:
    """An unpacked solution: a flow, a XAML process, a variable with a value, a connection reference."""
    prefix = root + "/" if root else ""
    variable = "environmentvariabledefinitions/cto_Site/environmentvariable"
    return {
        f"{prefix}Other/Solution.xml": manifest(unique_name),
        f"{prefix}Other/Customizations.xml": customizations(),
        f"{prefix}Workflows/{CHILD_FILE}": flow(),
        f"{prefix}Workflows/{CHILD_FILE}.data.xml": workflow(CHILD, "Child flow", CHILD_FILE, state="0"),
        f"{prefix}Workflows/Old-{PARENT.upper()}.xaml": "<Activity />",
        f"{prefix}Workflows/Old-{PARENT.upper()}.xaml.data.xml": workflow(PARENT, "Old", category="0"),
        f"{prefix}{variable}definition.xml": definition(default="https://contoso.sharepoint.com/sites/dev"),
        f"{prefix}{variable}values.json": values("https://contoso.sharepoint.com/sites/test"),
    }


def plain_unzip(root: str = "") -> Files:
    """The same solution as its zip holds it: metadata of flows inside the customizations."""
    files = xml_layout(root)
    prefix = root + "/" if root else ""
    inside = workflow(CHILD, "Child flow", CHILD_FILE, state="0") + workflow(PARENT, "Old", category="0")
    plain = {
        name: text
        for name, text in files.items()
        if "/Other/" not in f"/{name}" and not name.endswith(".data.xml")
    }
    return {
        **plain,
        f"{prefix}solution.xml": manifest(),
        f"{prefix}customizations.xml": customizations(workflows=inside),
        f"{prefix}[Content_Types].xml": "<Types />",
    }


YAML_MANIFEST = """\
ImportExportXml:
  '@version': '9.2'
  SolutionManifest:
    UniqueName: {name}
    Version: 1.0.0.1
    Managed: 0
    Publisher:
      UniqueName: contoso
"""


def yaml_layout() -> Files:
    """A solution as Dataverse Git integration is reported to keep it."""
    return {
        "solutions/Orders/solution.yml": YAML_MANIFEST.format(name="Orders"),
        "solutions/Orders/rootcomponents.yml": (
            "RootComponents:\n  RootComponent:\n"
            f"    - '@type': '29'\n      '@id': '{{{CHILD}}}'\n"
            "    - '@type': '300'\n      '@schemaName': cto_app\n"
        ),
        "solutions/Orders/missingdependencies.yml": (
            "MissingDependencies:\n  MissingDependency:\n    Required:\n"
            "      '@type': connectionreference\n      '@solution': Active\n"
            "      '@id.connectionreferencelogicalname': cto_Teams\n"
            "    Dependent:\n      '@type': '29'\n      '@displayName': Child flow\n"
        ),
        "solutions/Orders/solutioncomponents.yml": (
            "SolutionComponents:\n  Component:\n"
            f"    - '@path': /modernflows/{CHILD_FILE}\n"
            "    - '@path': /environmentvariabledefinitions/cto_Site\n"
            "    - '@path': connectionreferences/cto_SharePoint\n"
        ),
        "publishers/contoso/publisher.yml": "Publisher:\n  UniqueName: contoso\n  CustomizationPrefix: cto\n",
        f"modernflows/{CHILD_FILE}": flow(),
        f"modernflows/{CHILD_FILE}.data.yml": (
            f"Workflow:\n  '@WorkflowId': '{{{CHILD}}}'\n  '@Name': Child flow\n"
            f"  JsonFileName: /modernflows/{CHILD_FILE}\n  Category: '5'\n  StateCode: 0\n"
        ),
        "environmentvariabledefinitions/cto_Site/environmentvariabledefinition.yml": (
            "# mechanical image of the XML\nenvironmentvariabledefinition:\n  '@schemaname': cto_Site\n"
            "  displayname:\n    '@default': Site\n  defaultvalue: yes\n  type: '100000002'\n"
        ),
        "connectionreferences/cto_SharePoint/connectionreference.yml": (
            "connectionreference:\n  '@connectionreferencelogicalname': cto_SharePoint\n"
            "  connectionreferencedisplayname: Orders site\n"
            "  connectorid: /providers/Microsoft.PowerApps/apis/shared_sharepointonline\n"
        ),
    }


def package(root: str = "Package") -> Files:
    """A legacy flow package."""
    inside = json.loads(flow(displayName="Remind", state="Stopped"))
    inside["name"] = PARENT
    named = {"resources": {CHILD: {"type": "Microsoft.Flow/flows", "details": {"displayName": "Remind me"}}}}
    return {
        f"{root}/manifest.json": json.dumps(
            {"schema": "1.0", "details": {"displayName": "Remindings"}, **named}
        ),
        f"{root}/Microsoft.Flow/flows/manifest.json": "{}",
        f"{root}/Microsoft.Flow/flows/{CHILD}/definition.json": json.dumps(inside),
        f"{root}/Microsoft.Flow/flows/{CHILD}/apisMap.json": "{}",
    }


def deploy_workflow(file: str = "settings/prod.json", option: str = "") -> str:
    """A workflow of GitHub that packs the minimal solution and imports it into ``prod`` with a settings file."""
    return f"""\
on: workflow_dispatch
jobs:
  prod:
    runs-on: ubuntu-latest
    environment: prod
    steps:
      - uses: actions/checkout@v4
      - uses: microsoft/powerplatform-actions/pack-solution@v1
        with:
          solution-folder: solution
          solution-file: out/ContosoOrders.zip
          solution-type: Managed
      - uses: microsoft/powerplatform-actions/import-solution@v1
        with:
          solution-file: out/ContosoOrders.zip
          use-deployment-settings-file: true
          deployment-settings-file: {file}
          {option}
"""


def fragile_rule(beside: Path) -> str:
    """A folder of rules beside a repository with one that raises, with the flow's text in its error, on every flow."""
    folder = beside.parent / "rules"
    write(
        folder,
        {
            "example/fragile.py": '"""It is always wrong."""\n'
            "from pplint import Consequence, Rule\n"
            "class Fragile(Rule):\n"
            "    consequence = Consequence.OPEN\n"
            "    def check_flow(self, flow, workspace):\n"
            "        raise RuntimeError(flow.document.text)\n"
        },
    )
    return str(folder)
