"""Faults that keep a flow from being turned on, and harmless twins of them."""

from __future__ import annotations

from functools import partial

from tests.injection.registry import Registry, register
from tests.injection.shapes import F, S, Shape, act, after

PLANTS: Registry = []
TWINS: Registry = []
plant = partial(register, PLANTS)
twin = partial(register, TWINS)


def compose(shape: Shape, value: object) -> str:
    """Give the text of the Compose in the condition."""
    shape.try_["Decide"]["actions"]["Compose_text"]["inputs"] = value
    return "Compose_text"


@plant("expression-syntax")
def open_bracket(s: Shape) -> str:
    return compose(s, "@concat('a', join(body('Names'), ',')")


@plant("expression-syntax")
def single_quote_in_text(s: Shape) -> str:
    return compose(s, "It is @{concat('it's', ' ready')}")


@plant("expression-syntax")
def a_key_is_an_expression(s: Shape) -> str:
    return compose(s, {"@concat('a'": 1})


@twin("expression-syntax")
def doubled_quote_and_escapes(s: Shape) -> None:
    compose(
        s, {"@@odata.type": "@@x", "a": "@concat('it''s',\n ' ready')", "b": "me@contoso.com", "@{guid()}": 1}
    )
    s.try_["Decide"]["description"] = "was @concat('a'"


@plant("unknown-function")
def month(s: Shape) -> str:
    return compose(s, "@month(utcNow())")


@plant("unknown-function")
def misspelt(s: Shape) -> str:
    s.try_["Filter_big"]["inputs"]["where"] = "@greaterThan(item()?['cto_amount'], 5)"
    return "Filter_big"


@twin("unknown-function", "wrong-argument-count")
def other_case(s: Shape) -> None:
    compose(s, "@CONCAT(toupper('a'), encodeURIComponent('b', 'c', 'd'), createArray())")
    s.try_["Names"]["description"] = "@month(utcNow()) @add(1)"


@plant("wrong-argument-count")
def three_summands(s: Shape) -> str:
    return compose(s, "Sum: @{add(1, 2, variables('Count'))}")


@plant("wrong-argument-count")
def if_without_else(s: Shape) -> str:
    s.loop["actions"]["Remember"]["inputs"]["value"] = "@if(equals(1, variables('Count')), 'one')"
    return "Remember"


@plant("dangling-reference")
def output_of_a_deleted_action(s: Shape) -> str:
    return compose(s, "@outputs('Compose_of_old')?['x']")


@plant("dangling-reference")
def renamed_in_one_branch(s: Shape) -> str:
    s.try_["Names_of_all"] = s.try_.pop("Names")
    s.loop["runAfter"] = after("Names_of_all")
    return "Decide" if not s.seed % 2 else "Note_all"


@plant("dangling-reference")
def misspelt_variable(s: Shape) -> str:
    s.actions[s.ending]["inputs"] = {"statusCode": 200, "body": "@variables('Sumary')"}
    return s.ending


@plant("dangling-reference")
def result_of_a_deleted_scope(s: Shape) -> str:
    s.catch["Failed_results"]["inputs"]["from"] = "@result('Main')"
    return "Failed_results"


@twin("dangling-reference")
def names_as_the_platform_compares_them(s: Shape) -> None:
    compose(s, "@{variables('SUMMARY')} @{body('names')} @{outputs('list " + s.thing + "s')?['body']}")
    s.try_["Decide"]["description"] = "was @outputs('Compose_of_old')"
    s.try_["Decide"]["metadata"] = {"note": "@{outputs('Compose_of_old')}"}


@plant("undeclared-flow-variable")
def initialize_lost(s: Shape) -> str:
    del s.actions["Initialize_Count"]
    for name, node, _ in s.every():
        if "Initialize_Count" in node["runAfter"]:
            del node["runAfter"]["Initialize_Count"]
            if name == "Initialize_Summary":
                break
    return "Count_up"


@twin("undeclared-flow-variable")
def other_case_of_the_name(s: Shape) -> None:
    s.loop["actions"]["Count_up"]["inputs"]["name"] = "COUNT"


@plant("self-reference-set")
def appends_by_set(s: Shape) -> str:
    s.try_["Decide"]["actions"]["Set_summary"]["inputs"]["value"] = "@concat(variables('summary'), 'x')"
    return "Set_summary"


@twin("self-reference-set")
def sets_from_another(s: Shape) -> None:
    s.try_["Decide"]["actions"]["Set_summary"]["inputs"]["value"] = "@string(variables('Found'))"


