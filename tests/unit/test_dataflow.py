"""The literals of a flow with their place, and where their values arrive."""

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pplint.dataflow import SOURCES, Constants, Literal, Use, flow_literals, flow_strings, propagate
from pplint.detect.hardcoded.addresses import find_urls

BASE = ("properties", "definition")
SITE = "https://acme.sharepoint.com"


def definition(actions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"triggers": {"manual": {"type": "Request", "inputs": {}}}, "actions": actions, **more}


def compose(inputs: Any) -> dict[str, Any]:
    return {"type": "Compose", "inputs": inputs}


def http(uri: str, **more: Any) -> dict[str, Any]:
    return {"type": "Http", "inputs": {"method": "GET", "uri": uri, **more}}


def initialize(name: str, value: Any = None) -> dict[str, Any]:
    return {
        "type": "InitializeVariable",
        "inputs": {"variables": [{"name": name, "type": "string", "value": value}]},
    }


def set_variable(name: str, value: Any) -> dict[str, Any]:
    return {"type": "SetVariable", "inputs": {"name": name, "value": value}}


def connector(parameters: dict[str, Any], api: str = "shared_teams", operation: str = "Do") -> dict[str, Any]:
    host = {
        "apiId": f"/providers/Microsoft.PowerApps/apis/{api}",
        "connectionName": api,
        "operationId": operation,
    }
    return {"type": "OpenApiConnection", "inputs": {"host": host, "parameters": parameters}}


def literals(actions: dict[str, Any], **more: Any) -> list[Literal]:
    return flow_literals(definition(actions, **more), BASE)


def the_literal(flow: dict[str, Any], text: str) -> Literal:
    (literal,) = [found for found in flow_literals(flow, BASE) if found.text == text]
    return literal


def uses_of(flow: dict[str, Any], text: str) -> list[Use]:
    return propagate(flow, BASE).uses_of(the_literal(flow, text))


def test_a_whole_string() -> None:
    (method, uri) = literals({"Call": http("https://a.example/x")})
    assert method.text == "GET"
    assert uri == Literal(
        path=(*BASE, "actions", "Call", "inputs", "uri"),
        text="https://a.example/x",
        span=None,
        action="Call",
        trigger=False,
        action_type="Http",
        api=None,
        operation=None,
        parameter="uri",
        whole=True,
        functions=(),
        executed=True,
    )


def test_the_place_of_a_connector_s_parameter() -> None:
    (literal,) = literals({"Post": connector({"body/recipient": {"groupId": "x"}}, operation="Send")})
    assert (literal.api, literal.operation, literal.parameter) == (
        "shared_teams",
        "Send",
        "parameters/body/recipient/groupId",
    )


def test_parts_of_text_and_arguments() -> None:
    text = "https://a.example/@{concat(variables('x'), 'it''s', toLower('B'))}?q=@@{z}"
    found = [literal for literal in literals({"Call": http(text)}) if literal.parameter == "uri"]
    assert [(each.text, each.functions, each.joined) for each in found] == [
        ("https://a.example/", (), (False, True)),
        ("it's", ("concat",), (True, True)),
        ("B", ("concat", "tolower"), (False, False)),
        ("?q=@{z}", (), (True, False)),
    ]
    assert [text[slice(*each.span)] for each in found if each.span] == [
        "https://a.example/",
        "it''s",
        "B",
        "?q=@@{z}",
    ]
    assert not any(each.whole for each in found)


def test_names_and_keys_are_no_literals() -> None:
    texts = [
        "@variables('n')",
        "@outputs('a')?['body/b']",
        "@body('p')?['x']['y'].z",
        "@{parameters('p (q)')}",
    ]
    assert literals({str(index): compose(text) for index, text in enumerate(texts)}) == []


def test_escaped_text() -> None:
    (literal,) = literals({"C": compose("@@x")})
    assert (literal.text, literal.span, literal.whole) == ("@x", (1, 3), True)


def test_old_connector_action() -> None:
    action = {
        "type": "ApiConnection",
        "inputs": {
            "host": {
                "connection": {
                    "name": "@parameters('$connections')['shared_sharepointonline_1']['connectionId']"
                }
            },
            "method": "get",
            "path": "/datasets/@{encodeURIComponent(encodeURIComponent('S'))}/tables/@{encodeURIComponent('T')}/items",
        },
    }
    found = {literal.text: literal for literal in literals({"Get": action})}
    assert {literal.api for literal in found.values()} == {"shared_sharepointonline"}
    assert found["S"].parameter == "path/datasets"
    assert found["T"].parameter == "path/tables"
    assert found["get"].parameter == "method"


