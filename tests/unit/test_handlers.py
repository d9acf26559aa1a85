"""Handlers of failures: which leave a failed run green without a word, and which tell someone."""

from __future__ import annotations

from typing import Any

import pytest

from pplint.detect.flows.handlers import busy_loops, swallowed_errors, vain_handlers
from pplint.flowgraph import FlowGraph

Actions = dict[str, dict[str, Any]]
HTTP: dict[str, Any] = {"type": "Http", "inputs": {"method": "GET", "uri": "@triggerBody()?['uri']"}}
FAILED = ["Failed", "TimedOut"]


def step(base: dict[str, Any], **after: list[str]) -> dict[str, Any]:
    return {**base, "runAfter": after}


def compose(inputs: object = 1, **after: list[str]) -> dict[str, Any]:
    return step({"type": "Compose", "inputs": inputs}, **after)


def scope(actions: Actions, type: str = "Scope", **after: list[str]) -> dict[str, Any]:
    extra = {"expression": {"equals": ["@triggerBody()?['x']", 1]}} if type == "If" else {}
    return step({"type": type, **extra, "actions": actions}, **after)


def swallowed(actions: Actions) -> list[tuple[str, str]]:
    """Names of the step that fails and of the handler that hides it."""
    graph = FlowGraph({"triggers": {"manual": {"type": "Request"}}, "actions": actions})
    return [(found.step.name, found.handler.name) for found in swallowed_errors(graph)]


def tried(
    handler: dict[str, Any], inside: Actions | None = None, type: str = "Scope", **more: Any
) -> Actions:
    return {"Try": scope(inside or {"Get": step(HTTP)}, type), "Catch": handler, **more}


QUIET = tried(scope({"Note": compose()}, Try=FAILED))


def test_a_quiet_handler_of_a_scope_with_a_call_swallows() -> None:
    assert swallowed(QUIET) == [("Try", "Catch")]


def test_a_block_whose_steps_wait_for_each_other_hides_no_other_block() -> None:
    stuck = {"One": compose(Two=["Succeeded"]), "Two": compose(One=["Succeeded"])}
    within = {"Stuck": scope(stuck), "Good": scope(QUIET, Stuck=["Succeeded"])}
    assert swallowed(within) == [("Try", "Catch")]
    assert swallowed({**stuck, "Good": scope(QUIET)}) == [("Try", "Catch")]


@pytest.mark.parametrize(
    "actions",
    [
        # Only a scope tries; only a call can fail in a way that matters.
        tried(compose(Try=FAILED), type="If"),
        tried(compose(Try=FAILED), {"Only": compose()}),
        # What goes on in either case handles nothing, and what waits for success is skipped with it.
        tried(compose(Try=["Succeeded", "Failed"])),
        tried(compose(Try=["Succeeded"])),
        tried(compose(Try=["Skipped"])),
        tried(compose(Try=FAILED), Next=compose(Try=["Succeeded"])),
        # Someone is told: by a call, by a failed run, or by what comes after.
        tried(step(HTTP, Try=FAILED)),
        tried(scope({"Tell": step(HTTP)}, Try=FAILED)),
        tried(compose(Try=FAILED), Tell=step(HTTP, Catch=["Succeeded"])),
        tried(step({"type": "Terminate", "inputs": {"runStatus": "Failed"}}, Try=FAILED)),
        # Another step reads the outcome, or what the handler keeps.
        tried(compose("x", Try=FAILED), Look=compose("@outputs('Catch')")),
        tried(compose("x", Try=FAILED), Look=compose("@result('Try')")),
        {
            "Begin": step(
                {"type": "InitializeVariable", "inputs": {"variables": [{"name": "bad", "type": "string"}]}}
            ),
            **tried(step({"type": "SetVariable", "inputs": {"name": "bad", "value": "yes"}}, Try=FAILED)),
            "Look": compose("@variables('bad')"),
        },
    ],
)
def test_what_does_not_swallow(actions: Actions) -> None:
    assert swallowed(actions) == []


@pytest.mark.parametrize(
    "actions",
    [
        tried(step({"type": "Terminate", "inputs": {"runStatus": "Succeeded"}}, Try=FAILED)),
        # What the scope reads before it fails, and what the handler reads itself, tells no one.
        {
            "Begin": step(
                {"type": "InitializeVariable", "inputs": {"variables": [{"name": "bad", "type": "string"}]}}
            ),
            **tried(
                step({"type": "SetVariable", "inputs": {"name": "bad", "value": "yes"}}, Try=FAILED),
                {"Get": step(HTTP), "Look": compose("@variables('bad')", Get=["Succeeded"])},
            ),
        },
        tried(scope({"Look": compose("@result('Try')")}, Try=FAILED)),
    ],
)
def test_what_swallows_all_the_same(actions: Actions) -> None:
    assert swallowed(actions) == [("Try", "Catch")]


