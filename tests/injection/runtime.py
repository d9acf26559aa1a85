"""Faults that show when a flow runs, or never show at all, and harmless twins of them."""

from __future__ import annotations

from functools import partial

from tests.injection.registry import Registry, register
from tests.injection.shapes import F, K, S, Shape, T, act, after

PLANTS: Registry = []
TWINS: Registry = []
plant = partial(register, PLANTS)
twin = partial(register, TWINS)


def parallel(s: Shape, count: int) -> None:
    """Give the loop a degree of parallelism."""
    s.loop["runtimeConfiguration"] = {"concurrency": {"repetitions": count}}


# unreachable-action, condition-constant


@plant("unreachable-action")
def after_the_end(s: Shape) -> str:
    s.catch["Tidy_up"] = act("Compose", after("End_as_failed"), inputs=1)
    return "Tidy_up"


@plant("unreachable-action")
def both_outcomes_at_once(s: Shape) -> str:
    s.actions["Join_both"] = act("Compose", {**after("Try"), **after("Catch")}, inputs=1)
    return "Join_both"


@plant("unreachable-action")
def skipped_although_it_always_runs(s: Shape) -> str:
    s.try_["Otherwise"] = act("Compose", after("Names", "Filter_big", statuses=(K,)), inputs=1)
    s.try_["Otherwise"]["runAfter"][f"List_{s.thing}s"] = [S]
    s.try_["Otherwise"]["runAfter"]["Names"] = [S]
    return "Otherwise"


@plant("unreachable-action")
def scope_that_always_ends_the_run(s: Shape) -> str:
    s.actions["After_catch"] = act("Compose", after("Catch"), inputs=1)
    return "After_catch"


@plant("condition-constant", "unreachable-action")
def text_typed_instead_of_a_value(s: Shape) -> str:
    s.try_["Decide"]["expression"] = {"equals": ["Summary", "none"]}
    return "Decide"


@plant("condition-constant")
def compared_with_itself(s: Shape) -> str:
    s.try_["Decide"]["expression"] = "@equals(variables('Count'), variables('count'))"
    s.try_["Decide"]["expression"] = "@equals(variables('Count'), variables('Count'))"
    return "Decide"


@twin("unreachable-action", "condition-constant")
def conditional_end_and_join_with_skipped(s: Shape) -> None:
    s.actions["Join_both"] = act("Compose", {"Try": [S, F, T], "Catch": [S, K]}, inputs=1)
    s.try_["Decide"]["else"]["actions"]["Stop"] = act("Terminate", inputs={"runStatus": "Cancelled"})
    s.try_["Behind"] = act("Compose", after("Decide"), inputs=1)
    s.actions["Switch_of_test"] = act("Compose", inputs=False)
    s.try_["Decide"]["expression"] = {"equals": ["@outputs('Switch_of_test')", True]}
    s.actions["Try"]["runAfter"] = {**s.actions["Try"]["runAfter"], **after("Switch_of_test")}


# Races


@plant("parallel-foreach-race")
def counts_in_parallel(s: Shape) -> str:
    parallel(s, 20)
    return "Count_up"


@plant("parallel-foreach-race")
def sets_and_reads_in_parallel(s: Shape) -> str:
    parallel(s, 5)
    del s.loop["actions"]["Count_up"]
    s.loop["actions"]["Keep"] = act(
        "SetVariable",
        after("Get_details"),
        inputs={"name": "Summary", "value": "@{outputs('Get_details')?['body']}"},
    )
    s.loop["actions"]["Remember"]["runAfter"] = after("Keep")
    s.loop["actions"]["Remember"]["inputs"]["value"] = "@variables('Summary')"
    return "Keep"


@plant("parallel-foreach-race")
def searches_what_others_append(s: Shape) -> str:
    parallel(s, 50)
    del s.loop["actions"]["Count_up"]
    s.loop["actions"]["Remember"]["runAfter"] = after("Get_details")
    s.loop["actions"]["Known"] = act(
        "Query", after("Remember"), inputs={"from": "@variables('Found')", "where": "@equals(item(), 1)"}
    )
    return "Remember"


@plant("parallel-foreach-race")
def inner_plain_loop(s: Shape) -> str:
    parallel(s, 2)
    del s.loop["actions"]["Count_up"]
    s.loop["actions"]["Remember"]["runAfter"] = after("Get_details")
    lines = act(
        "Foreach", after("Remember"), foreach="@items('For_each_" + s.thing + "')?['lines']", actions={}
    )
    lines["actions"]["Count_lines"] = act("IncrementVariable", inputs={"name": "Count", "value": 1})
    s.loop["actions"]["Each_line"] = lines
    return "Count_lines"


@twin("parallel-foreach-race")
def one_at_a_time(s: Shape) -> None:
    parallel(s, 1)


