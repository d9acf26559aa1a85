"""What is worth knowing of a flow, and harmless twins of it."""

from __future__ import annotations

from functools import partial

from tests.injection.registry import Registry, register
from tests.injection.shapes import F, Shape, act, after, call

PLANTS: Registry = []
TWINS: Registry = []
plant = partial(register, PLANTS)
twin = partial(register, TWINS)


@plant("loop-invariant-query")
def same_query_in_every_round(s: Shape) -> str:
    s.loop["actions"]["Get_settings"] = call(
        "commondataserviceforapps", "ListRecords", entityName="cto_settings", **{"$filter": "cto_name eq 'x'"}
    )
    return "Get_settings"


@twin("loop-invariant-query")
def query_of_the_item(s: Shape) -> None:
    s.loop["actions"]["Get_more"] = call(
        "commondataserviceforapps",
        "GetItem",
        after("Get_details"),
        entityName="cto_more",
        recordId="@outputs('Get_details')?['body/x']",
    )


@twin("loop-invariant-query")
def query_beside_a_write(s: Shape) -> None:
    same_query_in_every_round(s)
    s.loop["actions"]["Write"] = call(
        "commondataserviceforapps", "CreateRecord", after("Remember"), entityName="cto_settings"
    )


@plant("expression-as-text")
def braces_forgotten(s: Shape) -> str:
    body = "<p>@outputs('Failed_steps') of @{workflow()?['run']?['name']}</p>"
    s.catch["Tell_the_owner"]["inputs"]["parameters"]["emailMessage/Body"] = body
    return "Tell_the_owner"


@plant("expression-as-text")
def at_sign_forgotten(s: Shape) -> str:
    s.try_["Decide"]["actions"]["Compose_text"]["inputs"] = "concat('x', variables('Summary'))"
    return "Compose_text"


@twin("expression-as-text")
def texts_that_are_meant(s: Shape) -> None:
    body = "<p>me@outputs.com, @support, split('a'), concat(1) and @{length('@item')}</p>"
    s.catch["Tell_the_owner"]["inputs"]["parameters"]["emailMessage/Body"] = body


@plant("stale-note")
def note_of_a_deleted_action(s: Shape) -> str:
    s.try_["Names"]["description"] = "@outputs('Get_all_of_them')?['body']"
    return "Names"


@twin("stale-note")
def note_of_an_action(s: Shape) -> None:
    s.try_["Names"]["description"] = "@body('filter big') and variables('SUMMARY'), body('x"


@plant("external-call-without-handler", "no-failure-path")
def without_catch(s: Shape) -> str:
    del s.actions["Catch"]
    return min((name for name, node, _ in s.every() if node["type"] == "OpenApiConnection"), key=str.lower)


@plant("retries-disabled")
def retry_none(s: Shape) -> str:
    s.catch["Tell_the_owner"]["inputs"]["retryPolicy"] = {"type": "None"}
    return "Tell_the_owner"


@twin("retries-disabled")
def retry_exponential(s: Shape) -> None:
    s.catch["Tell_the_owner"]["inputs"]["retryPolicy"] = {"type": "exponential", "count": 4}


@plant("empty-branch")
def only_no(s: Shape) -> str:
    s.try_["Decide"]["actions"] = {}
    return "Decide"


@plant("unsafe-argument")
def splits_what_may_be_missing(s: Shape) -> str:
    s.loop["actions"]["Remember"]["inputs"]["value"] = (
        f"@split(items('For_each_{s.thing}')?['cto_name'], ' ')"
    )
    return "Remember"


@twin("unsafe-argument")
def splits_with_a_default(s: Shape) -> None:
    value = f"@split(coalesce(items('For_each_{s.thing}')?['cto_name'], ''), ' ')"
    s.loop["actions"]["Remember"]["inputs"]["value"] = value


@plant("parallel-child-flow")
def child_in_a_parallel_loop(s: Shape) -> str:
    del s.loop["actions"]["Count_up"]
    s.loop["actions"]["Remember"]["runAfter"] = after("Get_details")
    s.loop["runtimeConfiguration"] = {"concurrency": {"repetitions": 9}}
    s.loop["actions"]["Run"] = act("Workflow", after("Remember", statuses=(F,)), inputs={"host": {}})
    return "Run"


@plant("parse-json-non-nullable")
def strict_schema(s: Shape) -> str:
    schema = {"type": "array", "items": {"type": "object", "properties": {"a": {"type": "string"}}}}
    inputs = {"content": f"@outputs('List_{s.thing}s')?['body/value']", "schema": schema}
    s.try_["Parse"] = act("ParseJson", after("Names"), inputs=inputs)
    return "Parse"


@plant("unused-action-output")
def output_for_nobody(s: Shape) -> str:
    s.catch["Debug"] = act("Compose", after("Failed_steps"), inputs="@body('Failed_steps')")
    return "Debug"


@plant("unused-flow-variable")
def variable_for_nobody(s: Shape) -> str:
    entry = {"name": "Unused", "type": "string"}
    s.actions["Initialize_Unused"] = act("InitializeVariable", inputs={"variables": [entry]})
    return "Initialize_Unused"


@plant("default-action-name")
def named_by_the_designer(s: Shape) -> str:
    s.catch["Auf_alle_anwenden_2"] = act(
        "Foreach", after("Failed_steps"), foreach="@body('Failed_steps')", actions={}
    )
    return "Auf_alle_anwenden_2"
