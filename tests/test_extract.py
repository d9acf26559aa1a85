"""``pplint extract``: a literal becomes an environment variable, everywhere or not at all."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pplint.commands import extract as command
from pplint.commands.request import make_config
from pplint.errors import UsageError
from pplint.extraction.planning import make_plan
from pplint.extraction.wish import Wish
from pplint.files.writing import write_atomically
from pplint.testing.laying import MINIMAL
from pplint.testing.secrets import make_secret
from tests.test_fix import files
from tests.unit.solution_files import CHILD_FILE, write, yaml_layout

Run = Callable[..., Any]
FLOW = "solution/Workflows/Notify-1A2B3C4D-0000-4000-8000-000000000001.json"
SITE = "https://contoso.sharepoint.com/sites/dev"
KEY = "Orders Site (cto_OrdersSite)"
READ = f"@parameters('{KEY}')"
DEFINITION = """\
<environmentvariabledefinition schemaname="cto_OrdersSite">
  <displayname default="Orders Site">
    <label description="Orders Site" languagecode="1033" />
  </displayname>
  <introducedversion>1.0.0.0</introducedversion>
  <iscustomizable>1</iscustomizable>
  <isrequired>0</isrequired>
  <secretstore>0</secretstore>
  <type>100000000</type>
</environmentvariabledefinition>"""


class Repository:
    """The minimal solution with further actions in its flow."""

    def __init__(self, root: Path, run: Run) -> None:
        self.root = root
        self.run = run

    @property
    def flow(self) -> Any:
        return json.loads((self.root / FLOW).read_text())

    @property
    def actions(self) -> Any:
        return self.flow["properties"]["definition"]["actions"]

    def add(self, **actions: Any) -> Repository:
        """Put actions behind the one that is there."""
        data = self.flow
        known = data["properties"]["definition"]["actions"]
        last = "Send_an_email"
        for name, action in actions.items():
            known[name] = {"runAfter": {last: ["Succeeded"]}, **action}
            last = name
        self.write(data)
        return self

    def write(self, data: Any) -> None:
        (self.root / FLOW).write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n")

    def line(self, text: str) -> int:
        """The line that has a text."""
        lines = (self.root / FLOW).read_text().splitlines()
        return next(number for number, line in enumerate(lines, 1) if text in line)

    def at(self, text: str) -> str:
        """The place that has a text, as reports name it."""
        return f"{FLOW}:{self.line(text)}"

    def extract(self, argument: str, *options: str, name: str = "cto_OrdersSite") -> Any:
        return self.run("extract", argument, "--name", name, *options, cwd=self.root)

    def refuses(self, argument: str, *options: str, name: str = "cto_OrdersSite") -> str:
        """What is said where nothing may change."""
        before = files(self.root)
        result = self.extract(argument, *options, name=name)
        assert result.code == 2, result
        assert result.out == ""
        assert files(self.root) == before
        return str(result.err)

    @property
    def definition(self) -> Path:
        return (
            self.root
            / "solution/environmentvariabledefinitions/cto_OrdersSite/environmentvariabledefinition.xml"
        )


@pytest.fixture
def repository(tmp_path: Path, pplint: Run) -> Repository:
    import shutil

    root = tmp_path.resolve() / "home"
    shutil.copytree(MINIMAL, root)
    (root / ".git").mkdir()
    return Repository(root, pplint)


def compose(value: Any) -> dict[str, Any]:
    return {"type": "Compose", "inputs": value}


def test_a_value_becomes_a_variable_wherever_it_is(repository: Repository) -> None:
    repository.add(
        Site=compose(SITE),
        Get={
            "type": "Http",
            "inputs": {
                "method": "GET",
                "uri": f"{SITE}/_api/web?of=@{{outputs('Site')}}",
                "headers": {
                    "One": f"@concat('{SITE}', '/x')",
                    "Two": f"@toLower('at {SITE}/y, not {SITE}2')",
                    "Three": f"@{{toUpper('{SITE}')}} and {SITE}.",
                    "Other": f"{SITE}2",
                },
            },
        },
    )
    assert repository.extract(SITE).code == 0
    assert repository.definition.read_bytes() == DEFINITION.encode()
    assert repository.actions["Site"]["inputs"] == READ
    inputs = repository.actions["Get"]["inputs"]
    call = READ[1:]
    assert inputs["uri"] == f"@{{{call}}}/_api/web?of=@{{outputs('Site')}}"
    assert inputs["headers"] == {
        "One": f"@concat({call}, '/x')",
        "Two": f"@toLower(concat('at ', {call}, '/y, not {SITE}2'))",
        "Three": f"@{{toUpper({call})}} and @{{{call}}}.",
        "Other": f"{SITE}2",
    }
    parameter = repository.flow["properties"]["definition"]["parameters"][KEY]
    assert parameter == {
        "defaultValue": SITE,
        "type": "String",
        "metadata": {"schemaName": "cto_OrdersSite"},
    }
    settings = json.loads((repository.root / "settings/prod.json").read_text())
    assert settings["EnvironmentVariables"][-1] == {"SchemaName": "cto_OrdersSite", "Value": SITE}


def test_a_second_run_changes_nothing(repository: Repository) -> None:
    repository.add(Site=compose(SITE))
    place = repository.at(SITE)
    assert repository.extract(place).code == 0
    before = files(repository.root)
    for argument in (SITE, "hardcoded-url", repository.at(READ)):
        result = repository.extract(argument)
        assert result.code == 0
        assert "nothing to do" in result.err
        assert files(repository.root) == before


@pytest.mark.parametrize("column", ["", ":18"])
def test_the_same_place_again_changes_nothing(repository: Repository, column: str) -> None:
    """The parameter that was added moved the literal down: the place is now before it, at something else."""
    repository.add(Other=compose("https://fabrikam.example/api"), Site=compose(SITE))
    place = f"{repository.at(SITE)}{column}"
    assert repository.extract(place).code == 0
    before = files(repository.root)
    result = repository.extract(place)
    assert (result.code, "nothing to do: 'cto_OrdersSite' is read there already" in result.err) == (0, True)
    assert files(repository.root) == before


def test_another_place_is_not_taken_for_one_that_was_extracted(repository: Repository) -> None:
    repository.add(Site=compose(SITE), Other=compose("https://fabrikam.example/api"))
    assert repository.extract(repository.at(SITE)).code == 0
    before = files(repository.root)
    for place in (repository.at("fabrikam"), f"{FLOW}:2", f"{FLOW}:{repository.line('Other') + 1}"):
        assert repository.extract(place).code == 2
        assert files(repository.root) == before


def test_diff_writes_nothing(repository: Repository) -> None:
    repository.add(Site=compose(SITE))
    before = files(repository.root)
    result = repository.extract("hardcoded-url", "--diff")
    assert result.code == 1
    assert files(repository.root) == before
    assert f'+          "inputs": "{READ}"' in result.out
    assert '+<environmentvariabledefinition schemaname="cto_OrdersSite">' in result.out
    assert '+      "SchemaName": "cto_OrdersSite",' in result.out


def test_the_finding_is_gone(repository: Repository) -> None:
    repository.add(Site=compose(SITE))
    assert "hardcoded-url" in repository.run(".", "-f", "concise", cwd=repository.root).out
    assert repository.extract("hardcoded-url").code == 0
    assert "hardcoded" not in repository.run(".", "-f", "concise", cwd=repository.root).out


def test_several_values_are_listed(repository: Repository) -> None:
    repository.add(A=compose(SITE), B=compose("https://fabrikam.sharepoint.com/sites/dev"))
    said = repository.refuses("hardcoded-url")
    assert "hardcoded-url reports 2 values" in said
    assert f"{FLOW}:{repository.line(SITE)}:" in said
    assert "fabrikam" in said


@pytest.mark.parametrize(
    ("value", "type", "code", "parameter", "setting"),
    [
        (50, "number", 100000001, "Int", "50"),
        (1.5, "number", 100000001, "Float", "1.5"),
        (True, "boolean", 100000002, "Bool", "yes"),
        (False, "boolean", 100000002, "Bool", "no"),
        ({"a": 1, "b": ["x"]}, "json", 100000003, "Object", '{"a": 1, "b": ["x"]}'),
    ],
)
def test_numbers_switches_and_objects(
    repository: Repository, value: Any, type: str, code: int, parameter: str, setting: str
) -> None:
    repository.add(Take=compose({"it": value}))
    assert repository.extract(repository.at('"it":')).code == 0
    assert repository.actions["Take"]["inputs"] == {"it": READ}
    entry = repository.flow["properties"]["definition"]["parameters"][KEY]
    assert (entry["type"], entry["defaultValue"]) == (parameter, value)
    assert f"<type>{code}</type>" in repository.definition.read_text()
    settings = json.loads((repository.root / "settings/prod.json").read_text())
    assert settings["EnvironmentVariables"][-1]["Value"] == setting
    assert repository.run(".", "--fail-on", "error", cwd=repository.root).code == 0
    del type


def test_tokens_stay_tokens(repository: Repository) -> None:
    path = repository.root / "settings/prod.json"
    path.write_text(path.read_text().replace('"api.contoso.com"', '"#{cto_OrdersApiHost}#"'))
    repository.add(Site=compose(SITE))
    result = repository.extract(SITE)
    assert json.loads(path.read_text())["EnvironmentVariables"][-1]["Value"] == "#{cto_OrdersSite}#"
    assert "token" in result.err


def test_entries_may_stay_empty(repository: Repository) -> None:
    repository.add(Site=compose(SITE))
    result = repository.extract(SITE, "--leave-empty")
    settings = json.loads((repository.root / "settings/prod.json").read_text())
    assert settings["EnvironmentVariables"][-1]["Value"] == ""
    assert "refused until it is filled in" in result.err


def test_a_word_is_only_changed_where_it_was_pointed_out(repository: Repository) -> None:
    repository.add(A=compose("Approved"), B=compose("Approved"))
    said = repository.refuses("Approved")
    assert "is in 2 places" in said
    assert repository.extract(repository.at("Approved")).code == 0
    assert [repository.actions[name]["inputs"] for name in "AB"] == [READ, "Approved"]


@pytest.mark.parametrize(
    ("value", "other"), [(SITE, f"{SITE.replace('contoso', 'Contoso')}/lists"), ("WSSA", "wssa")]
)
def test_another_spelling_stays_and_is_listed(repository: Repository, value: str, other: str) -> None:
    repository.add(One=compose(value), Other=compose(other), Longer=compose(f"x{other}"))
    for options, code in ((["--diff"], 1), ([], 0)):
        result = repository.extract(value, *options)
        assert result.code == code
        said = " ".join(result.err.split())
        where = re.findall(r"not changed: (\S+):\d+: the value is there in other upper and lower case", said)
        assert where == [repository.at(f'"{other}"')]
    assert [repository.actions[name]["inputs"] for name in ("One", "Other")] == [READ, other]


def test_another_spelling_of_a_name_is_listed_where_a_parameter_takes_it(repository: Repository) -> None:
    host = {"apiId": "/providers/Microsoft.PowerApps/apis/shared_sql", "operationId": "ExecuteProcedure_V2"}

    def query(database: str) -> dict[str, Any]:
        parameters = {"server": "@{null}", "database": database, "procedure": "[dbo].[x]"}
        return {"type": "OpenApiConnection", "inputs": {"parameters": parameters, "host": host}}

    repository.add(One=query("WSSA"), Two=query("WSSA"), Other=query("wssa"), Word=compose("Wssa"))
    result = repository.extract(repository.at('"WSSA"'))
    assert result.code == 0
    said = " ".join(result.err.split())
    assert [repository.actions[name]["inputs"]["parameters"]["database"] for name in ("One", "Two")] == [
        READ
    ] * 2
    assert re.findall(r"not changed: (\S+):\d+: ", said) == [repository.at('"wssa"')]
    assert f"{repository.at(READ)}:" in said
    assert "hardcoded-id" not in said


def test_a_value_in_another_spelling_alone_says_where_it_is(repository: Repository) -> None:
    repository.add(One=compose("WSSA"))
    assert repository.at('"WSSA"') in repository.refuses("wssa")


def test_a_name_in_prose_stays(repository: Repository) -> None:
    repository.add(
        Note=compose("Reads WSWMDWH01 every night."),
        Name=compose("WSWMDWH01"),
        Both=compose("@concat('WSWMDWH01', '/x')"),
    )
    assert repository.extract("WSWMDWH01").code == 0
    inputs = {name: action["inputs"] for name, action in repository.actions.items()}
    assert inputs["Note"] == "Reads WSWMDWH01 every night."
    assert (inputs["Name"], inputs["Both"]) == (READ, f"@concat({READ[1:]}, '/x')")


REFUSED = {
    "host": ('"connectionName": "shared_office365"', "host"),
    "operation": ('"operationId": "SendEmailV2"', "host"),
    "kind": ('"kind": "Button"', "kind"),
    "type": ('"type": "OpenApiConnection"', "type"),
    "connection": ('"connectionReferenceLogicalName"', "connectionReferences"),
    "metadata": ('"operationMetadataId": "1a2b3c4d-0000-4000-8000-000000000012"', "metadata"),
    "a variable's own parameter": ('"schemaName": "cto_OrdersApiHost"', "cto_OrdersApiHost"),
    "sign-in": ('"authentication": "@', "expression"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_takes_no_parameter_is_refused(repository: Repository, name: str) -> None:
    text, words = REFUSED[name]
    assert words in repository.refuses(repository.at(text))


@pytest.mark.parametrize(
    ("action", "text", "words"),
    [
        ({"type": "Http", "inputs": {"method": "PATCH", "uri": "https://x"}}, "PATCH", "method"),
        ({"type": "Compose", "inputs": "x", "description": "Words here"}, "Words here", "note"),
        (
            {
                "type": "Http",
                "inputs": {"method": "GET", "uri": "x", "retryPolicy": {"type": "fixed", "interval": "PT7S"}},
            },
            "PT7S",
            "retry policies",
        ),
        (
            {
                "type": "OpenApiConnection",
                "inputs": {
                    "parameters": {"entityName": "cto_orders"},
                    "host": {
                        "apiId": "/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps",
                        "connectionName": "shared_commondataserviceforapps",
                        "operationId": "ListRecords",
                    },
                },
            },
            '"cto_orders"',
            "Dataverse table",
        ),
        ({"type": "Compose", "inputs": "x" * 2001}, "xxxx", "2,001 characters"),
        ({"type": "Compose", "inputs": [1, 2]}, '"inputs": [', "a list"),
        ({"type": "Compose", "inputs": None}, '"inputs": null', "null"),
    ],
)
def test_further_places_and_values_are_refused(
    repository: Repository, action: Any, text: str, words: str
) -> None:
    repository.add(Take=action)
    assert words in repository.refuses(repository.at(text))


def test_a_flow_that_is_no_json_is_said_to_be(repository: Repository) -> None:
    repository.add(Site=compose(SITE))
    path = repository.root / FLOW
    path.write_text(path.read_text()[:-20])
    assert f"nothing is extracted from '{FLOW}': it is not valid JSON" in repository.refuses(
        repository.at(SITE)
    )
    assert f"{FLOW}: it is not valid JSON" in " ".join(repository.refuses(SITE).split())


def test_a_literal_that_arrives_at_a_table_is_refused(repository: Repository) -> None:
    host = {
        "apiId": "/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps",
        "connectionName": "shared_commondataserviceforapps",
        "operationId": "ListRecords",
    }
    repository.add(
        Table=compose("cto_orders"),
        List={
            "type": "OpenApiConnection",
            "inputs": {"parameters": {"entityName": "@outputs('Table')"}, "host": host},
        },
    )
    assert "arrives at" in repository.refuses(repository.at('"cto_orders"'))


@pytest.mark.parametrize("kind", ["storage-key", "entra-client-secret", "jwt", "sas-url", "function-key-url"])
def test_a_credential_is_refused_and_not_shown(repository: Repository, kind: str) -> None:
    secret = make_secret(kind)
    repository.add(Key=compose(secret))
    for argument in (secret, repository.at(secret)):
        said = repository.refuses(argument)
        assert "Key Vault" in said
        assert secret not in said


def test_names_have_the_publishers_prefix(repository: Repository) -> None:
    repository.add(Site=compose(SITE))
    assert "--name cto_OrdersSite" in repository.refuses(SITE, name="new_OrdersSite")
    assert "is not a schema name" in repository.refuses(SITE, name="OrdersSite")
    assert "--name is empty" in repository.refuses(SITE, name=" ")
    assert "display name" in repository.refuses(SITE, "--display-name", "Orders API host")
    assert "does not fit" in repository.refuses(SITE, "--type", "number")
    assert "exists" in repository.refuses(SITE, name="cto_OrdersApiHost")


def test_a_managed_solution_is_refused(repository: Repository) -> None:
    repository.add(Site=compose(SITE))
    path = repository.root / "solution/Other/Solution.xml"
    path.write_text(re.sub("<Managed>.<", "<Managed>1<", path.read_text()))
    assert "managed" in repository.refuses(SITE)


SHAREPOINT = {
    "apiId": "/providers/Microsoft.PowerApps/apis/shared_sharepointonline",
    "connectionName": "shared_sharepointonline",
    "operationId": "GetItems",
}
LIST = "1a2b3c4d-1111-4222-8333-444455556666"


def with_sharepoint(repository: Repository, **parameters: Any) -> Repository:
    """An action that reads a list, with its connection."""
    repository.add(
        Get_items={"type": "OpenApiConnection", "inputs": {"host": SHAREPOINT, "parameters": parameters}}
    )
    data = repository.flow
    data["properties"]["connectionReferences"]["shared_sharepointonline"] = {
        "runtimeSource": "embedded",
        "connection": {"connectionReferenceLogicalName": "cto_SharePoint"},
        "api": {"name": "shared_sharepointonline"},
    }
    repository.write(data)
    path = repository.root / "solution/Other/Customizations.xml"
    text = path.read_text()
    start, end = text.index("<connectionreference "), text.index("</connectionreferences>")
    copy = text[start:end].replace("cto_Outlook", "cto_SharePoint")
    path.write_text(text[:end] + copy.replace("shared_office365", "shared_sharepointonline") + text[end:])
    settings = repository.root / "settings/prod.json"
    content = json.loads(settings.read_text())
    content["ConnectionReferences"].append(
        {
            "LogicalName": "cto_SharePoint",
            "ConnectionId": "6f1e0d9c8b7a69584736251403f2e1d0",
            "ConnectorId": "/providers/Microsoft.PowerApps/apis/shared_sharepointonline",
        }
    )
    settings.write_text(json.dumps(content, indent=2) + "\n")
    return repository


def test_sites_and_lists_are_asked_for_and_become_data_sources(repository: Repository) -> None:
    with_sharepoint(repository, dataset=SITE, table=LIST)
    said = repository.refuses(SITE)
    assert "dynamic columns" in said
    assert "--type data-source" in said
    assert "extract the dataset" in repository.refuses(LIST, "--unsafe-fixes", name="cto_OrdersList")
    assert repository.extract(SITE, "--unsafe-fixes", "--type", "data-source").code == 0
    text = repository.definition.read_text()
    assert (
        text.splitlines()[1] == "  <apiid>/providers/microsoft.powerapps/apis/shared_sharepointonline</apiid>"
    )
    assert "  <parameterkey>dataset</parameterkey>\n  <secretstore>0</secretstore>" in text
    assert "<type>100000004</type>" in text
    assert repository.actions["Get_items"]["inputs"]["parameters"]["dataset"] == READ
    options = ("--unsafe-fixes", "--type", "data-source")
    assert repository.extract(LIST, *options, name="cto_OrdersList").code == 0
    text = Path(str(repository.definition).replace("OrdersSite", "OrdersList")).read_text()
    assert (
        "<parentdefinitionid>\n    <schemaname>cto_OrdersSite</schemaname>\n  </parentdefinitionid>" in text
    )
    assert "<parameterkey>table</parameterkey>" in text
    assert repository.run(".", "--fail-on", "error", cwd=repository.root).code == 0


def test_a_list_of_a_site_in_a_text_variable_is_no_data_source(repository: Repository) -> None:
    with_sharepoint(repository, dataset=SITE, table=LIST)
    assert repository.extract(SITE, "--unsafe-fixes").code == 0
    options = ("--unsafe-fixes", "--type", "data-source")
    assert "not a Data source variable" in repository.refuses(LIST, *options, name="cto_OrdersList")
    assert repository.extract(LIST, "--unsafe-fixes", name="cto_OrdersList").code == 0


def test_triggers_are_asked_for(repository: Repository) -> None:
    data = repository.flow
    trigger = data["properties"]["definition"]["triggers"]["manual"]
    trigger["conditions"] = [{"expression": f"@equals(triggerBody()?['site'], '{SITE}')"}]
    repository.write(data)
    assert "turned off and on" in repository.refuses(SITE)
    assert repository.extract(SITE, "--unsafe-fixes").code == 0
    condition = repository.flow["properties"]["definition"]["triggers"]["manual"]["conditions"][0]
    assert condition["expression"] == f"@equals(triggerBody()?['site'], {READ[1:]})"


def second_solution(repository: Repository) -> str:
    """A further solution whose flow has the site; the path of that flow."""
    import shutil

    shutil.copytree(repository.root / "solution", repository.root / "other")
    shutil.rmtree(repository.root / "other/environmentvariabledefinitions")
    for path in (repository.root / "other").rglob("*"):
        if path.is_file():
            text = path.read_text()
            text = re.sub("(?<=<UniqueName>)ContosoOrders(?=<)", "ContosoMore", text)
            text = re.sub(
                "(?i)1a2b3c4d-0000-4000-8000-00000000000", "2A2B3C4D-0000-4000-8000-00000000000", text
            )
            path.write_text(
                text.replace("Notify", "Remind").replace('WorkflowId="{2A2B3C4D', 'WorkflowId="{2a2b3c4d')
            )
            new = path.with_name(path.name.replace("Notify-1A", "Remind-2A"))
            path.rename(new)
    customizations = repository.root / "other/Other/Customizations.xml"
    text = customizations.read_text()
    start, end = text.index("<connectionreference "), text.index("</connectionreferences>")
    customizations.write_text(text[:start] + text[end:])
    return FLOW.replace("solution/", "other/").replace("Notify-1A", "Remind-2A")


def test_other_solutions_are_changed_across_alone(repository: Repository) -> None:
    repository.add(Site=compose(SITE))
    other = repository.root / second_solution(repository)
    assert "2 solutions have the value" in repository.refuses(SITE)
    before = other.read_bytes()
    result = repository.extract(SITE, "solution")
    assert result.code == 0, result
    assert other.read_bytes() == before
    assert "--across changes it too" in result.err
    assert "other/Workflows" in result.err


def test_across_makes_a_dependency(repository: Repository) -> None:
    repository.add(Site=compose(SITE))
    other = repository.root / second_solution(repository)
    result = repository.extract(repository.at(SITE), "--across")
    assert result.code == 0, result
    assert "'ContosoMore' now depends on" in result.err.replace("ContosoMore now", "'ContosoMore' now")
    data = json.loads(other.read_text())["properties"]["definition"]
    assert data["actions"]["Site"]["inputs"] == READ
    assert data["parameters"][KEY]["metadata"] == {"schemaName": "cto_OrdersSite"}
    assert not list((repository.root / "other").glob("environmentvariabledefinitions/*"))


def test_a_variable_that_holds_the_value_is_used(repository: Repository) -> None:
    repository.add(Site=compose(SITE))
    assert repository.extract(SITE).code == 0
    definition = repository.definition.read_bytes()
    settings = (repository.root / "settings/prod.json").read_bytes()
    repository.add(Again=compose(f"{SITE}/more"))
    result = repository.extract(SITE)
    assert result.code == 0, result
    assert repository.actions["Again"]["inputs"] == f"@{{{READ[1:]}}}/more"
    assert repository.definition.read_bytes() == definition
    assert (repository.root / "settings/prod.json").read_bytes() == settings


@pytest.mark.parametrize("other", [f"{SITE}/", SITE.upper()])
def test_a_variable_that_holds_another_spelling_is_not_used(repository: Repository, other: str) -> None:
    repository.add(Site=compose(SITE))
    assert repository.extract(SITE).code == 0
    # With the variable of the first it would be ".../sites/devlists", or what a case-sensitive system does not know.
    repository.add(Again=compose(f"{other}?lists"))
    assert "holds the value in another spelling" in repository.refuses(other)


@pytest.mark.parametrize("form", ["minified", "crlf", "bom", "utf-16", "escaped"])
def test_bytes_beside_the_edits_stay(repository: Repository, form: str) -> None:
    repository.add(Site=compose(f"ä {SITE}/ö"))
    path = repository.root / FLOW
    text = path.read_text()
    if form == "minified":
        text = json.dumps(json.loads(text), separators=(",", ":"), ensure_ascii=False)
    if form == "escaped":
        text = text.replace(SITE, SITE.replace("/", "\\/")).replace("ä", "\\u00e4")
    raw = text.replace("\n", "\r\n").encode() if form == "crlf" else text.encode()
    raw = b"\xef\xbb\xbf" + raw if form == "bom" else text.encode("utf-16") if form == "utf-16" else raw
    path.write_bytes(raw)
    assert repository.extract(SITE).code == 0
    after = path.read_bytes()
    decoded = after.decode("utf-16" if form == "utf-16" else "utf-8-sig")
    inputs = json.loads(decoded)["properties"]["definition"]["actions"]["Site"]["inputs"]
    assert inputs == f"ä @{{{READ[1:]}}}/ö"
    assert after[:2] == raw[:2]
    assert ("\r\n" in decoded) == (form == "crlf")
    assert decoded.count("\n") == decoded.count("\r\n") or form != "crlf"
    assert (len(decoded.splitlines()) == 1) == (form == "minified")
    assert ("\\u00e4" in decoded) == (form == "escaped")


@pytest.mark.parametrize("is_first", [False, True])
def test_all_files_or_none(repository: Repository, is_first: bool) -> None:
    repository.add(Site=compose(SITE))
    definitions = repository.definition.parent.parent
    if is_first:
        shutil.rmtree(definitions)
    path = repository.root / "settings/prod.json"
    path.chmod(0o444)
    before = files(repository.root)
    result = repository.extract(SITE)
    assert result.code == 2
    assert "read-only" in result.err
    assert files(repository.root) == before
    assert not repository.definition.parent.exists()
    assert definitions.exists() != is_first


def test_what_cannot_be_put_back_is_named_and_stops_nothing(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.add(Site=compose(SITE))
    before = files(repository.root)
    wish = Wish(SITE, "cto_OrdersSite")
    config, roots = make_config((str(repository.root),), {})
    plan = make_plan(wish, config, roots)
    calls: list[str] = []

    def stubborn(path: str, data: str | bytes, root: str = "", expected: bytes | None = None) -> None:
        calls.append(path)
        # The first flow or settings file can be written; the next cannot, nor can the first be put back.
        if len(calls) > 1:
            raise UsageError("the disk is full")
        write_atomically(path, data, root=root, expected=expected)

    monkeypatch.setattr(command, "write_atomically", stubborn)
    with pytest.raises(
        UsageError, match="the disk is full; put back by hand what was changed before it: "
    ) as raised:
        command.write(plan)
    after = files(repository.root)
    (changed,) = [path for path in before if after[path] != before[path]]
    assert str(raised.value).endswith(f": {changed}")
    assert not repository.definition.exists()


def test_a_settings_file_without_variables_gets_a_list(repository: Repository) -> None:
    path = repository.root / "settings/prod.json"
    content = json.loads(path.read_text())
    del content["EnvironmentVariables"]
    path.write_text(json.dumps(content, indent=2) + "\n")
    repository.add(Site=compose(SITE))
    assert repository.extract(SITE).code == 0
    entries = json.loads(path.read_text())["EnvironmentVariables"]
    assert {"SchemaName": "cto_OrdersSite", "Value": SITE} in entries


YAML_SITE = """\
environmentvariabledefinition:
  '@schemaname': cto_Other
  defaultvalue: https://contoso.sharepoint.com/sites/other
  description:
    '@default': What it is
    label:
      '@description': What it is
      '@languagecode': '1033'
  displayname:
    '@default': Other
    label:
      '@description': Other
      '@languagecode': '1033'
  introducedversion: 1.0.0.0
  iscustomizable: '1'
  isrequired: '0'
  secretstore: '0'
  type: '100000000'