@plant("reference-before-run")
def later_action(s: Shape) -> str:
    s.try_["Names"]["inputs"]["from"] = "@outputs('Decide')"
    return "Names"


@plant("reference-before-run")
def other_branch(s: Shape) -> str:
    s.try_["Decide"]["else"]["actions"]["Set_none"]["inputs"]["value"] = "@outputs('Compose_text')"
    return "Set_none"


@plant("reference-before-run")
def condition_reads_what_is_in_it(s: Shape) -> str:
    s.try_["Decide"]["expression"] = "@equals(outputs('Compose_text'), 'x')"
    return "Decide"


@plant("reference-before-run")
def parallel_branch(s: Shape) -> str:
    s.actions["Beside"] = act("Compose", inputs="@body('Names')")
    return "Beside"


@plant("reference-before-run")
def two_loops_deep(s: Shape) -> str:
    inner = act(
        "Foreach",
        after("Remember"),
        foreach="@variables('Found')",
        actions={"Deep": act("Compose", inputs=1)},
    )
    s.loop["actions"]["Inner"] = inner
    s.actions[s.ending]["inputs"] = {"statusCode": 200, "body": "@outputs('Deep')"}
    return s.ending


@plant("reference-before-run")
def variable_too_early(s: Shape) -> str:
    s.actions["Early"] = act("Compose", inputs="@variables('Ready')")
    return "Early"


@twin("reference-before-run")
def all_that_may_be_read(s: Shape) -> None:
    compose(s, "@coalesce(outputs('Get_details'), actions('For_each_" + s.thing + "'))")
    s.actions["Later"] = act("Compose", after("Try", statuses=(S, F)), inputs="@outputs('Compose_text')")
    until = act(
        "Until", after("Later"), expression="@equals(outputs('In_it'), 1)", limit={"count": 5}, actions={}
    )
    until["actions"]["In_it"] = act("Compose", inputs="@triggerBody()")
    s.actions["Until"] = until
    s.actions["After"] = act("Compose", after("Until"), inputs="@outputs('In_it')")


@plant("items-outside-loop")
def item_after_the_loop(s: Shape) -> str:
    return compose(s, f"@items('For_each_{s.thing}')?['cto_name']")


@plant("items-outside-loop")
def items_of_no_loop(s: Shape) -> str:
    s.loop["actions"]["Remember"]["inputs"]["value"] = "@items('Filter_big')"
    return "Remember"


@plant("items-outside-loop")
def lone_item(s: Shape) -> str:
    s.catch["Tell_the_owner"]["inputs"]["parameters"]["emailMessage/Body"] = "<p>@{item()?['error']}</p>"
    return "Tell_the_owner"


@twin("items-outside-loop")
def item_where_something_repeats(s: Shape) -> None:
    s.loop["actions"]["Remember"]["inputs"]["value"] = "@item()?['cto_name']"
    s.loop["actions"]["Pick"] = act(
        "Query", after("Remember"), inputs={"from": "@item()?['lines']", "where": "@equals(item(), 1)"}
    )


@plant("run-after-unknown")
def predecessor_renamed(s: Shape) -> str:
    s.try_["Decide"]["runAfter"] = after("For_each_thing")
    return "Decide"


@plant("run-after-unknown")
def predecessor_in_another_scope(s: Shape) -> str:
    s.actions[s.ending]["runAfter"] = after("Decide")
    return s.ending


@twin("run-after-unknown", "run-after-bad-status")
def other_spelling(s: Shape) -> None:
    s.try_["Decide"]["runAfter"] = {f"for each {s.thing}": ["SUCCEEDED", "TIMEDOUT"]}


@plant("run-after-cycle")
def ring(s: Shape) -> str:
    s.try_["Filter_big"]["runAfter"]["Decide"] = [S]
    return "Filter_big"


@plant("run-after-cycle")
def after_itself(s: Shape) -> str:
    s.try_["Decide"]["runAfter"]["Decide"] = [S]
    return "Decide"


@twin("run-after-cycle")
def diamond(s: Shape) -> None:
    s.try_["Decide"]["runAfter"] = after(f"For_each_{s.thing}", "Filter_big", "Names")


@plant("run-after-bad-status")
def no_status(s: Shape) -> str:
    s.try_["Decide"]["runAfter"] = {f"For_each_{s.thing}": []}
    return "Decide"


@plant("run-after-bad-status")
def invented_status(s: Shape) -> str:
    s.actions[s.ending]["runAfter"] = {"Try": ["Completed"]}
    return s.ending


@plant("flow-without-trigger")
def no_trigger(s: Shape) -> str:
    s.definition["triggers"] = {}
    return ""


