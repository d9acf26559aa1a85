"""Faults of flows, their connections and their children, and harmless twins of them."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from tests.injection.sources.host import API, Host, NotHere
from tests.injection.sources.registry import FAULTS, TWINS, register

fault = partial(register, FAULTS)
twin = partial(register, TWINS)


def http(uri: str, **more: object) -> dict[str, Any]:
    return {"type": "Http", "inputs": {"method": "GET", "uri": uri, **more}}


def connector(api: str, operation: str, key: str, **parameters: object) -> dict[str, Any]:
    host = {"connectionName": key, "operationId": operation, "apiId": f"{API}{api}"}
    return {"type": "OpenApiConnection", "inputs": {"host": host, "parameters": parameters}}


def with_trigger(host: Host, **more: object) -> str:
    data = host.flow()
    trigger = {"type": "Request", "kind": "Http", "inputs": {"schema": {}, **more}}
    data["properties"]["definition"]["triggers"] = {"manual": trigger}
    host.save(data)
    return host.path.name


# Connections


@fault("direct-connection")
def connection_without_reference(host: Host) -> str:
    key, _ = host.connection()
    data = host.flow()
    data["properties"]["connectionReferences"][key]["connection"] = {}
    host.save(data)
    return host.path.name


@fault("undefined-connection-reference")
def reference_of_another_name(host: Host) -> str:
    key, _ = host.connection()
    data = host.flow()
    data["properties"]["connectionReferences"][key]["connection"]["connectionReferenceLogicalName"] = (
        "zzz_planted"
    )
    host.save(data)
    return "zzz_planted"


@twin("undefined-connection-reference")
def reference_in_another_case(host: Host) -> str:
    key, entry = host.connection()
    data = host.flow()
    name = entry["connection"]["connectionReferenceLogicalName"]
    data["properties"]["connectionReferences"][key]["connection"]["connectionReferenceLogicalName"] = (
        name.upper()
    )
    host.save(data)
    return ""


@fault("flow-connector-mismatch")
def reference_of_another_connector(host: Host) -> str:
    host.connection()
    host.add_reference("zzz_planted", "shared_teams")
    data = host.flow()
    data["properties"]["connectionReferences"]["planted"] = {
        "api": {"name": "shared_planner"}, "connection": {"connectionReferenceLogicalName": "zzz_planted"}, "runtimeSource": "embedded",
    }  # fmt: skip
    host.save(data)
    return "zzz_planted"


@twin("flow-connector-mismatch")
def reference_of_its_connector(host: Host) -> str:
    host.add_reference("zzz_planted", "shared_planner")
    data = host.flow()
    data["properties"].setdefault("connectionReferences", {})["planted"] = {
        "api": {"name": "shared_planner"}, "connection": {"connectionReferenceLogicalName": "zzz_planted"}, "runtimeSource": "embedded",
    }  # fmt: skip
    host.save(data)
    return ""


@fault("undeclared-connection-key")
def key_that_is_not_declared(host: Host) -> str:
    key, _ = host.connection()
    data = host.flow()
    del data["properties"]["connectionReferences"][key]
    host.save(data)
    return key


@fault("unused-connection-key")
def key_that_nothing_uses(host: Host) -> str:
    _, entry = host.connection()
    data = host.flow()
    data["properties"]["connectionReferences"]["zzz_planted"] = entry
    host.save(data)
    return "zzz_planted"


@fault("unused-connection-reference")
def reference_that_nothing_uses(host: Host) -> str:
    host.needs_everything()
    host.add_reference("zzz_planted_reference")
    return "zzz_planted_reference"


@twin("unused-connection-reference")
def reference_that_a_script_names(host: Host) -> str:
    host.add_reference("zzz_planted_reference")
    host.write("solution/WebResources/zzz_planted.js", "const name = 'zzz_planted_reference';\n")
    return ""


@fault("duplicate-connection-reference")
def reference_twice(host: Host) -> str:
    host.add_reference("zzz_planted_reference")
    host.add_reference("ZZZ_planted_reference")
    return "zzz_planted_reference"


@fault("connection-reference-without-connector")
def reference_without_connector(host: Host) -> str:
    host.add_reference("zzz_planted_reference")
    host.replace(host.customizations, rf"<connectorid>{API}shared_teams</connectorid></connectionreference></connectionreferences>",
                 "<connectorid></connectorid></connectionreference></connectionreferences>")  # fmt: skip
    return "zzz_planted_reference"


@fault("deprecated-connector")
def reference_of_the_legacy_connector(host: Host) -> str:
    if "shared_commondataservice<" in host.read(host.customizations):
        raise NotHere
    host.add_reference("zzz_planted_reference", "shared_commondataservice")
    host.write("solution/WebResources/zzz_planted.js", "const name = 'zzz_planted_reference';\n")
    return "shared_commondataservice"


# Children


@fault("child-flow-off")
def child_that_is_off(host: Host) -> str:
    return host.child(is_on=False)


@twin(
    "child-flow-off",
    "child-flow-without-response",
    "invoker-connection-in-child-flow",
    "undefined-child-flow",
)
def child_as_it_should_be(host: Host) -> str:
    host.child()
    return ""


@fault("child-flow-without-response")
def child_that_does_not_answer(host: Host) -> str:
    return host.child(answers=False)


@fault("invoker-connection-in-child-flow")
def child_with_the_callers_connection(host: Host) -> str:
    host.add_reference("zzz_planted_reference", "shared_office365")
    return host.child(
        connection={
            "api": {"name": "shared_office365"}, "runtimeSource": "invoker",
            "connection": {"connectionReferenceLogicalName": "zzz_planted_reference"},
        }
    )  # fmt: skip


@twin("invoker-connection-in-child-flow")
def child_with_its_own_connection(host: Host) -> str:
    host.add_reference("zzz_planted_reference", "shared_office365")
    host.child(
        connection={
            "api": {"name": "shared_office365"}, "runtimeSource": "embedded",
            "connection": {"connectionReferenceLogicalName": "zzz_planted_reference"},
        }
    )  # fmt: skip
    return ""


@fault("undefined-child-flow")
def child_that_is_nowhere(host: Host) -> str:
    guid = host.guid()
    host.call(guid)
    return guid


# Requests


@fault("insecure-http-url")
def request_without_encryption(host: Host) -> str:
    return host.add_action("Zzz_planted", http("http://api.litware-orders.com/v1/orders"))


@twin("insecure-http-url")
def request_with_encryption(host: Host) -> str:
    host.add_action("Zzz_planted", http("https://api.litware-orders.com/v1/orders"))
    return ""


@fault("open-http-trigger")
def anyone_may_call(host: Host) -> str:
    return with_trigger(host, triggerAuthenticationType="All")


@fault("open-http-trigger")
def nobody_said_who_may_call(host: Host) -> str:
    return with_trigger(host)


@twin("open-http-trigger")
def some_may_call(host: Host) -> str:
    with_trigger(
        host, triggerAuthenticationType="User", triggerAllowedUsers="a1b2c3d4-0000-4000-8000-00000000000a"
    )
    return ""


@fault("sql-injection")
def query_made_from_what_came(host: Host) -> str:
    with_trigger(host)
    query = "select * from Orders where Name = '@{triggerBody()?['name']}'"
    return host.add_action(
        "Zzz_planted",
        connector("shared_sql", "ExecutePassThroughNativeQuery_V2", "shared_sql", **{"query/query": query}),
    )


@twin("sql-injection")
def query_with_a_parameter(host: Host) -> str:
    parameters: dict[str, object] = {
        "query/query": "select * from Orders where Name = @Name",
        "query/formalParameters": {"Name": "nvarchar(100)"},
        "query/actualParameters": {"Name": "@triggerBody()?['name']"},
    }
    host.add_action(
        "Zzz_planted", connector("shared_sql", "ExecutePassThroughNativeQuery_V2", "shared_sql", **parameters)
    )
    return ""


@fault("odata-injection")
def filter_made_from_what_came(host: Host) -> str:
    with_trigger(host)
    parameters: dict[str, object] = {
        "dataset": "x",
        "table": "y",
        "$filter": "Title eq '@{triggerBody()?['name']}'",
    }
    return host.add_action(
        "Zzz_planted",
        connector("shared_sharepointonline", "GetItems", "shared_sharepointonline", **parameters),
    )


# Flows as such


@fault("duplicate-flow")
def flow_there_twice(host: Host) -> str:
    data = host.flow()
    if len(str(data)) < 2500:
        raise NotHere
    host.save(data, host.add_flow("Planted copy of it", host.guid()))
    return "Planted copy of it"


@fault("duplicate-flow-name")
def two_flows_of_one_name(host: Host) -> str:
    name = re.search(r'<Workflow [^>]*?\bName="([^"&]*)"', host.read(host.metadata))
    if name is None:
        raise NotHere
    guid = host.guid()
    data = host.flow()
    data["properties"]["definition"]["actions"] = {
        "Compose_it": {"type": "Compose", "inputs": guid, "runAfter": {}}
    }
    data["properties"]["connectionReferences"] = {}
    host.save(data, host.add_flow(name[1], guid))
    return name[1][:30]


@fault("copied-or-test-flow")
def flow_named_as_a_copy(host: Host) -> str:
    host.save(host.flow(), host.add_flow("Copy of Approve orders", host.guid()))
    return "Copy of Approve orders"


@fault("undeclared-parameter")
def parameter_that_is_not_declared(host: Host) -> str:
    host.add_action("Zzz_planted", {"type": "Compose", "inputs": "@parameters('Planted (zzz_planted)')"})
    return "Planted (zzz_planted)"


@fault("unused-flow-parameter")
def parameter_that_nothing_uses(host: Host) -> str:
    host.add_variable("zzz_Planted", 0, "words")
    host.use_variable("zzz_Planted")
    data = host.flow()
    del data["properties"]["definition"]["actions"]["Use_planted_variable"]
    host.save(data)
    return "zzz_Planted"


@twin(
    "unused-flow-parameter",
    "undeclared-parameter",
    "undefined-environment-variable",
    "unused-environment-variable",
)
def parameter_that_is_used(host: Host) -> str:
    host.add_variable("zzz_Planted", 0, "words")
    host.use_variable("zzz_Planted")
    return ""


# What reaches the run history


@fault("unsecured-secret-output")
def token_that_anyone_can_read(host: Host) -> str:
    body = "grant_type=client_credentials&client_id=x&client_secret=@{parameters('x')}"
    return host.add_action(
        "Zzz_planted",
        http(
            "https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token",
            method="POST",
            body=body,
        ),
    )


@twin("unsecured-secret-output")
def token_that_is_hidden(host: Host) -> str:
    secured = {"secureData": {"properties": ["inputs", "outputs"]}}
    host.add_action(
        "Zzz_planted",
        {
            **http(
                "https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token",
                method="POST",
                body="a=b",
            ),
            "runtimeConfiguration": secured,
        },
    )
    return ""


@fault("secret-reaches-run-history")
def token_by_way_of_a_variable(host: Host) -> str:
    host.add_action(
        "Zzz_token",
        {
            **http(
                "https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token",
                method="POST",
                body="a=b",
            ),
            "runtimeConfiguration": {"secureData": {"properties": ["inputs", "outputs"]}},
        },
    )
    host.add_action("Zzz_keep", {"type": "Compose", "inputs": "@body('Zzz_token')?['access_token']"})
    host.add_action(
        "Zzz_use",
        http(
            "https://graph.microsoft.com/v1.0/me", headers={"Authorization": "Bearer @{outputs('Zzz_keep')}"}
        ),
    )
    data = host.flow()
    actions = data["properties"]["definition"]["actions"]
    actions["Zzz_keep"]["runAfter"] = {"Zzz_token": ["Succeeded"]}
    actions["Zzz_use"]["runAfter"] = {"Zzz_keep": ["Succeeded"]}
    host.save(data)
    return "Zzz_use"


@fault("unsecured-secret-input")
def password_of_a_text_variable(host: Host) -> str:
    host.add_variable("zzz_PartnerPassword", 0)
    key = host.use_variable("zzz_PartnerPassword")
    authentication = {"type": "Basic", "username": "orders", "password": f"@parameters('{key}')"}
    return host.add_action(
        "Zzz_planted", http("https://api.litware-orders.com/v1", authentication=authentication)
    )


@twin("unsecured-secret-input")
def password_with_secure_inputs(host: Host) -> str:
    host.add_variable("zzz_PartnerPassword", 0)
    key = host.use_variable("zzz_PartnerPassword")
    authentication = {"type": "Basic", "username": "orders", "password": f"@parameters('{key}')"}
    host.add_action(
        "Zzz_planted",
        {
            **http("https://api.litware-orders.com/v1", authentication=authentication),
            "runtimeConfiguration": {"secureData": {"properties": ["inputs"]}},
        },
    )
    return ""


@fault("literal-matches-variable")
def value_of_a_variable_typed_again(host: Host) -> str:
    host.add_variable("zzz_Planted", 0, "orders-litware-queue-7")
    host.use_variable("zzz_Planted")
    return host.add_action("Zzz_planted", {"type": "Compose", "inputs": "orders-litware-queue-7"})


@twin("literal-matches-variable")
def a_plain_word_typed_again(host: Host) -> str:
    host.add_variable("zzz_Planted", 0, "approved")
    host.use_variable("zzz_Planted")
    host.add_action("Zzz_planted", {"type": "Compose", "inputs": "approved"})
    return ""