"""
YAML_NEW = """\
environmentvariabledefinition:
  '@schemaname': cto_OrdersSite
  displayname:
    '@default': Orders Site
    label:
      '@description': Orders Site
      '@languagecode': '1033'
  introducedversion: 1.0.0.1
  iscustomizable: '1'
  isrequired: '0'
  secretstore: '0'
  type: '100000000'
"""


def yaml_repository(beside: Repository, *, written: bool) -> Repository:
    layout = yaml_layout()
    flow = f"modernflows/{CHILD_FILE}"
    layout[flow] = str(layout[flow]).replace('"hello"', json.dumps(SITE))
    if written:
        layout["environmentvariabledefinitions/cto_Other/environmentvariabledefinition.yml"] = YAML_SITE
        key = "solutions/Orders/solutioncomponents.yml"
        layout[key] = f"{layout[key]!s}    - '@path': /environmentvariabledefinitions/cto_Other\n"
    root = write(beside.root.parent / "yaml", {**layout, ".git/HEAD": ""})
    return Repository(root, beside.run)


def test_yaml_copies_a_definition_of_the_platform(repository: Repository) -> None:
    repository = yaml_repository(repository, written=True)
    result = repository.extract(SITE)
    assert result.code == 0, result
    folder = repository.root / "environmentvariabledefinitions/cto_OrdersSite"
    assert (folder / "environmentvariabledefinition.yml").read_text() == YAML_NEW
    listed = (repository.root / "solutions/Orders/solutioncomponents.yml").read_text()
    assert listed.endswith(
        "    - '@path': /environmentvariabledefinitions/cto_Other\n"
        "    - '@path': /environmentvariabledefinitions/cto_OrdersSite\n"
    )
    data = json.loads((repository.root / f"modernflows/{CHILD_FILE}").read_text())
    assert data["properties"]["definition"]["actions"]["Compose"]["inputs"] == READ


def test_yaml_without_such_a_definition_is_refused(repository: Repository) -> None:
    # The one that is there has a comment and lacks what the platform writes.
    said = yaml_repository(repository, written=False).refuses(SITE)
    assert "make the variable in Power Apps" in said