@twin("parallel-foreach-race")
def append_that_nobody_reads(s: Shape) -> None:
    parallel(s, 50)
    del s.loop["actions"]["Count_up"]
    s.loop["actions"]["Remember"]["runAfter"] = after("Get_details")


@twin("parallel-foreach-race")
def concurrency_of_an_inner_loop(s: Shape) -> None:
    inner = act("Foreach", after("Remember"), foreach="@variables('Found')", actions={})
    inner["actions"]["Up"] = act("IncrementVariable", inputs={"name": "Count", "value": 1})
    inner["runtimeConfiguration"] = {"concurrency": {"repetitions": 20}}
    s.loop["actions"]["Inner"] = inner


@plant("parallel-branch-race")
def two_branches_write(s: Shape) -> str:
    for number in (1, 2):
        value = f"@{{outputs('List_{s.thing}s')?['body/{number}']}}"
        s.try_[f"Keep_{number}"] = act(
            "SetVariable", after(f"List_{s.thing}s"), inputs={"name": "Summary", "value": value}
        )
        if number == 1:
            s.try_["Decide"]["runAfter"].update(after("Keep_1"))
    return "Keep_2"


@plant("parallel-branch-race")
def reads_what_another_branch_sets(s: Shape) -> str:
    s.try_["Read_early"] = act("Compose", after(f"List_{s.thing}s"), inputs="@variables('Summary')")
    return "Set_summary"


@twin("parallel-branch-race")
def handlers_and_flags(s: Shape) -> None:
    flag = {"name": "Ready", "value": True}
    s.actions["Flag_failure"] = act(
        "SetVariable", after("Try", statuses=(F,)), inputs={"name": "Ready", "value": False}
    )
    s.try_["Flag_1"] = act("SetVariable", after("Names"), inputs=flag)
    s.try_["Flag_2"] = act("SetVariable", after("Names"), inputs=flag)
    if s.is_called:
        s.actions["Flag_success"] = act("SetVariable", after("Try"), inputs={"name": "Summary", "value": "x"})
        s.actions["Answer"]["runAfter"] = after("Flag_success")


# Mocks, text, empty lists


@plant("static-result-enabled")
def mock_left_on(s: Shape) -> str:
    s.catch["Tell_the_owner"]["runtimeConfiguration"] = {
        "staticResult": {"staticResultOptions": "Enabled", "name": "Tell_the_owner0"}
    }
    return "Tell_the_owner"


@twin("static-result-enabled")
def mock_turned_off(s: Shape) -> None:
    s.catch["Tell_the_owner"]["runtimeConfiguration"] = {
        "staticResult": {"staticResultOptions": "Disabled", "name": "Tell_the_owner0"}
    }


@plant("property-of-text")
def property_of_a_table(s: Shape) -> str:
    s.try_["Table"] = act("Table", after("Names"), inputs={"from": "@body('Names')", "format": "HTML"})
    s.try_["Decide"]["runAfter"].update(after("Table"))
    s.try_["Decide"]["expression"] = {"greater": ["@length(body('Table')?['body/value'])", 0]}
    return "Decide"


@plant("property-of-text")
def property_of_a_text_variable(s: Shape) -> str:
    s.actions[s.ending]["inputs"] = {"statusCode": 200, "body": "@variables('Summary')?['text']"}
    return s.ending


@plant("property-of-text")
def property_of_a_composed_text(s: Shape) -> str:
    s.try_["Decide"]["actions"]["Compose_text"]["inputs"] = "Total: @{variables('Count')}"
    s.try_["Decide"]["actions"]["Set_summary"]["inputs"]["value"] = "@{outputs('Compose_text')['total']}"
    return "Set_summary"


@twin("property-of-text")
def properties_of_what_is_no_text(s: Shape) -> None:
    s.try_["Table"] = act("Table", after("Names"), inputs={"from": "@body('Names')", "format": "CSV"})
    s.try_["Decide"]["runAfter"].update(after("Table"))
    s.try_["Decide"]["expression"] = {"greater": ["@length(outputs('Table')?['body'])", 0]}
    s.actions[s.ending]["inputs"] = {
        "statusCode": 200,
        "body": "@{variables('Found')[0]} @{split('a', 'b')[0]}",
    }


@plant("unsafe-first")
def first_row_of_a_list(s: Shape) -> str:
    s.try_["Newest"] = act(
        "Compose", after("Names"), inputs=f"@first(outputs('List_{s.thing}s')?['body/value'])['cto_name']"
    )
    return "Newest"


@plant("unsafe-first")
def last_row_of_a_filter(s: Shape) -> str:
    value = {"statusCode": 200, "body": "@{last(body('Filter_big')).cto_name}"}
    s.try_["Newest"] = act("Compose", after("Names"), inputs=value)
    return "Newest"