@plant("duplicate-action-name")
def same_name_in_two_scopes(s: Shape) -> str:
    s.catch["Names"] = act("Compose", after("Failed_steps"), inputs=1)
    return "Names"


@plant("duplicate-action-name")
def other_case_same_name(s: Shape) -> str:
    s.try_["Decide"]["else"]["actions"]["COMPOSE text"] = act("Compose", inputs=1)
    return "COMPOSE text"


@twin("duplicate-action-name")
def numbered(s: Shape) -> None:
    s.catch["Names_2"] = act("Compose", after("Failed_steps"), inputs=1)


@plant("nested-initialize")
def initialize_in_a_scope(s: Shape) -> str:
    entry = {"name": "Inner", "type": "string", "value": ""}
    s.try_["Initialize_Inner"] = act("InitializeVariable", inputs={"variables": [entry]})
    return "Initialize_Inner"


@twin("nested-initialize")
def initialize_late_at_the_top(s: Shape) -> None:
    entry = {"name": "Late", "type": "string", "value": ""}
    s.actions["Initialize_Late"] = act("InitializeVariable", after("Try"), inputs={"variables": [entry]})


@plant("terminate-in-loop")
def end_in_a_loop(s: Shape) -> str:
    test = act("If", after("Remember"), expression="@greater(variables('Count'), 9)", actions={})
    test["actions"]["Stop"] = act("Terminate", inputs={"runStatus": "Cancelled"})
    s.loop["actions"]["Enough"] = test
    return "Stop"


@twin("terminate-in-loop")
def end_in_a_condition(s: Shape) -> None:
    s.try_["Decide"]["else"]["actions"]["Stop"] = act(
        "Terminate", after("Set_none"), inputs={"runStatus": "Cancelled"}
    )


@plant("response-in-loop")
def answer_in_a_loop(s: Shape) -> str:
    s.definition["triggers"] = Shape(0).definition["triggers"]
    s.loop["actions"]["Reply"] = act("Response", after("Remember"), kind="Http", inputs={"statusCode": 200})
    return "Reply"


@twin("response-in-loop", "response-without-request")
def answer_in_a_condition(s: Shape) -> None:
    s.definition["triggers"] = Shape(0).definition["triggers"]
    reply = act("Response", after("Set_none"), kind="Http", inputs={"statusCode": 200})
    s.try_["Decide"]["else"]["actions"]["Reply"] = reply


@plant("response-without-request")
def answer_to_a_clock(s: Shape) -> str:
    s.definition["triggers"] = Shape(1).definition["triggers"]
    if not s.is_called:
        s.catch["Answer"] = act("Response", after("Failed_steps"), kind="Http", inputs={"statusCode": 200})
    return "Answer"


@plant("action-limit")
def many_actions(s: Shape) -> str:
    for number in range(600):
        s.catch[f"Note_{number}"] = act("Compose", inputs=number)
    return next(name for place, name in enumerate(names_in_order(s.definition["actions"])) if place == 500)


def names_in_order(actions: dict[str, object]) -> list[str]:
    from pplint.flowgraph.containers import walk_actions

    return [found.name for found in walk_actions({"actions": actions})]


@twin("action-limit")
def less_than_the_limit(s: Shape) -> None:
    for number in range(500 - len(s.every())):
        s.catch[f"Note_{number}"] = act("Compose", inputs=number)


def nest(s: Shape, depth: int) -> str:
    actions = {"Deep": act("Compose", inputs="@body('Names')")}
    for level in range(depth - 1):
        actions = {f"Level_{level}": act("Scope", actions=actions)}
    s.try_["Decide"]["else"]["actions"].clear()
    s.actions["Nested"] = act("Scope", after("Try"), actions=actions)
    return "Deep"


@plant("nesting-limit")
def nine_deep(s: Shape) -> str:
    return nest(s, 9)


@twin("nesting-limit")
def eight_deep(s: Shape) -> None:
    nest(s, 8)


def switch(s: Shape, count: int) -> str:
    cases = {f"Case_{number}": {"case": number, "actions": {}} for number in range(count)}
    node = act("Switch", after("Try"), expression="@variables('Count')", cases=cases, default={"actions": {}})
    s.actions["Many_cases"] = node
    return "Many_cases"


@plant("switch-case-limit")
def many_cases(s: Shape) -> str:
    return switch(s, 26)


@twin("switch-case-limit")
def as_many_cases_as_may_be(s: Shape) -> None:
    switch(s, 25)


def declare(s: Shape, count: int) -> str:
    entries = [{"name": f"V{number}", "type": "string"} for number in range(count)]
    s.actions["Initialize_many"] = act("InitializeVariable", inputs={"variables": entries})
    return "Initialize_many"