def test_nested_actions_in_document_order() -> None:
    flow = {
        "Scope": {"type": "Scope", "actions": {"A": compose("1"), "If": {
            "type": "If", "expression": {"equals": ["@variables('x')", "2"]},
            "actions": {"B": compose("3")}, "else": {"actions": {"C": compose("4")}},
        }}},
        "Switch": {"type": "Switch", "expression": "@variables('y')", "cases": {
            "One": {"case": "5", "actions": {"D": compose("6")}}}, "default": {"actions": {"E": compose("7")}}},
        "Loop": {"type": "Foreach", "foreach": "@createArray('8')", "actions": {"F": compose("9")}},
    }  # fmt: skip
    assert [literal.text for literal in literals(flow)] == list("123456789")


def test_not_executed() -> None:
    token = {
        "type": "Raw",
        "value": "@json(decodeBase64(triggerOutputs().headers['X-MS-APIM-Tokens']))['$ConnectionKey']",
    }
    post = connector({"a": "yes", "portalOperationId": "no", "card": {"$schema": "no"}})
    post["inputs"]["authentication"] = token
    post["description"] = "no"
    post["metadata"] = {"operationMetadataId": "no"}
    post["runAfter"] = {"Parse": ["no"]}
    actions = {
        "Post": post,
        "Parse": {"type": "ParseJson", "inputs": {"content": "yes", "schema": {"title": "no"}}},
        "Data": compose({"schema": "yes", "metadata": "yes"}),
        "Var": initialize("no", "yes"),
    }
    parameters = {
        "$connections": {"defaultValue": {"x": "no"}},
        "Site (new_Site)": {"defaultValue": "no", "metadata": {"schemaName": "new_Site"}},
        "Plain": {"defaultValue": "yes"},
    }
    flow = definition(actions, parameters=parameters)
    assert {literal.text for literal in flow_literals(flow, BASE)} == {"yes"}
    everything = flow_literals(flow, BASE, executed_only=False)
    assert {literal.text for literal in everything if literal.executed} == {"yes"}
    assert "no" in {literal.text for literal in everything if not literal.executed}


def test_default_of_a_parameter() -> None:
    (literal,) = literals({}, parameters={"Site": {"defaultValue": SITE}})
    assert (literal.path, literal.action, literal.parameter) == (
        (*BASE, "parameters", "Site", "defaultValue"),
        "",
        "Site",
    )


def test_through_compose() -> None:
    flow = definition({"Base URL": compose(SITE), "Call": http("@{outputs('base_url')}/api")})
    (use,) = uses_of(flow, SITE)
    assert use.value == use.pattern == SITE + "/api"
    assert (use.action, use.action_type, use.parameter) == ("Call", "Http", "uri")
    assert use.steps == (
        ((*BASE, "actions", "Base URL", "inputs"), None),
        ((*BASE, "actions", "Call", "inputs", "uri"), (11, 19)),
    )
    assert use.origin == use.steps[0]


def test_through_several_steps() -> None:
    flow = definition(
        {
            "Init": initialize("Base", "@concat('https://', 'acme')"),
            "Site": compose("@{variables('base')}.sharepoint.com"),
            "Get": connector({"dataset": "@outputs('Site')"}, "shared_sharepointonline"),
        }
    )
    constants = propagate(flow, BASE)
    path = (*BASE, "actions", "Get", "inputs", "parameters", "dataset")
    assert constants.value_at(path) == SITE
    uses = constants.uses_of(the_literal(flow, "acme"))
    assert [(use.action, len(use.steps), use.value) for use in uses] == [("Site", 2, SITE), ("Get", 3, SITE)]
    assert [use.action for use in constants.uses_of(the_literal(flow, ".sharepoint.com"))] == ["Get"]
    assert {use.origin[1] for use in constants.uses_at(path)} == {(9, 17), (21, 25), (20, 35)}


def test_objects_lists_and_parsed_json() -> None:
    flow = definition(
        {
            "Settings": compose({"site": {"urls": ["x", SITE]}, "now": "@utcNow()"}),
            "Parse": {
                "type": "ParseJson",
                "inputs": {"content": '{"site":"https://b.example"}', "schema": {}},
            },
            "A": http("@outputs('Settings')?['site']?['urls'][1]"),
            "B": http("@body('Parse')?['site']"),
            "C": http("@outputs('Settings')?['now']"),
            "D": http("@actions('Settings')?['outputs']?['site']?['urls'][1]"),
        }
    )
    constants = propagate(flow, BASE)

    def value(name: str) -> str | None:
        return constants.value_at((*BASE, "actions", name, "inputs", "uri"))

    assert (value("A"), value("B"), value("C"), value("D")) == (SITE, "https://b.example", None, SITE)
    assert [use.action for use in constants.uses_of(the_literal(flow, SITE))] == ["A", "D"]