@twin("unsafe-first")
def first_row_with_a_guard(s: Shape) -> None:
    rows = f"outputs('List_{s.thing}s')?['body/value']"
    s.try_["Newest"] = act("Compose", after("Names"), inputs=f"@first({rows})?['cto_name']")
    s.try_["Oldest"] = act(
        "Compose", after("Names"), inputs=f"@if(empty({rows}), null, last({rows})['cto_name'])"
    )
    s.try_["Any"] = act("If", after("Names"), expression=f"@greater(length({rows}), 0)", actions={})
    s.try_["Any"]["actions"]["One"] = act("Compose", inputs=f"@first({rows})['cto_name']")
    s.loop["actions"]["Pick"] = act(
        "Compose", after("Remember"), inputs="@first(body('Filter_big'))['cto_name']"
    )


# Swallowed errors, loops, waits, lists


@plant("swallowed-error")
def catch_that_only_composes(s: Shape) -> str:
    for name in ("Tell_the_owner", "Answer_failure", "End_as_failed"):
        s.catch.pop(name, None)
    s.actions.pop("Answer", None)
    s.actions.pop("Report", None)
    return "Catch"


@plant("swallowed-error")
def last_step_hides_the_failure(s: Shape) -> str:
    before = "Choose" if "Choose" in s.try_ else "Decide"
    if "Wait_until_ready" in s.try_:
        s.try_["Wait_until_ready"]["runAfter"] = after(before)
        before = "Wait_until_ready"
    s.try_["Note_the_end"] = act("Compose", after(before, statuses=(S, F, K, T)), inputs="@utcNow()")
    return "Note_the_end"


@twin("swallowed-error")
def handler_that_reports(s: Shape) -> None:
    del s.catch["End_as_failed"]
    s.actions.pop("Report", None)
    s.try_["Note_success"] = act("Compose", after("Decide"), inputs="@utcNow()")


@twin("swallowed-error")
def handler_whose_result_is_read(s: Shape) -> None:
    for name in ("Tell_the_owner", "Answer_failure", "End_as_failed"):
        s.catch.pop(name, None)
    s.catch["Flag"] = act("SetVariable", after("Failed_steps"), inputs={"name": "Ready", "value": False})
    s.actions.pop("Answer", None)
    s.actions.pop("Report", None)
    s.actions["Look"] = act(
        "If", after("Catch", statuses=(S, K)), expression="@equals(variables('Ready'), false)", actions={}
    )
    s.actions["Look"]["actions"]["Fail"] = act("Terminate", inputs={"runStatus": "Failed"})


def until(s: Shape, **more: object) -> None:
    loop = act(
        "Until", after("Try"), expression="@equals(body('Poll')?['state'], 'done')", actions={}, **more
    )
    loop["actions"]["Delay"] = act("Wait", inputs={"interval": {"count": 1, "unit": "Minute"}})
    loop["actions"]["Poll"] = act(
        "Http", after("Delay"), inputs={"method": "GET", "uri": "@triggerBody()?['uri']"}
    )
    s.actions["Until_done"] = loop
    s.actions["Too_late"] = act(
        "Terminate", after("Until_done", statuses=(T,)), inputs={"runStatus": "Failed"}
    )


@plant("until-unbounded")
def handler_of_a_time_out(s: Shape) -> str:
    until(s, limit={"count": 20, "timeout": "PT20M"})
    return "Too_late"


@plant("until-unbounded")
def turns_without_a_pause(s: Shape) -> str:
    until(s, limit={"count": 60, "timeout": "PT1H"})
    del s.actions["Too_late"]
    del s.actions["Until_done"]["actions"]["Delay"]
    s.actions["Until_done"]["actions"]["Poll"]["runAfter"] = {}
    return "Until_done"


@twin("until-unbounded")
def fails_when_limits_are_reached(s: Shape) -> None:
    until(s, limit={"count": 60, "timeout": "PT1H"}, operationOptions="FailWhenLimitsReached")


def called(s: Shape, kind: str) -> None:
    """Let somebody call the flow, and give it an answer."""
    s.definition["triggers"] = {
        "manual": {"type": "Request", "kind": kind, "inputs": {"schema": {"type": "object"}}}
    }
    if "Answer" not in s.actions:
        s.actions["Answer"] = act("Response", after("Try"), kind="Http", inputs={"statusCode": 200})
    s.catch.pop("Answer_failure", None)
    s.catch["End_as_failed"]["runAfter"] = after("Tell_the_owner")