@plant("flow-variable-limit")
def many_variables(s: Shape) -> str:
    return declare(s, 247)


@twin("flow-variable-limit")
def as_many_variables_as_may_be(s: Shape) -> None:
    declare(s, 246)


@plant("expression-length")
def long_expression(s: Shape) -> str:
    return compose(s, "@concat(" + ", ".join(["'some text'"] * 700) + ")")


@plant("expression-length")
def long_expression_in_a_text(s: Shape) -> str:
    return compose(s, "Text @{concat(" + ", ".join(["'some text'"] * 700) + ")} and more")


@twin("expression-length")
def long_text(s: Shape) -> None:
    compose(s, "Some text @{variables('Count')} and more. " * 400)


@plant("action-name-length")
def long_name(s: Shape) -> str:
    name = "Compose_" + "a_long_" * 10 + "nam"
    s.catch[name] = act("Compose", inputs=1)
    return name


@twin("action-name-length", "description-length")
def name_and_note_as_long_as_may_be(s: Shape) -> None:
    s.catch["C" * 80] = act("Compose", description="ü" * 256, inputs=1)


@plant("description-length")
def long_note(s: Shape) -> str:
    s.try_["Names"]["description"] = "x" * 257
    return "Names"


@plant("flow-variable-type-mismatch")
def increments_a_text(s: Shape) -> str:
    s.loop["actions"]["Count_up"]["inputs"]["name"] = "Summary"
    return "Count_up"


@plant("flow-variable-type-mismatch")
def appends_to_a_text(s: Shape) -> str:
    s.loop["actions"]["Remember"]["inputs"]["name"] = "Summary"
    return "Remember"


@plant("flow-variable-type-mismatch")
def text_for_a_number(s: Shape) -> str:
    s.actions["Initialize_Count"]["inputs"]["variables"][0]["value"] = "zero"
    return "Initialize_Count"


@twin("flow-variable-type-mismatch")
def values_that_fit(s: Shape) -> None:
    s.actions["Initialize_Count"]["inputs"]["variables"][0].update(type="Float", value="0.5")
    s.actions["Initialize_Found"]["inputs"]["variables"][0]["value"] = "@json('[]')"
    s.try_["Decide"]["else"]["actions"]["Set_none"]["inputs"]["value"] = 5


@plant("recurrence-invalid")
def too_often(s: Shape) -> str:
    s.definition["triggers"] = {
        "Often": {"type": "Recurrence", "recurrence": {"frequency": "Second", "interval": 10}}
    }
    s.actions.pop("Answer", None)
    s.catch.pop("Answer_failure", None)
    s.catch["End_as_failed"]["runAfter"] = after("Tell_the_owner")
    return "Often"


@plant("recurrence-invalid")
def no_such_frequency(s: Shape) -> str:
    too_often(s)
    s.definition["triggers"]["Often"]["recurrence"] = {"frequency": "Daily", "interval": 1}
    return "Often"


@twin("recurrence-invalid")
def rare_but_allowed(s: Shape) -> None:
    too_often(s)
    recurrence = {"frequency": "Day", "interval": 500, "timeZone": "UTC", "startTime": "2026-01-01T00:00:00Z"}
    s.definition["triggers"]["Often"]["recurrence"] = recurrence


@plant("foreach-concurrency-invalid")
def too_parallel(s: Shape) -> str:
    s.loop["runtimeConfiguration"] = {"concurrency": {"repetitions": 51}}
    s.loop["actions"].pop("Count_up")
    s.loop["actions"]["Remember"]["runAfter"] = after("Get_details")
    return f"For_each_{s.thing}"


@plant("foreach-concurrency-invalid")
def parallel_inner_loop(s: Shape) -> str:
    inner = act("Foreach", after("Remember"), foreach="@variables('Found')", actions={})
    inner["runtimeConfiguration"] = {"concurrency": {"repetitions": 20}}
    s.loop["actions"]["Inner"] = inner
    return "Inner"


@twin("foreach-concurrency-invalid")
def sequential_by_setting(s: Shape) -> None:
    s.loop["runtimeConfiguration"] = {"concurrency": {"repetitions": 1}}


@plant("unknown-action-type")
def invented_type(s: Shape) -> str:
    s.catch["Tell_the_owner"]["type"] = "SendMail"
    return "Tell_the_owner"


@twin("unknown-action-type")
def type_in_other_case(s: Shape) -> None:
    s.try_["Decide"]["type"] = "if"
    s.try_["Filter_big"]["type"] = "query"
