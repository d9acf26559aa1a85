"""``pplint handover``, section by section: what an administrator relies on."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pplint.testing.secrets import expand
from tests.conftest import Result
from tests.unit.solution_files import definition, values, write

Run = Callable[..., Result]
Copy = Callable[[str], Path]

VAULT = (
    "/subscriptions/00000000-1111-4222-8333-444444444444/resourceGroups/rg-contoso/providers/"
    "Microsoft.KeyVault/vaults/{}/secrets/{}"
)


class Document:
    """A handover document, cut into sections and tables."""

    def __init__(self, text: str) -> None:
        self.text = text
        parts = re.split(r"^## (\d)\. .*$", text, flags=re.MULTILINE)
        self.sections = dict(zip(parts[1::2], parts[2::2], strict=True))

    def rows(self, section: int, number: int = 0) -> list[dict[str, str]]:
        """A table of a section, a dictionary a row, cells without code marks."""
        tables: list[list[dict[str, str]]] = []
        head: list[str] | None = None
        for line in self.sections[str(section)].splitlines():
            if not line.startswith("| "):
                head = None
                continue
            if line.startswith("| --- "):
                continue
            cells = [cell.strip().replace("`", "").replace("\\", "") for cell in line[1:-1].split(" | ")]
            if head is None:
                head = cells
                tables.append([])
            else:
                tables[-1].append(dict(zip(head, cells, strict=True)))
        return tables[number]

    def row(self, section: int, key: str, number: int = 0) -> dict[str, str]:
        found = [row for row in self.rows(section, number) if next(iter(row.values())) == key]
        assert len(found) == 1, (key, self.sections[str(section)])
        return found[0]

    def steps(self, section: int) -> list[str]:
        """Check boxes: ``who: what``."""
        lines = self.sections[str(section)].splitlines()
        return [line[6:].replace("**", "", 2) for line in lines if line.startswith("- [ ] ")]

    def step(self, section: int, words: str) -> str:
        found = [step for step in self.steps(section) if words in step]
        assert len(found) == 1, (words, self.steps(section))
        return found[0]


@pytest.fixture
def handover(pplint: Run, repository: Path) -> Callable[..., Document]:
    def call(*arguments: str, cwd: Path = repository) -> Document:
        result = pplint("handover", *arguments, cwd=cwd)
        assert result.code == 0, result.err
        return Document(result.out)

    return call


def flow_json(
    reference: str = "",
    api: str = "shared_office365",
    trigger: dict[str, Any] | None = None,
    source: str = "embedded",
    children: Iterable[str] = (),
    parameter: str = "",
) -> str:
    """A cloud flow: its connection, its trigger, the flows that it calls, a variable that it reads."""
    keys = {api: {"runtimeSource": source, "connection": {}, "api": {"name": api}}} if reference else {}
    if reference:
        keys[api]["connection"] = {"connectionReferenceLogicalName": reference}
    actions: dict[str, Any] = {
        f"Call_{number}": {
            "type": "Workflow",
            "inputs": {"host": {"workflowReferenceName": child}},
            "runAfter": {},
        }
        for number, child in enumerate(children)
    }
    if reference:
        host = {
            "apiId": f"/providers/Microsoft.PowerApps/apis/{api}",
            "connectionName": api,
            "operationId": "X",
        }
        actions["Do"] = {"type": "OpenApiConnection", "inputs": {"host": host}, "runAfter": {}}
    parameters: dict[str, Any] = {}
    if parameter:
        parameters[f"P ({parameter})"] = {"type": "String", "metadata": {"schemaName": parameter}}
        actions["Read"] = {"type": "Compose", "inputs": f"@parameters('P ({parameter})')", "runAfter": {}}
    definition_of = {
        "$schema": "https://schema.management.azure.com/schemas/2016-06-01/workflowdefinition.json#",
        "contentVersion": "1.0.0.0",
        "parameters": parameters,
        "triggers": {"manual": trigger or BUTTON},
        "actions": actions,
    }
    return json.dumps({"properties": {"connectionReferences": keys, "definition": definition_of}})


BUTTON = {"type": "Request", "kind": "Button", "inputs": {"schema": {}}}
DAILY = {"type": "Recurrence", "recurrence": {"frequency": "Day", "interval": 1}}
FLOW_ID = "1a2b3c4d-0000-4000-8000-0000000001{:02d}"


def add_flow(
    root: Path, number: int, name: str, state: int = 1, solution: str = "solution", **parts: Any
) -> str:
    """Write a flow with its metadata, and return its id."""
    id = FLOW_ID.format(number)
    file = f"{name.replace(' ', '')}-{id.upper()}.json"
    write(
        root,
        {
            f"{solution}/Workflows/{file}": flow_json(**parts),
            f"{solution}/Workflows/{file}.data.xml": (
                f'<Workflow WorkflowId="{{{id}}}" Name="{name}"><JsonFileName>/Workflows/{file}</JsonFileName>'
                f"<Category>5</Category><StateCode>{state}</StateCode><StatusCode>{state + 1}</StatusCode></Workflow>"
            ),
        },
    )
    manifest = root / solution / "Other" / "Solution.xml"
    row = f'<RootComponent type="29" id="{{{id}}}" behavior="0" /></RootComponents>'
    text = manifest.read_text(encoding="utf-8").replace("</RootComponents>", row)
    manifest.write_text(text, encoding="utf-8")
    return id


def reference_xml(name: str, api: str) -> str:
    return (
        f'<connectionreference connectionreferencelogicalname="{name}"><connectorid>/providers/Microsoft.PowerApps/'
        f"apis/{api}</connectorid></connectionreference>"
    )


def add_references(root: Path, *references: tuple[str, str], solution: str = "solution") -> None:
    path = root / solution / "Other" / "Customizations.xml"
    text = path.read_text(encoding="utf-8")
    inside = "".join(reference_xml(*reference) for reference in references)
    path.write_text(
        text.replace("</connectionreferences>", inside + "</connectionreferences>"), encoding="utf-8"
    )


def add_variable(root: Path, name: str, type: str = "100000000", default: str = "", value: str = "") -> None:
    folder = f"solution/environmentvariabledefinitions/{name}/environmentvariable"
    files = {f"{folder}definition.xml": definition(name, type, default)}
    if value:
        files[f"{folder}values.json"] = values(value)
    write(root, files)


def settings(
    root: Path, target: str, variables: dict[str, str], references: dict[str, str] | None = None
) -> None:
    """The settings file of a target, with what the minimal solution needs."""
    variables = {"cto_OrdersApiHost": f"api-{target}.contoso.com", **variables}
    connections = {"cto_Outlook": "0123456789abcdef0123456789abcdef", **(references or {})}
    office = "/providers/Microsoft.PowerApps/apis/shared_office365"
    data = {
        "EnvironmentVariables": [{"SchemaName": k, "Value": v} for k, v in variables.items()],
        "ConnectionReferences": [
            {"LogicalName": k, "ConnectionId": v, "ConnectorId": office} for k, v in connections.items()
        ],
    }
    write(root, {f"settings/{target}.json": json.dumps(data)})


SECRET = "100000005"


# The command


def test_it_writes_the_same_to_a_file(pplint: Run, repository: Path) -> None:
    shown = pplint("handover")
    written = pplint("handover", "-o", "out/handover.md")
    assert (shown.code, written.code, written.out) == (0, 0, "")
    assert (repository / "out/handover.md").read_text(encoding="utf-8") == shown.out
    assert pplint("handover").out == shown.out


def test_all_ten_sections_are_there_and_say_what_sources_cannot(handover: Callable[..., Document]) -> None:
    document = handover()
    assert list(document.sections) == [str(number) for number in range(10)]
    assert document.text.startswith("# Handover: ContosoOrders\n")
    assert "- solution `ContosoOrders` in `solution`" in document.sections["0"]
    assert "- settings of `prod` in `settings/prod.json`" in document.sections["0"]
    assert "The sources do not show who owns what" in document.sections["0"]
    assert document.rows(1, 1) == [
        {"target": "prod", "forecast": "**ready**", "why": "1 of 1 value and 1 of 1 connection known"}
    ]


def test_a_wrong_path_is_one_sentence(pplint: Run) -> None:
    result = pplint("handover", "nowhere")
    assert result.code == 2
    assert len(result.err.splitlines()) == 1
    assert result.out == ""


# 1. Solutions in the order of import


def manifest_of(name: str) -> str:
    return (
        f"<ImportExportXml><SolutionManifest><UniqueName>{name}</UniqueName><Version>1.0.0.0</Version>"
        "<Managed>2</Managed><Publisher><UniqueName>contoso</UniqueName><CustomizationPrefix>cto</CustomizationPrefix>"
        "</Publisher><RootComponents></RootComponents><MissingDependencies/></SolutionManifest></ImportExportXml>"
    )


def estate(root: Path, needs: dict[str, set[str]]) -> Path:
    """Solutions, each with a variable of its own, and a flow that reads those of the solutions that it needs."""
    for number, (name, needed) in enumerate(needs.items()):
        write(
            root,
            {
                "pplint.toml": "",
                f"{name}/Other/Solution.xml": manifest_of(name),
                f"{name}/Other/Customizations.xml": "<ImportExportXml><connectionreferences/></ImportExportXml>",
                f"{name}/environmentvariabledefinitions/cto_{name}/environmentvariabledefinition.xml": definition(
                    f"cto_{name}", default="x"
                ),
            },
        )
        for index, other in enumerate(sorted(needed)):
            add_flow(
                root, 10 * number + index, f"{name} reads {other}", solution=name, parameter=f"cto_{other}"
            )
    return root


def order_of(document: Document) -> list[str]:
    return [row["solution"] for row in document.rows(1)]


def test_a_solution_comes_after_those_it_needs(handover: Callable[..., Document], tmp_path: Path) -> None:
    root = estate(tmp_path / "estate", {"App": {"Core", "Middle"}, "Core": set(), "Middle": {"Core"}})
    document = handover(cwd=root)
    assert order_of(document) == ["Core", "Middle", "App"]
    assert [row["needs"] for row in document.rows(1)] == ["–", "Core", "Core, Middle"]


def test_what_needs_a_cycle_comes_after_it(handover: Callable[..., Document], tmp_path: Path) -> None:
    root = estate(
        tmp_path / "estate", {"App": {"Left"}, "Left": {"Right"}, "Right": {"Left"}, "Zero": {"App"}}
    )
    assert order_of(handover(cwd=root)) == ["Left", "Right", "App", "Zero"]


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=9))
def test_the_order_of_import_holds_for_any_needs(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[int, int]]
) -> None:
    from pplint.detect.order import _reachable, find_needs, import_order
    from tests.unit.solution_files import load

    names = ["Alpha", "Beta", "Gamma", "Delta", "Epsilon"]
    needs = {name: {names[b] for a, b in pairs if names[a] == name != names[b]} for name in names}
    workspace = load(estate(tmp_path_factory.mktemp("estate"), needs))
    ordered = import_order(workspace)
    assert sorted(solution.unique_name for solution in ordered) == sorted(names)
    found = find_needs(workspace)
    placed: set[int] = set()
    for solution in ordered:
        for other in found[id(solution)] - placed:
            assert id(solution) in _reachable(other, found), (needs, [s.unique_name for s in ordered])
        placed.add(id(solution))


def test_copies_do_not_upset_the_order(handover: Callable[..., Document], tmp_path: Path) -> None:
    root = estate(tmp_path / "estate", {"App": {"Core"}, "Core": set()})
    for name in ("Other/Solution.xml", "Other/Customizations.xml"):
        text = (root / "Core" / name).read_text(encoding="utf-8")
        write(root, {f"AaManaged/{name}": text.replace("<Managed>2", "<Managed>1")})
    variable = "environmentvariabledefinitions/cto_Core/environmentvariabledefinition.xml"
    write(root, {f"AaManaged/{variable}": (root / "Core" / variable).read_text(encoding="utf-8")})
    document = handover(cwd=root)
    assert order_of(document) == ["Core", "App"]
    assert "- solution `Core` in `Core`" in document.sections["0"]
    assert "AaManaged" not in document.sections["0"]


def test_archived_solutions_are_left_out(handover: Callable[..., Document], tmp_path: Path) -> None:
    root = estate(tmp_path / "estate", {"App": set(), "archive/Old": set()})
    assert order_of(handover(cwd=root)) == ["App"]
    only = estate(tmp_path / "only", {"archive/Old": set()})
    assert order_of(handover(cwd=only)) == ["archive/Old"]


def test_solutions_of_others_are_named_with_their_version(
    handover: Callable[..., Document], repository: Path
) -> None:
    path = repository / "solution/Other/Solution.xml"
    rows = "".join(
        f'<MissingDependency><Required type="1" schemaName="fab_rate{n}" displayName="Rate" solution="{solution}" />'
        '<Dependent type="29" displayName="Notify approver" /></MissingDependency>'
        for n, solution in enumerate(("FabrikamRates (1.2.0.0)", "FabrikamRates (1.10.0.0)", "System"))
    )
    text = path.read_text(encoding="utf-8").replace(
        "<MissingDependencies />", f"<MissingDependencies>{rows}</MissingDependencies>"
    )
    path.write_text(text, encoding="utf-8")
    document = handover()
    assert "must already contain these solutions: `FabrikamRates 1.10.0.0`." in document.sections["1"]
    assert "Install solution `FabrikamRates` 1.10.0.0 or newer" in document.step(2, "Install solution")


# 2. Before the first import


def test_connections_to_create_name_connector_account_and_references(
    handover: Callable[..., Document], repository: Path
) -> None:
    names = [f"cto_Mail{number}" for number in range(9)]
    add_references(repository, *((name, "shared_office365") for name in names), ("cto_Sql", "shared_sql"))
    add_references(repository, ("cto_Lonely", "shared_teams"))
    for number, name in enumerate(names):
        add_flow(repository, number, f"Mail {number}", reference=name)
    add_flow(repository, 20, "Query", reference="cto_Sql", api="shared_sql")
    document = handover()
    mail, sql = document.rows(2)
    assert mail["connector"] == "shared_office365 Office 365 Outlook"
    assert mail["account"] == "Entra user with a mailbox"
    # Every one of them is needed, so every one is named.
    assert mail["connection references"].split(", ") == [*names, "cto_Outlook"]
    assert (sql["connector"], sql["when"]) == ("shared_sql SQL Server", "before")
    assert "cto_Sql" in sql["connection references"]
    assert "Nothing uses `cto_Lonely`: no connection is needed" in document.sections["2"]
    assert "shared_teams" not in document.sections["2"]
    assert "SQL Server need them" in document.step(2, "premium licences")
    assert "install the data gateway" in document.step(2, "SQL Server reach on-premises systems")
    assert "cto_Outlook" in document.step(2, "Share the connections in the settings files")


def test_a_custom_connector_is_called_by_its_name_and_connected_after_its_import(
    handover: Callable[..., Document], fixture_copy: Copy
) -> None:
    document = handover(cwd=fixture_copy("contoso-orders"))
    (own,) = [row for row in document.rows(2) if "custom connector" in row["connector"]]
    assert own["connection references"] == "cto_OrdersApi"
    assert own["when"].startswith("**after**")
    assert "cto_OrdersApi" not in document.step(2, "Create a connection for each of")
    assert "cto_OrdersApi" in document.step(7, "Create the connections of the custom connectors")
    for words in ("Check the data policies", "premium licences"):
        assert "Orders API" in document.step(2, words)
        assert "5f0a1b2c3d4e5f6071" not in document.step(2, words)


def test_credentials_in_the_sources_are_revoked_first(
    handover: Callable[..., Document], repository: Path
) -> None:
    secret = expand("{{secret:github}}")
    path = next(repository.glob("solution/Workflows/*.json"))
    path.write_text(
        path.read_text(encoding="utf-8").replace("<p>Orders", f"<p>{secret} Orders"), encoding="utf-8"
    )
    document = handover()
    assert document.steps(2)[0].startswith("security: Revoke the credential in the sources")
    assert path.name in document.steps(2)[0]
    assert secret not in document.text


def test_nothing_is_asked_for_that_nothing_needs(handover: Callable[..., Document], tmp_path: Path) -> None:
    document = handover(cwd=estate(tmp_path / "estate", {"App": set()}))
    assert document.steps(2) == document.steps(7) == []
    assert document.sections["3"].strip() == "No environment variable is a secret."
    assert "None." in document.sections["6"]


# 3. Secrets


def test_secrets_name_vault_and_secret_of_each_target_and_never_a_value(
    handover: Callable[..., Document], repository: Path
) -> None:
    value = "Tr0ub4dor-and-3-horses"
    for name in ("cto_ApiKey", "cto_Plain", "cto_Absent", "cto_Token", "cto_Uri", "cto_Blank"):
        add_variable(repository, name, SECRET)
    add_variable(repository, "cto_Default", SECRET, default=VAULT.format("kv-default", "api"))
    add_variable(repository, "cto_Committed", SECRET, value=VAULT.format("kv-dev", "api"))
    add_flow(repository, 1, "Call partner", parameter="cto_ApiKey")
    told = {
        "cto_Plain": value,
        "cto_Token": "#{Key}#",
        "cto_Uri": "https://kv-uri.vault.azure.net/secrets/api",
    }
    for target in ("uat", "prod"):
        settings(
            repository,
            target,
            {"cto_ApiKey": VAULT.format(f"kv-{target}", "api-key"), "cto_Blank": " ", **told},
        )
    document = handover()
    rows = {row["secret"]: row for row in document.rows(3)}
    assert (rows["cto_ApiKey"]["uat"], rows["cto_ApiKey"]["prod"]) == (
        "kv-uat / api-key",
        "kv-prod / api-key",
    )
    assert rows["cto_ApiKey"]["used by"] == "flow Call partner"
    assert {name: row["uat"] for name, row in rows.items() if name != "cto_ApiKey"} == {
        "cto_Absent": "**missing**",
        "cto_Blank": "**empty**",
        "cto_Committed": "kv-dev / api (**inherited**)",
        "cto_Default": "kv-default / api (default)",
        "cto_Plain": "**not a Key Vault reference**",
        "cto_Token": "from the pipeline",
        "cto_Uri": "kv-uri (by URI)",
    }
    assert value not in document.text
    assert "cto_ApiKey" in document.step(2, "Key Vault Secrets User")
    assert document.step(2, "Register the resource provider").startswith("owner of the vault: ")
    assert document.step(2, "firewall")


def test_tokens_that_the_configuration_names_are_tokens_here_too(
    handover: Callable[..., Document], repository: Path
) -> None:
    write(repository, {"pplint.toml": '[settings]\ntokens = ["@@*@@"]\n'})
    add_variable(repository, "cto_ApiKey", SECRET)
    settings(repository, "prod", {"cto_ApiKey": "@@KEY@@"})
    assert handover().row(3, "cto_ApiKey")["prod"] == "from the pipeline"


def test_secrets_of_a_repository_without_targets(handover: Callable[..., Document], repository: Path) -> None:
    (repository / "settings/prod.json").unlink()
    add_variable(repository, "cto_ApiKey", SECRET, value=VAULT.format("kv-dev", "api"))
    add_variable(repository, "cto_Other", SECRET)
    document = handover()
    assert document.row(3, "cto_ApiKey")["a new environment"] == "kv-dev / api (**inherited**)"
    assert document.row(3, "cto_Other")["a new environment"] == "**missing**"


def test_no_made_up_credential_of_the_fixtures_is_told(
    handover: Callable[..., Document], fixture_copy: Copy
) -> None:
    from tests.conftest import FIXTURES

    for name in ("contoso-orders", "sampler"):
        kinds = {
            marker
            for path in (FIXTURES / name).rglob("*")
            if path.is_file()
            for marker in re.findall(rb"\{\{secret:[^}]*\}\}", path.read_bytes())
        }
        assert kinds
        document = handover(cwd=fixture_copy(name))
        for marker in kinds:
            assert expand(marker.decode()) not in document.text


# 4. Values and 5. connection references


def test_the_matrix_of_values(handover: Callable[..., Document], repository: Path) -> None:
    for name in ("cto_Set", "cto_Token", "cto_Missing", "cto_Blank"):
        add_variable(repository, name)
    add_variable(repository, "cto_Default", default="5")
    add_variable(repository, "cto_Inherited", value="https://contoso.sharepoint.com/sites/dev")
    add_flow(repository, 1, "Read it", parameter="cto_Set")
    settings(repository, "uat", {"cto_Set": "a", "cto_Token": "#{T}#", "cto_Blank": ""})
    settings(repository, "prod", {"cto_Set": "b", "cto_Token": "c", "cto_Missing": "d", "cto_Blank": "e"})
    document = handover()
    rows = {row["variable"]: row for row in document.rows(4)}
    assert {name: (row["uat"], row["prod"]) for name, row in rows.items()} == {
        "cto_Blank": ("**empty**", "set"),
        "cto_Default": ("default", "default"),
        "cto_Inherited": ("**inherited**", "**inherited**"),
        "cto_Missing": ("**missing**", "set"),
        "cto_OrdersApiHost": ("set", "set"),
        "cto_Set": ("set", "set"),
        "cto_Token": ("token", "set"),
    }
    assert rows["cto_Set"]["used by"] == "flow Read it"
    assert rows["cto_Default"]["used by"] == "–"
    assert rows["cto_OrdersApiHost"]["shown as"] == "Orders API host"
    # The matrix says where a value comes from, and repeats none of them.
    assert "sites/dev" not in document.sections["4"]


def test_the_matrix_of_values_without_a_target(handover: Callable[..., Document], repository: Path) -> None:
    (repository / "settings/prod.json").unlink()
    add_variable(repository, "cto_Default", default="5")
    add_variable(repository, "cto_Inherited", value="6", default="5")
    document = handover()
    assert {row["variable"]: row["a new environment"] for row in document.rows(4)} == {
        "cto_Default": "default",
        "cto_Inherited": "**inherited**",
        "cto_OrdersApiHost": "**missing**",
    }
    assert document.row(5, "cto_Outlook")["a new environment"] == "by hand"


def test_the_matrix_of_references(handover: Callable[..., Document], repository: Path) -> None:
    names = ("cto_Bound", "cto_Token", "cto_Blank", "cto_Absent")
    add_references(
        repository, *((name, "shared_office365") for name in names), ("cto_Lonely", "shared_teams")
    )
    for number, name in enumerate(names):
        add_flow(repository, number, f"Flow {number}", reference=name)
    id = "fedcba9876543210fedcba9876543210"
    settings(repository, "uat", {}, {"cto_Bound": id, "cto_Token": "#{Id}#", "cto_Blank": ""})
    write(
        repository,
        {
            "settings/dev.json": json.dumps(
                {
                    "EnvironmentVariables": [{"SchemaName": "cto_OrdersApiHost", "Value": "x.contoso.com"}],
                    "ConnectionReferences": [],
                }
            )
        },
    )
    document = handover()
    rows = {row["reference"]: row for row in document.rows(5)}
    assert {name: row["uat"] for name, row in rows.items()} == {
        "cto_Absent": "**missing**",
        "cto_Blank": "**empty**",
        "cto_Bound": "bound",
        "cto_Lonely": "not used",
        "cto_Outlook": "bound",
        "cto_Token": "token",
    }
    # A file that says nothing of connections leaves them to the import dialog.
    assert {row["dev"] for name, row in rows.items() if name != "cto_Lonely"} == {"by hand"}
    assert rows["cto_Bound"]["used by"] == "flow Flow 0"
    assert (rows["cto_Bound"]["connector"], id in document.text) == ("shared_office365", False)


# 6. Flows


def test_flows_say_trigger_account_and_state(handover: Callable[..., Document], repository: Path) -> None:
    add_references(repository, ("cto_Teams", "shared_teams"))
    http = {"type": "Request", "kind": "Http", "inputs": {"triggerAuthenticationType": "Tenant"}}
    event = {
        "type": "OpenApiConnectionWebhook",
        "inputs": {
            "host": {
                "apiId": "/providers/Microsoft.PowerApps/apis/shared_teams",
                "connectionName": "shared_teams",
                "operationId": "WebhookNewMessage",
            }
        },
    }
    hours = {"type": "Recurrence", "recurrence": {"frequency": "Hour", "interval": 6}}
    app = {"type": "Request", "kind": "PowerAppV2", "inputs": {}}
    add_flow(repository, 1, "A daily", trigger=DAILY, reference="cto_Outlook")
    add_flow(repository, 2, "B six hours", trigger=hours, state=0)
    add_flow(repository, 3, "C http", trigger=http)
    add_flow(repository, 4, "D event", trigger=event, reference="cto_Teams", api="shared_teams")
    add_flow(repository, 5, "E app", trigger=app, reference="cto_Outlook", source="invoker")
    document = handover()
    rows = {row["flow"][0]: row for row in document.rows(6)}
    told = {key: (row["trigger"], row["in source"], row["starts automatically"]) for key, row in rows.items()}
    assert told == {
        "A": ("schedule (daily)", "on", "**yes**, daily"),
        "B": ("schedule (every 6 hours)", "off", "no"),
        "C": ("HTTP request", "on", "no"),
        # Its reference is not in the settings file.
        "D": ("Microsoft Teams: WebhookNewMessage", "on", "no"),
        "E": ("app", "on", "no"),
        "N": ("button or parent flow", "on", "no"),
    }
    assert rows["A"]["runs as"] == "the connections' account"
    assert rows["B"]["stays off because"] == "off in the sources"
    assert rows["C"]["runs as"] == "no connection"
    assert rows["D"]["stays off because"].startswith("in prod: 'cto_Teams' has no connection")
    assert rows["E"]["runs as"] == "whoever runs it"
    assert "`A daily` (daily)" in document.step(2, "start with the import")
    assert "B six hours" not in document.step(2, "start with the import")
    assert "`C http`" in document.step(7, "callback URLs")
    assert "`E app`" in document.step(7, "run-only users")
    assert "(6 here)" in document.step(7, "becomes the owner of new flows")
    (repository / "settings/prod.json").unlink()
    assert handover().row(6, "D event")["starts automatically"] == "**yes**, on events"


def test_a_flow_that_starts_in_one_target_alone_is_told(
    handover: Callable[..., Document], repository: Path
) -> None:
    add_references(repository, ("cto_Mail", "shared_office365"))
    add_flow(repository, 1, "Nightly", trigger=DAILY, reference="cto_Mail")
    settings(repository, "uat", {}, {"cto_Mail": "fedcba9876543210fedcba9876543210"})
    document = handover()
    row = document.row(6, "Nightly")
    assert row["stays off because"] == "in prod: 'cto_Mail' has no connection"
    assert row["starts automatically"] == "**yes**, daily"
    assert "`Nightly` (daily)" in document.step(2, "start with the import")


def test_a_target_of_other_solutions_does_not_make_a_flow_start(
    handover: Callable[..., Document], repository: Path
) -> None:
    estate(repository, {"Other": set()})
    add_references(repository, ("cto_Mail", "shared_office365"))
    add_flow(repository, 1, "Nightly", trigger=DAILY, reference="cto_Mail")
    write(
        repository,
        {
            "pplint.toml": '[settings]\nassociate = { "settings/other.json" = ["Other"], "settings/prod.json" = '
            '["solution"] }\nenvironments = { other = "settings/other.json" }\n',
            "settings/other.json": json.dumps(
                {"EnvironmentVariables": [{"SchemaName": "cto_Other", "Value": "y"}]}
            ),
        },
    )
    document = handover()
    assert {row["target"] for row in document.rows(1, 1)} == {"other", "prod"}
    assert document.row(6, "Nightly")["starts automatically"] == "no"
    assert not [step for step in document.steps(2) if "start with the import" in step]


def test_flows_that_are_not_in_the_package_do_not_start(
    handover: Callable[..., Document], repository: Path
) -> None:
    id = add_flow(repository, 1, "Nightly", trigger=DAILY)
    file = repository / f"solution/Workflows/Nightly-{id.upper()}.json"
    file.with_name(file.name + ".data.xml").unlink()
    document = handover()
    (row,) = [row for row in document.rows(6) if row["flow"].startswith("Nightly")]
    assert (row["starts automatically"], row["stays off because"]) == ("no", "not in the package")


# 7. After the import


def test_children_are_turned_on_deepest_first(handover: Callable[..., Document], repository: Path) -> None:
    deepest = add_flow(repository, 1, "Zulu")
    middle = add_flow(repository, 2, "Mike", children=[deepest])
    other = add_flow(repository, 3, "Alpha", children=[middle, deepest])
    add_flow(repository, 4, "Caller", children=[other])
    document = handover()
    assert "first `Zulu`, `Mike`, `Alpha`, then the flows" in document.step(
        7, "child flows before their parents"
    )
    assert document.row(6, "Alpha")["children"] == "Mike, Zulu"


def test_flows_that_call_each_other_do_not_hang_it(
    handover: Callable[..., Document], repository: Path
) -> None:
    add_flow(repository, 1, "Ping", children=[FLOW_ID.format(2)])
    add_flow(repository, 2, "Pong", children=[FLOW_ID.format(1)])
    assert "`Pong`, `Ping`" in handover().step(7, "child flows before their parents")


def test_what_is_done_by_hand_after_the_import_of_the_fixture(
    handover: Callable[..., Document], fixture_copy: Copy
) -> None:
    document = handover(cwd=fixture_copy("contoso-orders"))
    assert "`Orders API`" in document.step(7, "save each")
    assert "`Orders`" in document.step(7, "Share the canvas apps")
    assert "`Orders agent`" in document.step(7, "Publish the agents")
    assert "`Receive order`" in document.step(7, "callback URLs")
    assert "`Look up order`" in document.step(7, "run-only users")
    assert document.steps(7)[-1].startswith(
        "whoever deploys: After each import, check that the same flows are on"
    )
    # Nothing that this repository does not have.
    assert not [step for step in document.steps(7) if "Power Pages" in step or "security roles" in step]


def test_roles_models_sites_and_connectors_with_sign_in_have_steps(
    handover: Callable[..., Document], repository: Path
) -> None:
    manifest = repository / "solution/Other/Solution.xml"
    rows = (
        '<RootComponent type="20" id="{1a2b3c4d-0000-4000-8000-0000000000aa}" behavior="0" />'
        '<RootComponent type="80" schemaName="cto_Backoffice" behavior="0" />'
    )
    text = manifest.read_text(encoding="utf-8").replace("</RootComponents>", rows + "</RootComponents>")
    manifest.write_text(text, encoding="utf-8")
    oauth = {"token": {"type": "oauthSetting", "oAuthSettings": {"clientId": "x"}}}
    write(
        repository,
        {
            "solution/Connectors/cto_5Frates.xml": "<Connector><connectorid>{1a2b3c4d-0000-4000-8000-0000000000bb}"
            "</connectorid><displayname>Rates</displayname><name>cto_5Frates</name>"
            "<connectionparameters>/Connector/cto_5Frates_connectionparameters.json</connectionparameters></Connector>",
            "solution/Connectors/cto_5Frates_connectionparameters.json": json.dumps(oauth),
            "solution/powerpagecomponents/home/powerpagecomponent.xml": "<powerpagecomponent />",
        },
    )
    document = handover()
    assert "`ContosoOrders`" in document.step(7, "Assign the security roles of")
    assert "`cto_Backoffice`" in document.step(7, "model-driven apps")
    assert "`ContosoOrders`" in document.step(7, "Power Pages")
    assert "`Rates`" in document.step(7, "each import deletes them")


# 8. Rotation and 9. findings


def test_rotation_says_where_a_new_one_goes(handover: Callable[..., Document]) -> None:
    rows = {row["what changes"]: row for row in handover().rows(8)}
    assert "in the vault" in rows["a secret in Key Vault"]["where the new one goes"]
    assert "ConnectionId" in rows["the account behind a connection"]["where the new one goes"]
    assert "deploy again" in rows["a value such as a site or host"]["and then"]
    assert "section 7" in rows["the callback URL of a flow"]["where the new one goes"]


def test_open_findings_are_counted_and_errors_are_named(
    handover: Callable[..., Document], pplint: Run, repository: Path
) -> None:
    assert handover().sections["9"].strip() == "None."
    settings(repository, "uat", {"cto_OrdersApiHost": ""})
    document = handover()
    assert {"severity": "error", "rule": "settings-empty-value", "findings": "1"} in document.rows(9)
    assert "- `settings/uat.json:1` 'cto\\_OrdersApiHost' is empty" in document.sections["9"]
    assert pplint("check").code == 1
