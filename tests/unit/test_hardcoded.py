"""Values that belong in environment variables are found at their origin, and nothing else is."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pplint import Config, Finding, Severity, lint, registry
from pplint.detect.credentials.secret_rule import SecretRule
from pplint.detect.hardcoded import named as hardcoded
from pplint.detect.hardcoded.hosts import environment_word
from pplint.detect.hardcoded.ids import named_ids
from pplint.detect.hardcoded.named import named_by_parameters
from pplint.detect.hardcoded.urls import named_links, named_urls
from pplint.detect.hardcoded.variable_values import is_telling
from pplint.files.tree import Tree
from pplint.model.flow import Flow
from pplint.model.places import Document
from pplint.model.workspace import Solution, Workspace
from pplint.testing.secrets import make_secret, secret_part

FLOW = "solution/Workflows/Notify-1A2B3C4D-0000-4000-8000-000000000001.json"
VARIABLE = "solution/environmentvariabledefinitions/cto_OrdersApiHost/environmentvariabledefinition.xml"
LIST = "8b0f2a7e-41c3-4d5a-9e6b-7c1d2e3f4a5b"
SITE = "https://adatum.sharepoint.com/sites/orders"
API = "https://orders-dev.partner-api.net"


def make_flow(actions: dict[str, Any], **definition: Any) -> Flow:
    data = {"properties": {"definition": {"actions": actions, **definition}}}
    document = Document("flow.json", "json", json.dumps(data), data)
    return Flow("f", "F", document, Solution("", "xml", document.root))


def make_workspace(*flows: Flow, files: tuple[str, ...] = ()) -> Workspace:
    workspace = Workspace(Tree("."))
    solution = Solution("", "xml", flows[0].site)
    solution.flows.extend(flows)
    solution.files.extend(files)
    workspace.solutions.append(solution)
    return workspace


def compose(value: object) -> dict[str, Any]:
    return {"type": "Compose", "inputs": value}


def initialize(name: str, value: object) -> dict[str, Any]:
    variable = {"name": name, "type": "string", "value": value}
    return {"type": "InitializeVariable", "inputs": {"variables": [variable]}}


def http(uri: str, **inputs: object) -> dict[str, Any]:
    return {"type": "Http", "inputs": {"method": "GET", "uri": uri, **inputs}}


def sharepoint(**parameters: object) -> dict[str, Any]:
    host = {
        "apiId": "/providers/Microsoft.PowerApps/apis/shared_sharepointonline",
        "connectionName": "shared_sharepointonline",
        "operationId": "GetItems",
    }
    return {"type": "OpenApiConnection", "inputs": {"parameters": parameters, "host": host}}


def urls(
    actions: dict[str, Any], own: tuple[str, ...] = (), allowed: tuple[str, ...] = ()
) -> list[tuple[str, str]]:
    found = named_urls(make_flow(actions), own, allowed)
    return [(named.literal.action, named.shown) for named in found]


# --- URLs


@pytest.mark.parametrize(
    ("uri", "at", "shown"),
    [
        ("@variables('Base')", "Base", API),
        ("@{variables('Base')}/orders", "Base", API),
        ("@concat(variables('Base'), '/orders')", "Base", API),
        ("@concat('https://', outputs('Host'), '/v1')", "Host", "https://api.partner-api.net/v1"),
        ("https://@{outputs('Host')}/v1", "Host", "https://api.partner-api.net/v1"),
        ("https://@{outputs('Short')}.partner-api.net/v1", "Short", "https://orders.partner-api.net/v1"),
    ],
)
def test_the_address_of_a_call_is_found_at_its_origin(uri: str, at: str, shown: str) -> None:
    actions = {
        "Base": initialize("Base", API),
        "Host": compose("api.partner-api.net"),
        "Short": compose("orders"),
        "Call": http(uri),
    }
    assert urls(actions) == [(at, shown)]


@pytest.mark.parametrize(
    "action",
    [
        http("@{triggerBody()?['base']}/x?next=https://orders.partner-api.net"),
        http("https://graph.microsoft.com/v1.0/me", body={"see": API}),
        http("https://@{triggerBody()?['account']}.blob.core.windows.net/x"),
        http("@outputs('Other')"),
        compose(API),
        compose("Sites look like https://contoso.sharepoint.com/sites/x"),
        sharepoint(dataset="@triggerBody()?['site']", table="Orders"),
        {"type": "Compose", "inputs": "x", "description": SITE, "metadata": {"site": SITE}},
    ],
)
def test_other_places_and_hosts_are_left_alone(action: dict[str, Any]) -> None:
    assert urls({"Do": action, "Other": compose("@triggerBody()?['x']")}) == []


@pytest.mark.parametrize(
    "action",
    [
        compose({"deep": [{"site": SITE}]}),
        compose(f"@concat('{SITE}', variables('x'))"),
        compose(f"@if(equals(1, 2), '{SITE}', '')"),
        http("https://graph.microsoft.com/v1.0/me", body={"see": f"<a href='{SITE}'>"}),
        sharepoint(dataset=SITE, table="Orders"),
        {"type": "If", "expression": {"equals": ["@triggerBody()", SITE]}},
    ],
)
def test_an_organisations_host_counts_everywhere(action: dict[str, Any]) -> None:
    assert urls({"Do": action}) == [("Do", SITE)]


def test_a_variable_part_of_a_host_counts_if_it_is_constant() -> None:
    actions = {"Account": initialize("Account", "ordersdev")}
    uri = "https://@{variables('Account')}.blob.core.windows.net/x"
    assert urls({**actions, "Do": compose(uri)}) == [("Account", "https://ordersdev.blob.core.windows.net/x")]


def test_a_path_is_no_part_of_a_host() -> None:
    actions = {"Path": initialize("Path", "orders"), "Base": initialize("Base", API)}
    assert urls({**actions, "Do": http("@{variables('Base')}/@{variables('Path')}")}) == [("Base", API)]


def test_what_the_configuration_allows_and_adds() -> None:
    actions = {"A": compose(SITE), "B": compose("see https://print.adatum.net/queue"), "C": http(API)}
    assert urls(actions) == [("A", SITE), ("C", API)]
    assert urls(actions, allowed=("*.sharepoint.com", API + "*")) == []
    assert ("B", "https://print.adatum.net/queue") in urls(actions, own=("adatum.net",))
    assert urls(actions, own=("adatum.net",), allowed=("*",)) == []


def test_names_of_servers_count_in_their_parameters() -> None:
    action: dict[str, Any] = {
        "type": "OpenApiConnection",
        "inputs": {
            "parameters": {"server": "SQLDEV01", "database": "Orders", "table": "[dbo].[Orders]"},
            "host": {"apiId": "/providers/Microsoft.PowerApps/apis/shared_sql", "operationId": "GetItems_V2"},
        },
    }
    assert urls({"Get": action}) == [("Get", "SQLDEV01")]
    action["inputs"]["parameters"]["server"] = "@{triggerBody()?['name']}-sql"
    assert urls({"Get": action}) == []


def test_links_with_an_environment() -> None:
    id = "7d6c5b4a-3928-4716-8504-f3e2d1c0b9a8"
    link = f"https://make.powerapps.com/environments/{id}/home"
    flow = make_flow(
        {
            "Id": initialize("Id", id),
            "A": compose(f"<a href='{link}'>"),
            "B": compose("https://make.powerapps.com/environments/@{variables('Id')}/home"),
            "C": compose(
                "https://make.powerapps.com/environments/@{workflow()?['tags']?['environmentName']}/home"
            ),
            "D": compose("https://make.powerapps.com/"),
        }
    )
    assert [(named.literal.action, named.shown) for named in named_links(flow)] == [("A", link), ("Id", id)]
    assert list(named_urls(flow)) == []


# --- Ids and addresses


def ids(flow: Flow, files: tuple[str, ...] = (), *others: Flow) -> list[tuple[str, str, bool]]:
    found = named_ids(flow, make_workspace(flow, *others, files=files))
    return [(named.literal.action, named.shown, named.is_note) for named in found]


@pytest.mark.parametrize("table", [LIST, "@variables('List')", f"@if(equals(1, 2), '{LIST}', 'Orders')"])
def test_an_id_counts_by_the_parameter_that_it_reaches(table: str) -> None:
    flow = make_flow(
        {"List": initialize("List", LIST), "Get": sharepoint(dataset="@triggerBody()", table=table)}
    )
    assert ids(flow) == [("List" if "variables" in table else "Get", LIST, False)]


def test_an_id_without_such_a_parameter_is_data() -> None:
    actions = {
        "List": initialize("List", LIST),
        "Use": compose("@variables('List')"),
        "Title": sharepoint(table="Orders"),
    }
    assert ids(make_flow(actions)) == []


def test_ids_that_travel_with_a_solution() -> None:
    flow = make_flow({"Get": sharepoint(table=LIST)})
    assert ids(flow, (f"AIModels/{LIST.upper()}.xml",)) == []
    rows = make_flow({"Rows": initialize("Rows", [{"Name": "Welcome", "MailGUID": LIST}])})
    assert ids(flow, (), rows) == []
    assert ids(flow, (), make_flow({"Row": initialize("Rows", {"MailGUID": LIST})})) != []
    assert ids(flow, (), make_flow({"Row": initialize("Rows", [{"Text": LIST}])})) != []


def test_what_the_tenant_shares_is_a_note() -> None:
    flow = make_flow({"Get": http(f"https://graph.microsoft.com/v1.0/groups/{LIST}/members")})
    assert ids(flow) == [("Get", LIST, True)]


def test_a_plain_name_counts_only_as_the_value_itself() -> None:
    host = {"apiId": "/providers/Microsoft.PowerApps/apis/shared_sql", "operationId": "GetItems_V2"}
    for database, count in (("Orders", 1), ("@if(equals(variables('x'), 'dev'), 'OrdersDev', 'Orders')", 2)):
        inputs = {"parameters": {"server": "default", "database": database}, "host": host}
        flow = make_flow({"Get": {"type": "OpenApiConnection", "inputs": inputs}})
        assert len(named_by_parameters(flow)) == count


# --- Values of variables


@pytest.mark.parametrize(
    "value",
    [
        "https://orders.contoso.com/api",
        "orders-dev.contoso.com",
        LIST,
        "ada@adatum.com",
        "SQLDEV01",
        "/sites/orders",
    ],
)
def test_telling_values(value: str) -> None:
    assert is_telling(value)


@pytest.mark.parametrize(
    "value",
    [
        *(
            "",
            "short",
            "Production",
            "Not started yet.",
            "in-progress",
            "Europe/Berlin",
            "12345678901",
            "1.234,00",
        ),
        *(
            "2024-01-31T12:00:00Z",
            "yyyy-MM-ddTHH:mm:ssZ",
            "application/json;odata=verbose",
            "W. Europe Standard Time",
        ),
        *("https://graph.microsoft.com/", "https://learn.microsoft.com/power-apps", "true or false"),
    ],
)
def test_values_that_occur_by_chance(value: str) -> None:
    assert not is_telling(value)


def lay_out(
    repository: Path, actions: dict[str, Any], default: str = "", name: str = "cto_OrdersApiHost"
) -> None:
    file = repository / FLOW
    data = json.loads(file.read_text(encoding="utf-8"))
    data["properties"]["definition"]["actions"] |= actions
    file.write_text(json.dumps(data, indent=2), encoding="utf-8")
    if default:
        file = repository / VARIABLE
        text = file.read_text(encoding="utf-8").replace("cto_OrdersApiHost", name)
        text = text.replace("<displayname", f"<defaultvalue>{default}</defaultvalue><displayname", 1)
        file.write_text(text, encoding="utf-8")


def find(repository: Path, *rules: str) -> list[Finding]:
    report = lint([str(repository)], Config(root=str(repository), select=rules or ("hardcoded", "secrets")))
    assert not report.crashed
    return [finding for finding in report.findings if finding.location.path == FLOW]


@pytest.mark.parametrize(
    ("default", "literal", "matched"),
    [
        (SITE, SITE, SITE),
        (SITE + "/", SITE.upper(), SITE.upper()),
        (SITE, SITE + "/Lists/Open", SITE),
        (SITE, SITE + "-archive", None),
        (SITE, f"see {SITE}/x", SITE),
        ("orders.partner-api.net", "https://orders.partner-api.net/v1", "orders.partner-api.net"),
        (LIST, f"_api/web/lists(guid'{LIST.upper()}')", LIST.upper()),
        (LIST, f"{LIST}1", None),
        ("ada@adatum.com", "bo@adatum.com;ada@adatum.com", "ada@adatum.com"),
        ("SQLDEV01", "SQLDEV01", "SQLDEV01"),
        ("SQLDEV01", "on SQLDEV01", None),
    ],
)
def test_a_literal_that_a_variable_holds(
    repository: Path, default: str, literal: str, matched: str | None
) -> None:
    lay_out(repository, {"Do": compose(literal)}, default)
    found = find(repository, "literal-matches-variable")
    assert [finding.message for finding in found] == (
        [
            f"'{matched}' hard-coded in action 'Do' is the default of environment variable 'cto_OrdersApiHost'; use the variable"
        ]
        if matched
        else []
    )
    for finding in found:
        assert finding.location.excerpt[finding.location.excerpt_start :].startswith(str(matched))
        assert finding.related[0].location.path == VARIABLE


def test_the_value_of_a_variable_named_like_a_credential_is_not_shown(repository: Path) -> None:
    value = "Tr0ub4dor" + "-and-3"
    lay_out(repository, {"Do": compose(value)}, value, "cto_PartnerPassword")
    (finding,) = find(repository, "literal-matches-variable")
    assert (
        finding.message
        == "the text hard-coded in action 'Do' is the default of environment variable 'cto_PartnerPassword'; use the variable"
    )
    assert not finding.location.excerpt


# --- Findings


def test_the_way_from_the_literal_to_its_use(repository: Path) -> None:
    actions = {
        "Base": initialize("Base", API),
        "Address": compose("@concat(variables('Base'), '/orders')"),
        "Call": http("@outputs('Address')"),
    }
    lay_out(repository, actions)
    (finding,) = find(repository, "hardcoded-url")
    assert finding.message.startswith(f"API address '{API}' is hard-coded in action 'Base'")
    assert [related.message for related in finding.related] == [
        "used in action 'Call'",
        "used in action 'Address'",
    ]
    assert [step.message for step in finding.flow] == [
        *("hard-coded in action 'Base'", "action 'Address'", "action 'Call'")
    ]


def test_one_string_is_one_finding_of_the_strongest_rule(repository: Path) -> None:
    text = f"{SITE}/_api/lists('{LIST}') ada@adatum-orders.com"
    lay_out(repository, {"Do": sharepoint(dataset=text, table=text)})
    (finding,) = find(repository)
    assert (finding.rule, finding.location.pointer.rpartition("/")[2]) == ("hardcoded-url", "dataset")
    assert [related.location.pointer.rpartition("/")[2] for related in finding.related] == ["table"]
    lay_out(repository, {}, LIST)
    assert {f.rule for f in find(repository)} == {"literal-matches-variable"}


def test_a_secret_is_stronger_than_its_url(repository: Path) -> None:
    lay_out(repository, {"Do": http(make_secret("callback-url"))})
    found = find(repository)
    assert [finding.rule for finding in found] == ["callback-url-signature"]
    (finding,) = find(repository, "hardcoded-url")
    assert secret_part("callback-url") not in finding.message + finding.location.excerpt


def test_several_in_one_string_are_one_finding(repository: Path) -> None:
    lay_out(
        repository, {"Do": compose(f"@if(true, '{SITE}', 'it''s https://adatum.sharepoint.com/sites/hr')")}
    )
    (finding,) = find(repository, "hardcoded-url")
    assert " and 1 more are hard-coded" in finding.message
    (other,) = finding.related
    line = (repository / other.location.path).read_text("utf-8").splitlines()[other.location.line - 1]
    assert line[other.location.column - 1 :].startswith("https://adatum.sharepoint.com/sites/hr")


def test_a_legacy_package_gets_notes() -> None:
    flow = make_flow({"Do": compose(SITE)})
    (problem,) = hardcoded.problems(flow, named_urls(flow))
    assert problem.severity is None
    flow.is_legacy_package = True
    (problem,) = hardcoded.problems(flow, named_urls(flow))
    assert problem.severity is Severity.NOTE


def test_the_order_of_rules_names_rules_that_exist() -> None:
    entries = registry.load()
    assert set(hardcoded.BEFORE_EMAILS) <= set(entries)
    secrets = {name for name, entry in entries.items() if issubclass(entry.rule, SecretRule)}
    assert len(secrets) > 5
    assert secrets <= set(hardcoded.BEFORE_VARIABLES)


@pytest.mark.parametrize(
    ("host", "word"),
    [
        *(("api-dev.adatum.com", "dev"), ("uat2.api.adatum.com", "uat2"), ("adatum-test.com:8443", "test")),
        *(("test.com", ""), ("dev", ""), ("adatum.dev", ""), ("development-kits.adatum.com", "development")),
        *(("contest.adatum.com", ""), ("api.adatum.com", ""), ("", "")),
    ],
)
def test_words_that_name_an_environment(host: str, word: str) -> None:
    assert environment_word(host) == word


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.text(alphabet="@{}()'/.:ahtps", max_size=60))
def test_no_text_makes_it_fail(text: str, other: str) -> None:
    value = f"{text}{SITE}{other}"
    flow = make_flow(
        {
            "A": compose(value),
            "B": http(f"@{{outputs('A')}}{other}"),
            "C": sharepoint(dataset=other, table=value),
        }
    )
    found: list[Callable[[], object]] = [
        lambda: list(hardcoded.problems(flow, named_urls(flow))),
        lambda: list(hardcoded.problems(flow, named_links(flow))),
        lambda: list(hardcoded.problems(flow, named_ids(flow, make_workspace(flow)))),
    ]
    for check in found:
        check()