# The last step of a scope that runs in any case


BOTH = ["Succeeded", "Failed"]


def ends(last: dict[str, Any], waiting: list[str] | None = None, **more: Any) -> Actions:
    """A scope whose last step runs whatever the first did, and a step that waits for the scope's failure."""
    inside = {"Get": step(HTTP), **more, "Last": last}
    return {"Try": scope(inside), "Catch": step(HTTP, Try=waiting or FAILED)}


def test_a_last_step_that_always_runs_hides_a_failure() -> None:
    assert swallowed(ends(compose(Get=BOTH))) == [("Get", "Last")]


@pytest.mark.parametrize(
    "actions",
    [
        ends(compose(Get=["Succeeded"])),
        ends(compose(Get=["Failed"])),
        # Another step before it still fails the scope.
        ends(compose(Get=BOTH, Also=["Succeeded"]), Also=step(HTTP)),
        # So does a second end.
        ends(compose(Get=BOTH), Other=compose(Get=["Succeeded"])),
        # Nothing waits for the failure alone.
        ends(compose(Get=BOTH), ["Succeeded", "Failed"]),
        ends(compose(Get=BOTH), ["Succeeded"]),
        ends(compose(Get=BOTH), ["Skipped"]),
        # The last step looks at what happened, or fails the run itself.
        ends(compose("@outputs('Get')", Get=BOTH)),
        ends(scope({"Look": compose("@actions('Get')")}, Get=BOTH)),
        ends(scope({"End": step({"type": "Terminate", "inputs": {"runStatus": "Failed"}})}, Get=BOTH)),
    ],
)
def test_what_hides_no_failure(actions: Actions) -> None:
    assert swallowed(actions) == []


def test_a_second_end_after_the_one_that_always_runs_still_fails_the_scope() -> None:
    inside = {"Get": step(HTTP), "Last": compose(Get=BOTH), "Other": compose(Get=["Succeeded"])}
    assert swallowed({"Try": scope(inside), "Catch": step(HTTP, Try=FAILED)}) == []


def test_only_a_scope_succeeds_with_its_last_step() -> None:
    inside = {"Get": step(HTTP), "Last": compose(Get=BOTH)}
    assert swallowed({"Each": scope(inside, "If"), "Catch": step(HTTP, Each=FAILED)}) == []


# Loops


def until(limit: object = None, inside: Actions | None = None, **more: Any) -> dict[str, Any]:
    return {
        "type": "Until",
        "expression": "@true",
        "limit": limit,
        "actions": inside or {},
        "runAfter": {},
        **more,
    }


@pytest.mark.parametrize(
    ("loop", "statuses", "count"),
    [
        (until(), ["TimedOut"], 1),
        (until(), ["Failed", "TimedOut"], 0),
        (until(operationOptions="FailWhenLimitsReached"), ["TimedOut"], 0),
        ({"type": "Foreach", "foreach": "@x", "actions": {}, "runAfter": {}}, ["TimedOut"], 0),
    ],
)
def test_a_loop_that_reaches_its_limit_succeeds(
    loop: dict[str, Any], statuses: list[str], count: int
) -> None:
    graph = FlowGraph({"actions": {"Loop": loop, "Late": compose(Loop=statuses)}})
    assert len(list(vain_handlers(graph))) == count


WAIT = {"Pause": {"type": "Wait", "inputs": {"interval": {"count": 1, "unit": "Minute"}}, "runAfter": {}}}


@pytest.mark.parametrize(
    ("loop", "count"),
    [
        (until(), 1),
        (until({"count": 60, "timeout": "PT1H"}), 1),
        (until({"count": 10, "timeout": "PT1H"}), 0),
        (until({"count": 60, "timeout": "PT5M"}), 0),
        (until(None, WAIT), 0),
        (until(None, {"Ask": {"type": "OpenApiConnectionWebhook", "inputs": {}, "runAfter": {}}}), 0),
        (until(None, {"Get": step(HTTP)}), 1),
        ({"type": "Foreach", "foreach": "@x", "actions": {}, "runAfter": {}}, 0),
    ],
)
def test_a_loop_with_the_designers_limits_and_no_wait_is_busy(loop: dict[str, Any], count: int) -> None:
    assert len(list(busy_loops(FlowGraph({"actions": {"Loop": loop}})))) == count