def test_default_of_a_parameter_arrives() -> None:
    parameters = {
        "Site": {"defaultValue": SITE},
        "Env (x_Env)": {"defaultValue": "https://b.example", "metadata": {"schemaName": "x_Env"}},
    }
    flow = definition(
        {"A": http("@parameters('site')"), "B": http("@parameters('Env (x_Env)')")}, parameters=parameters
    )
    (use,) = propagate(flow, BASE).uses()
    assert (use.action, use.value) == ("A", SITE)


def test_partly_known() -> None:
    flow = definition(
        {
            "Url": compose("https://a.example/@{triggerBody()?['id']}"),
            "A": http("@outputs('Url')"),
            "B": http("@concat(outputs('Url'), '/x')"),
            "C": http("@if(equals(1, 2), outputs('Url'), 'y')"),
        }
    )
    uses = uses_of(flow, "https://a.example/")
    assert [(use.action, use.value, use.pattern) for use in uses] == [
        ("A", None, "https://a.example/@{…}"),
        ("B", None, "https://a.example/@{…}/x"),
        ("C", None, "@{…}"),
    ]


def test_variable_with_several_values() -> None:
    flow = definition(
        {
            "Init": initialize("Url", ""),
            "If": {"type": "If", "expression": {}, "actions": {"S1": set_variable("Url", "https://a.example")},
                   "else": {"actions": {"S2": set_variable("url", "https://b.example")}}},
            "Call": http("@{variables('Url')}/x"),
        }
    )  # fmt: skip
    constants = propagate(flow, BASE)
    assert constants.value_at((*BASE, "actions", "Call", "inputs", "uri")) is None
    for letter in "ab":
        (use,) = constants.uses_of(the_literal(flow, f"https://{letter}.example"))
        assert use.value == f"https://{letter}.example/x"


def test_empty_start_and_one_assignment() -> None:
    flow = definition({"I": initialize("U"), "S": set_variable("U", SITE), "Call": http("@variables('U')")})
    assert propagate(flow, BASE).value_at((*BASE, "actions", "Call", "inputs", "uri")) == SITE


def test_appended_variable_is_not_constant() -> None:
    append = {"type": "AppendToStringVariable", "inputs": {"name": "U", "value": "x"}}
    flow = definition({"I": initialize("U", SITE), "A": append, "Call": http("@variables('U')")})
    constants = propagate(flow, BASE)
    assert constants.value_at((*BASE, "actions", "Call", "inputs", "uri")) is None
    assert constants.uses() == []


def test_items_of_a_loop() -> None:
    loop = {
        "type": "Foreach",
        "foreach": "@outputs('Sites')?['all']",
        "actions": {"Call": http("@{items('Each_site')}/x")},
    }
    flow = definition({"Sites": compose({"all": [SITE, "https://b.example"]}), "Each site": loop})
    assert [use.value for use in uses_of(flow, SITE) if use.action == "Call"] == [SITE + "/x"]
    assert [use.action for use in uses_of(flow, "https://b.example")] == ["Each site", "Call"]


def test_a_host_that_is_put_together() -> None:
    flow = definition(
        {"Account": compose("acme"), "Get": http("https://@{outputs('Account')}.blob.core.windows.net/c")}
    )
    assert [find_urls(literal.text, literal.joined) for literal in flow_literals(flow, BASE)] == [
        [],
        [],
        [],
        [],
    ]
    (use,) = uses_of(flow, "acme")
    assert use.value is not None
    assert [hit.what for hit in find_urls(use.value)] == ["Azure storage account"]


def test_functions() -> None:
    flow = definition(
        {
            "Base": compose(SITE),
            "Get": connector({"x": "@uriComponent(replace(outputs('Base'), 'acme', toUpper('b')))"}),
        }
    )
    path = (*BASE, "actions", "Get", "inputs", "parameters", "x")
    assert propagate(flow, BASE).value_at(path) == "https%3A%2F%2FB.sharepoint.com"


def test_cycles_end() -> None:
    flow = definition(
        {
            "A": compose("@concat('x', outputs('B'))"),
            "B": compose("@concat('y', outputs('A'))"),
            "S": set_variable("v", "@{variables('v')}z"),
            "T": http("@{variables('v')}@{outputs('A')}"),
        }
    )
    constants = propagate(flow, BASE)
    assert all(use.value is None for use in constants.uses())
    for literal in flow_literals(flow, BASE):
        constants.uses_of(literal)