@plant("response-after-long-wait")
def delays_before_the_answer(s: Shape) -> str:
    called(s, "PowerAppV2")
    for number in (1, 2):
        before = after("Pause_1") if number == 2 else after("Try")
        s.actions[f"Pause_{number}"] = act(
            "Wait", before, inputs={"interval": {"count": 70, "unit": "Second"}}
        )
    s.actions["Answer"]["runAfter"] = after("Pause_2")
    return "Answer"


@plant("response-after-long-wait")
def approval_before_the_answer_to_an_agent(s: Shape) -> str:
    called(s, "Skills")
    s.actions["Approve"] = act(
        "OpenApiConnectionWebhook", after("Try"), inputs={"host": {"operationId": "x"}}
    )
    s.actions["Answer"]["runAfter"] = after("Approve")
    return "Answer"


@twin("response-after-long-wait")
def answers_first(s: Shape) -> None:
    called(s, "Http")
    s.actions["Long"] = act("Wait", after("Answer"), inputs={"interval": {"count": 1, "unit": "Day"}})
    s.actions["Short"] = act("Wait", inputs={"interval": {"count": 100, "unit": "Second"}})
    s.actions["Answer"]["runAfter"].update(after("Short"))


def rows(s: Shape, **parameters: object) -> str:
    from tests.injection.shapes import call

    s.try_["Get_items"] = call(
        "sharepointonline", "GetItems", dataset="@triggerBody()", table="x", **parameters
    )
    return "Get_items"


@plant("list-without-pagination")
def whole_list(s: Shape) -> str:
    return rows(s)


@twin("list-without-pagination", "pagination-over-limit")
def as_many_rows_as_may_be(s: Shape) -> None:
    rows(s, **{"$top": 5000})
    s.try_["Get_items_2"] = {**s.try_["Get_items"]}
    policy = {"paginationPolicy": {"minimumItemCount": 100000}}
    s.try_["Get_items_2"]["runtimeConfiguration"] = policy


@plant("pagination-over-limit")
def top_above_the_limit(s: Shape) -> str:
    return rows(s, **{"$top": 6000})


# Loops of triggers


def watched(s: Shape, **parameters: object) -> None:
    """Let changes of a row start the flow, and the flow write that row."""
    from tests.injection.shapes import call

    s.actions.pop("Answer", None)
    s.catch.pop("Answer_failure", None)
    s.catch["End_as_failed"]["runAfter"] = after("Tell_the_owner")
    trigger = call(
        "commondataserviceforapps",
        "SubscribeWebhookTrigger",
        **{
            "subscriptionRequest/message": 3,
            "subscriptionRequest/entityname": f"cto_{s.thing}",
            **{f"subscriptionRequest/{key}": value for key, value in parameters.items()},
        },
    )
    trigger["type"] = "OpenApiConnectionWebhook"
    del trigger["runAfter"]
    s.definition["triggers"] = {"When_a_row_is_modified": trigger}
    s.try_["Set_state"] = call(
        "commondataserviceforapps",
        "UpdateRecord",
        after("Names"),
        entityName=f"cto_{s.thing}s",
        recordId=f"@triggerOutputs()?['body/cto_{s.thing}id']",
        **{"item/cto_state": 2},
    )


@plant("trigger-loop")
def writes_its_own_row(s: Shape) -> str:
    watched(s)
    return "Set_state"


@plant("trigger-loop")
def writes_a_watched_column(s: Shape) -> str:
    watched(
        s, filteringattributes="cto_amount, cto_state", filterexpression="cto_state ge 1 and cto_amount gt 0"
    )
    return "Set_state"


@plant("trigger-loop")
def adds_to_the_table_that_starts_it(s: Shape) -> str:
    watched(s, message=4)
    s.try_["Set_state"]["inputs"]["host"]["operationId"] = "CreateRecord"
    del s.try_["Set_state"]["inputs"]["parameters"]["recordId"]
    return "Set_state"


@twin("trigger-loop")
def column_that_is_not_watched(s: Shape) -> None:
    watched(s, filteringattributes="cto_amount,cto_name")


@twin("trigger-loop")
def filter_that_is_false_afterwards(s: Shape) -> None:
    watched(s, filterexpression="cto_state eq 1 and cto_amount gt 0")


@twin("trigger-loop")
def added_only(s: Shape) -> None:
    watched(s, message=1)


@twin("trigger-loop")
def guarded_by_a_condition(s: Shape) -> None:
    watched(s)
    guard = act(
        "If", after("Names"), expression={"not": {"equals": ["@triggerOutputs()?['body/cto_state']", 2]}}
    )
    guard["actions"] = {"Set_state": {**s.try_.pop("Set_state"), "runAfter": {}}}
    s.try_["Guard"] = guard


@twin("trigger-loop")
def other_table(s: Shape) -> None:
    watched(s)
    s.try_["Set_state"]["inputs"]["parameters"]["entityName"] = f"cto_{s.thing}logs"
