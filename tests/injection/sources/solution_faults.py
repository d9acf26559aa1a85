"""Faults of a solution's files, definitions and dependencies, and harmless twins of them."""

from __future__ import annotations

import json
import re
from functools import partial

from tests.injection.sources.host import Host, NotHere
from tests.injection.sources.registry import FAULTS, TWINS, register

fault = partial(register, FAULTS)
twin = partial(register, TWINS)
KEY_VAULT = "/subscriptions/0a1b2c3d-0000-4000-8000-000000000001/resourceGroups/orders/providers/Microsoft.KeyVault/vaults/orders-kv/secrets/smtp"


def dependency(host: Host, required: str) -> None:
    row = f'<MissingDependency><Required {required} /><Dependent type="29" displayName="Planted" /></MissingDependency>'
    text = host.read(host.manifest)
    if re.search(r"<MissingDependencies\s*/>", text):
        host.replace(
            host.manifest, r"<MissingDependencies\s*/>", f"<MissingDependencies>{row}</MissingDependencies>"
        )
    else:
        host.replace(host.manifest, r"<MissingDependencies>", f"<MissingDependencies>{row}")


# Files


@fault("malformed-json")
def flow_cut_off(host: Host) -> str:
    text = host.read(host.path)
    host.path.write_text(text[: len(text) * 2 // 3], "utf-8")
    return host.path.name


@fault("malformed-json")
def extra_comma(host: Host) -> str:
    text = host.read(host.path).rstrip()
    host.path.write_text(text[:-1] + ",\n}", "utf-8")
    return host.path.name


@fault("malformed-xml")
def tag_without_end(host: Host) -> str:
    host.replace(host.metadata, r"</Category>", "")
    return host.metadata.name


@fault("malformed-xml")
def unresolved_merge(host: Host) -> str:
    host.replace(host.metadata, r"<Category>", "<<<<<<< HEAD\n<Category>")
    return host.metadata.name


@fault("duplicate-key")
def key_twice(host: Host) -> str:
    host.replace(host.path, r'"properties"\s*:\s*\{', '"properties": {"zzz": 1, "zzz": 2,')
    return host.path.name


@fault("unreadable-file")
def another_encoding(host: Host) -> str:
    host.path.write_bytes(host.read(host.path).encode("utf-8") + b"\xff\xfe\xc3\x28")
    return host.path.name


@twin("malformed-yaml")
def pipeline_with_a_tab(host: Host) -> str:
    host.write(
        ".github/workflows/planted.yml",
        "on: push\njobs:\n\tx:\n    steps:\n      - uses: microsoft/powerplatform-actions/import-solution@v1\n",
    )
    return ""


@fault("malformed-yaml")
def manifest_with_a_value_that_needs_quotes(host: Host) -> str:
    host.write(
        "more/solutions/More/solution.yml",
        "ImportExportXml:\n  SolutionManifest:\n    UniqueName: More\n    Descriptions: More: of it\n",
    )
    return "solution.yml"


# Manifest


@fault("flow-without-metadata")
def metadata_gone(host: Host) -> str:
    host.metadata.unlink()
    return host.path.name


@fault("file-without-root-component")
def flow_not_listed(host: Host) -> str:
    guid = host.path.stem[-36:]
    host.replace(host.manifest, rf"<RootComponent [^>]*\{{{guid}\}}[^>]*/>", "")
    return host.path.name


@fault("file-without-root-component")
def web_resource_not_listed(host: Host) -> str:
    host.add_web_resource("zzz_/planted.js")
    return "web resource 'zzz_/planted.js'"


@fault("file-without-root-component")
def canvas_app_not_listed(host: Host) -> str:
    host.add_app("zzz_planted_1a2b3")
    return "canvas app 'zzz_planted_1a2b3'"


@fault("file-without-root-component")
def icon_not_listed(host: Host) -> str:
    host.add_web_resource("zzz_PlantedIcon", type_="11")
    return "web resource 'zzz_PlantedIcon'"


@fault("file-without-root-component")
def row_of_a_canvas_app_gone(host: Host) -> str:
    host.unlist_app()
    return "canvas app"


@twin("file-without-root-component")
def listed_in_other_case(host: Host) -> str:
    host.add_web_resource("zzz_/planted.js")
    host.add_app("zzz_planted_1a2b3")
    host.list_component('type="61" schemaName="zzz_/Planted.js"')
    host.list_component('type="300" schemaName="ZZZ_planted_1a2b3"')
    return ""


@twin("file-without-root-component")
def files_that_are_no_components(host: Host) -> str:
    host.write("solution/WebResources/zzz_/source.ts", "export {};\n")
    host.write("solution/CanvasApps/src/zzz/App.fx.yaml", "App As appinfo:\n")
    host.write("webresources/zzz_/planted.js", "function planted() {}\n")
    return ""


@fault("root-component-without-file")
def listed_and_gone(host: Host) -> str:
    guid = host.path.stem[-36:].lower()
    if guid not in host.read(host.manifest).lower():
        raise NotHere
    host.path.unlink()
    host.metadata.unlink()
    return guid[:8]


@fault("flow-id-mismatch")
def metadata_of_another_flow(host: Host) -> str:
    host.replace(host.metadata, r'WorkflowId="[^"]*"', f'WorkflowId="{{{host.guid()}}}"')
    return host.path.stem[:20]


@fault("managed-solution-in-source")
def managed(host: Host) -> str:
    host.replace(host.manifest, r"<Managed>[02]</Managed>", "<Managed>1</Managed>")
    return "Solution.xml"


@twin("managed-solution-in-source")
def managed_and_unmanaged(host: Host) -> str:
    host.replace(host.manifest, r"<Managed>\d</Managed>", "<Managed>2</Managed>")
    return ""


@fault("unresolved-missing-dependency")
def unmanaged_reference(host: Host) -> str:
    dependency(
        host,
        'type="connectionreference" displayName="zzz_planted" solution="Active" id.connectionreferencelogicalname="zzz_planted"',
    )
    return "zzz_planted"


@fault("unresolved-missing-dependency")
def unmanaged_variable(host: Host) -> str:
    dependency(host, 'type="380" displayName="zzz_planted" schemaName="zzz_planted" solution="Active"')
    return "zzz_planted"


@twin("unresolved-missing-dependency")
def reference_of_a_named_solution(host: Host) -> str:
    dependency(
        host,
        'type="connectionreference" displayName="zzz_p" solution="Shared (1.0.0.0)" id.connectionreferencelogicalname="zzz_p"',
    )
    dependency(host, 'type="2" schemaName="ownerid" parentSchemaName="zzz_table" solution="Active"')
    return ""


@twin(
    "connection-reference-without-connector", "unused-connection-reference", "undefined-connection-reference"
)
def reference_of_another_solution(host: Host) -> str:
    host.add_reference("zzz_shared")
    host.replace(
        host.customizations,
        r'<connectionreference connectionreferencelogicalname="zzz_shared">.*?</connectionreference>',
        '<connectionreference connectionreferencelogicalname="zzz_shared"></connectionreference>',
    )
    dependency(
        host,
        'type="connectionreference" displayName="zzz_shared" solution="Shared (1.0.0.0)" id.connectionreferencelogicalname="zzz_shared"',
    )
    return ""


@fault("flow-outside-solution")
def definition_beside_the_solution(host: Host) -> str:
    host.write("backup/Planted.json", host.read(host.path))
    return "Planted.json"


@fault("inline-component")
def flow_in_customizations(host: Host) -> str:
    guid = host.guid()
    host.replace(
        host.customizations,
        r"<Workflows\s*/>|<Workflows>\s*</Workflows>",
        f'<Workflows><Workflow WorkflowId="{{{guid}}}" Name="Planted flow"><JsonFileName>/Workflows/x.json</JsonFileName>'
        "<Type>1</Type><Category>5</Category></Workflow></Workflows>",
    )
    return "Planted flow"


# Variables


@fault("undefined-environment-variable")
def variable_without_definition(host: Host) -> str:
    host.use_variable("zzz_Planted")
    return "zzz_Planted"


@fault("name-case-mismatch")
def variable_in_other_case(host: Host) -> str:
    host.add_variable("zzz_Planted", 0, "words")
    host.use_variable("ZZZ_planted")
    return "is defined as 'zzz_Planted'"


@fault("name-case-mismatch")
def reference_in_other_case(host: Host) -> str:
    key, entry = host.connection()
    name = entry["connection"]["connectionReferenceLogicalName"]
    if f'connectionreferencelogicalname="{name}"' not in host.read(host.customizations):
        raise NotHere
    data = host.flow()
    connection = data["properties"]["connectionReferences"][key]["connection"]
    connection["connectionReferenceLogicalName"] = name.swapcase()
    host.save(data)
    return f"is defined as '{name}'"


@twin("name-case-mismatch")
def variable_as_it_is_defined(host: Host) -> str:
    host.add_variable("zzz_Planted", 0, "words")
    host.add_variable("zzz_PLANTED_TOO", 0, "words")
    key = host.use_variable("zzz_Planted")
    data = host.flow()
    definition = data["properties"]["definition"]
    definition["parameters"]["ZZZ PLANTED (zzz_Planted)"] = definition["parameters"].pop(key)
    definition["actions"]["Use_planted_variable"]["inputs"] = "@parameters('ZZZ PLANTED (zzz_Planted)')"
    host.save(data)
    return ""


@twin("name-case-mismatch")
def secret_retrieved_in_lower_case(host: Host) -> str:
    host.add_variable("zzz_PlantedSecret", 5, KEY_VAULT)
    parameters = {
        "actionName": "RetrieveEnvironmentVariableSecretValue",
        "item/EnvironmentVariableName": "zzz_plantedsecret",
    }
    key, _ = host.connection()
    called = {"connectionName": key, "operationId": "PerformUnboundAction"}
    inputs = {"host": called, "parameters": parameters}
    host.add_action("Planted_secret", {"type": "OpenApiConnection", "inputs": inputs})
    return ""


@twin("name-case-mismatch")
def name_that_nothing_here_defines(host: Host) -> str:
    host.use_variable("ZZZ_of_another_SOLUTION")
    return ""


@fault("unused-environment-variable")
def variable_that_nothing_uses(host: Host) -> str:
    host.needs_everything()
    host.add_variable("zzz_Planted_name", 0, "words")
    return "zzz_Planted_name"


@fault("duplicate-environment-variable-name")
def two_of_one_display_name(host: Host) -> str:
    host.add_variable("zzz_One", 0, title="Planted name")
    host.add_variable("zzz_Two", 0, title="Planted name")
    return "Planted name"


@twin("duplicate-environment-variable-name")
def two_display_names(host: Host) -> str:
    host.add_variable("zzz_One", 0, title="Planted name 1")
    host.add_variable("zzz_Two", 0, title="Planted name 2")
    return ""


@fault("environment-variable-too-long")
def default_too_long(host: Host) -> str:
    host.add_variable("zzz_Planted", 0, "x" * 2001)
    return "zzz_Planted"


@twin("environment-variable-too-long")
def default_just_fits(host: Host) -> str:
    host.add_variable("zzz_Planted", 0, "x" * 2000)
    return ""


@fault("environment-variable-type-mismatch")
def words_for_a_number(host: Host) -> str:
    host.add_variable("zzz_Planted", 1, "seven")
    return "zzz_Planted"


@fault("environment-variable-type-mismatch")
def broken_json(host: Host) -> str:
    host.add_variable("zzz_Planted", 3, "{a: 1")
    return "zzz_Planted"


@twin("environment-variable-type-mismatch")
def values_that_fit(host: Host) -> str:
    host.add_variable("zzz_One", 1, "-7.5")
    host.add_variable("zzz_Two", 2, "yes")
    host.add_variable("zzz_Three", 3, "[1, 2]")
    host.add_variable("zzz_Four", 5, KEY_VAULT)
    return ""


@fault("environment-variable-value-committed")
def value_committed(host: Host) -> str:
    host.add_variable("zzz_Planted", 0)
    values = {
        "environmentvariablevalues": {
            "environmentvariablevalue": {"schemaname": "zzz_Planted", "value": "of dev"}
        }
    }
    host.write(
        "solution/environmentvariabledefinitions/zzz_Planted/environmentvariablevalues.json",
        json.dumps(values),
    )
    return "zzz_Planted"


@twin("environment-variable-value-committed")
def no_value_committed(host: Host) -> str:
    host.add_variable("zzz_Planted", 0, "a default")
    values = {
        "environmentvariablevalues": {
            "environmentvariablevalue": {"schemaname": "zzz_Planted", "value": None}
        }
    }
    host.write(
        "solution/environmentvariabledefinitions/zzz_Planted/environmentvariablevalues.json",
        json.dumps(values),
    )
    return ""


@fault("secret-variable-bad-reference")
def reference_without_vault(host: Host) -> str:
    host.add_variable("zzz_Planted", 5, KEY_VAULT.replace("/vaults/orders-kv", ""))
    return "zzz_Planted"


@twin("secret-variable-bad-reference", "secret-in-text-variable")
def reference_to_a_vault(host: Host) -> str:
    host.add_variable("zzz_PlantedPassword", 5, KEY_VAULT)
    return ""


@fault("secret-in-text-variable")
def password_as_a_default(host: Host) -> str:
    host.add_variable("zzz_SmtpPassword", 0, "Vb7-kQ2.mZ9w")
    return "zzz_SmtpPassword"


@fault("stale-flow-parameter")
def parameter_with_a_former_name(host: Host) -> str:
    host.add_variable("zzz_Planted", 0, "words", title="Name of today")
    data = host.flow()
    definition = data["properties"]["definition"]
    key = "Name of yesterday (zzz_Planted)"
    definition.setdefault("parameters", {})[key] = {
        "type": "String", "defaultValue": "words", "metadata": {"schemaName": "zzz_Planted"},
    }  # fmt: skip
    definition["actions"]["Zzz"] = {"type": "Compose", "inputs": f"@parameters('{key}')", "runAfter": {}}
    host.save(data)
    return "Name of yesterday"


@fault("data-source-variable-without-parent")
def list_without_its_site(host: Host) -> str:
    host.add_variable(
        "zzz_List",
        4,
        more="<apiid>/providers/Microsoft.PowerApps/apis/shared_sharepointonline</apiid><parameterkey>table</parameterkey>",
    )
    return "zzz_List"


@fault("reserved-environment-variable-name")
def display_name_that_flows_have(host: Host) -> str:
    host.add_variable("zzz_Planted", 0, title="$Connection")
    return "$connection"


# Configuration


@fault("ignore-without-reason")
def ignore_without_reason(host: Host) -> str:
    host.write("pplint.toml", "[[ignore]]\nrule = 'hardcoded-*'\nfile = '**'\n")
    return "pplint.toml"


@fault("expired-ignore")
def ignore_of_yesterday(host: Host) -> str:
    host.write(
        "pplint.toml", "[[ignore]]\nrule = 'hardcoded-*'\nfile = '**'\nreason = 'x'\nuntil = 2020-01-01\n"
    )
    return "pplint.toml"


@fault("unused-ignore")
def ignore_of_nothing(host: Host) -> str:
    host.write("pplint.toml", "[[ignore]]\nrule = 'malformed-xml'\nfile = '**'\nreason = 'x'\n")
    return "pplint.toml"