def test_long_chains_end() -> None:
    actions = {"C0": compose("x")} | {f"C{n}": compose(f"@outputs('C{n - 1}')") for n in range(1, 400)}
    flow = definition(actions)
    constants = propagate(flow, BASE)
    assert constants.value_at((*BASE, "actions", "C20", "inputs")) == "x"
    constants.value_at((*BASE, "actions", "C399", "inputs"))
    assert constants.uses_of(the_literal(flow, "x"))


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"actions": [], "triggers": "x", "parameters": 1},
        {"actions": {"A": None, "B": [], "C": {"type": 1, "inputs": {"host": "x", "variables": 3}}}},
        {
            "actions": {
                "A": {"type": "InitializeVariable", "inputs": {"variables": ["x", {"name": 1, "value": "y"}]}}
            }
        },
        {"actions": {"A": {"type": "SetVariable", "inputs": "x"}, "B": {"type": "Compose"}}},
        {"actions": {"A": {"type": "Switch", "cases": {"x": 1}, "else": 2, "default": 3}}},
        {
            "actions": {
                "A": {"type": "Http", "inputs": {"uri": "@{broken(", "host": {"apiId": 5, "connection": 1}}}
            }
        },
    ],
)
def test_odd_shapes_do_not_raise(broken: dict[str, Any]) -> None:
    constants = propagate(broken, BASE)
    constants.uses()
    for literal in flow_literals(broken, BASE, executed_only=False):
        constants.uses_of(literal)


_NAMES = st.sampled_from(("A", "B", "C"))
_LEAVES = st.one_of(
    st.sampled_from(("", "x", "it''s", "@@q", "https://a.example/", "@{", "@utcNow()")),
    _NAMES.map("@outputs('{}')".format),
    _NAMES.map("p@{{variables('{}')}}q".format),
    _NAMES.map("@concat('l', outputs('{}'), 'r')".format),
    _NAMES.map("@outputs('{}')?['k']".format),
    _NAMES.map("@{{body('{0}')}}@{{items('{0}')}}".format),
)
_VALUES = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(("k", "0")), inner, max_size=2)
    ),
    max_leaves=6,
)
_ACTIONS = st.dictionaries(
    st.sampled_from(("A", "B", "C", "D")),
    st.one_of(
        _VALUES.map(compose),
        st.tuples(_NAMES, _VALUES).map(lambda pair: set_variable(*pair)),
        st.tuples(_NAMES, _VALUES).map(lambda pair: initialize(*pair)),
        _VALUES.map(lambda value: {"type": "ParseJson", "inputs": {"content": value}}),
        _VALUES.map(lambda value: {"type": "Foreach", "foreach": value}),
    ),
    max_size=4,
)


@settings(max_examples=150, deadline=None)
@given(_ACTIONS)
def test_what_holds_for_every_flow(actions: dict[str, Any]) -> None:
    flow = definition(actions)
    before = json.dumps(flow)
    strings = {placed.path: placed.text for placed in flow_strings(flow, BASE)}
    found = flow_literals(flow, BASE)
    for literal in found:
        if literal.span is not None:
            written = strings[literal.path][slice(*literal.span)]
            assert written.replace("''", "'").replace("@@{", "@{") == literal.text
        else:
            assert strings[literal.path] == literal.text
    constants = propagate(flow, BASE)
    origins = {(literal.path, literal.span): literal for literal in found}
    for use in constants.uses():
        assert origins[use.steps[0]].action_type.lower() in SOURCES
        assert use.steps[-1] == (use.path, use.span)
        assert len(use.steps) >= 2
        assert use.value in (None, use.pattern)
    by_literal = [use for literal in found for use in constants.uses_of(literal)]
    assert sorted(map(repr, by_literal)) == sorted(map(repr, constants.uses()))
    assert json.dumps(flow) == before


def _seconds(flow: dict[str, Any]) -> float:
    begin = time.perf_counter()
    constants: Constants = propagate(flow, BASE)
    for literal in flow_literals(flow, BASE):
        constants.uses_of(literal)
    constants.uses()
    return time.perf_counter() - begin


def test_hostile_flows_take_bounded_time() -> None:
    doubling = {"C0": compose("xy")} | {
        f"C{n}": compose(f"@concat(outputs('C{n - 1}'), outputs('C{n - 1}'))") for n in range(1, 60)
    }
    assert _seconds(definition(doubling)) < 20
    unknown = {"C0": compose("x@{utcNow()}")} | {
        f"C{n}": compose(f"@{{outputs('C{n - 1}')}}@{{outputs('C{n - 1}')}}") for n in range(1, 60)
    }
    assert _seconds(definition(unknown)) < 20
    wide = {"Big": compose([f"v{n}" for n in range(2000)])} | {
        f"U{n}": compose("@string(outputs('Big'))") for n in range(50)
    }
    assert _seconds(definition(wide)) < 20
