"""The model of a flow's graph: order, statuses, references and loops, held against brute force where one can."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pplint.flowgraph import LEGAL, FlowGraph, Relation
from pplint.flowgraph.conditions import known_condition
from pplint.flowgraph.functions import advice, functions
from pplint.flowgraph.loops import parallel_loop
from pplint.flowgraph.order import Reach

S, F, K, T = "Succeeded", "Failed", "Skipped", "TimedOut"
ALL = (S, F, K, T)


def act(
    kind: str = "Compose",
    after: dict[str, list[str]] | None = None,
    orelse: dict[str, Any] | None = None,
    **more: Any,
) -> dict[str, Any]:
    branch = {} if orelse is None else {"else": {"actions": orelse}}
    return {"type": kind, "runAfter": after or {}, **more, **branch}


def graph(actions: dict[str, Any], **more: Any) -> FlowGraph:
    return FlowGraph({"triggers": {"manual": {"type": "Request"}}, "actions": actions, **more})


def relation(g: FlowGraph, reader: str, target: str) -> Relation:
    one, other = g.find(reader), g.find(target)
    assert one is not None
    assert other is not None
    return g.relation(one, other)


def blocked(g: FlowGraph, name: str) -> str:
    step = g.find(name)
    assert step is not None
    why = g.blocked(step)
    return why.reason if why else ""


# Order


@given(st.lists(st.lists(st.integers(0, 30), max_size=4), min_size=1, max_size=14))
def test_reach_is_the_transitive_closure(raw: list[list[int]]) -> None:
    before = [[p % node for p in entries] if node else [] for node, entries in enumerate(raw)]
    reach = Reach(before, range(len(before)))
    closure: list[set[int]] = []
    for entries in before:
        closure.append(set(entries).union(*(closure[p] for p in entries)))
    for start, end in itertools.product(range(len(before)), repeat=2):
        assert reach.leads(start, end) == (start in closure[end])


NESTED = graph(
    {
        "Start": act(),
        "Loop": act(
            "Foreach",
            {"Start": [S]},
            actions={"In": act(), "Inner": act("Foreach", {"In": [S]}, actions={"Deep": act()})},
        ),
        "Decide": act(
            "If",
            {"Loop": [S]},
            actions={"Yes": act(), "Yes_2": act(after={"Yes": [S]})},
            orelse={"No": act()},
        ),
        "Wait_for": act("Until", {"Decide": [S]}, actions={"Poll": act()}),
        "Beside": act(after={"Start": [S]}),
        "End": act(after={"Wait_for": [S]}),
    }
)


@pytest.mark.parametrize(
    ("reader", "target", "expected"),
    [
        ("Loop", "Start", Relation.BEFORE),
        ("Deep", "start", Relation.BEFORE),
        ("Deep", "In", Relation.BEFORE),
        ("End", "In", Relation.BEFORE),
        ("End", "Deep", Relation.LOOPS),
        ("Inner", "Deep", Relation.INSIDE),
        ("Decide", "Yes", Relation.INSIDE),
        ("Wait for", "Poll", Relation.UNTIL),
        ("No", "Yes", Relation.BRANCH),
        ("Yes", "Yes_2", Relation.LATER),
        ("Start", "End", Relation.LATER),
        ("Beside", "Yes", Relation.PARALLEL),
        ("Yes", "Beside", Relation.PARALLEL),
        ("Deep", "Loop", Relation.AROUND),
        ("Start", "Start", Relation.ITSELF),
        ("Deep", "manual", Relation.TRIGGER),
        ("manual", "Start", Relation.LATER),
    ],
)
def test_relation(reader: str, target: str, expected: Relation) -> None:
    assert relation(NESTED, reader, target) is expected


def test_nothing_is_concluded_from_a_broken_order() -> None:
    g = graph({"A": act(), "B": act(after={"Gone": [S]}), "C": act(after={"B": [S]})})
    assert relation(g, "C", "A") in LEGAL
    assert relation(g, "B", "A") in LEGAL
    assert relation(g, "A", "B") in LEGAL
    ring = graph({"A": act(after={"B": [S]}), "B": act(after={"A": [S]}), "C": act(after={"B": [S]})})
    order = ring.order(ring.actions[0].group)
    assert [[step.name for step in found] for found in order.cycles()] == [["A", "B"]]
    assert relation(ring, "A", "C") in LEGAL


def test_what_always_ran_before() -> None:
    g = graph(
        {
            "A": act(),
            "B": act(after={"A": [S]}),
            "Catch": act(after={"B": [F, K]}),
            "Scope": act("Scope", {"B": [S, F]}, actions={"In": act()}),
        }
    )
    steps = {step.name: step for step in g.actions}
    assert g.always_before(steps["A"], steps["B"])
    assert g.always_before(steps["A"], steps["In"])
    assert not g.always_before(steps["B"], steps["Catch"])
    assert not g.always_before(steps["In"], steps["Scope"])
    assert g.may_be_parallel(steps["Catch"], steps["In"])
    assert not g.may_be_parallel(steps["A"], steps["In"])


# Statuses


def runnable(actions: dict[str, Any]) -> set[str]:
    """Which of a few sibling actions can run, by trying every status of each."""
    names = list(actions)
    found = set()
    for outcome in itertools.product((S, F, T), repeat=len(names)):
        ran = dict(zip(names, outcome, strict=True))
        status: dict[str, str] = {}
        while len(status) < len(names):
            for name in names:
                after = actions[name]["runAfter"]
                if name not in status and all(before in status for before in after):
                    runs = all(status[before] in allowed for before, allowed in after.items())
                    status[name] = ran[name] if runs else K
                    if runs:
                        found.add(name)
    return found


@st.composite
def siblings(draw: st.DrawFn) -> dict[str, Any]:
    names = "ABCDE"[: draw(st.integers(1, 5))]
    return {
        name: act(
            after={
                before: draw(st.lists(st.sampled_from(ALL), min_size=1, unique=True))
                for before in names[:place]
                if draw(st.booleans())
            }
        )
        for place, name in enumerate(names)
    }


@settings(max_examples=400)
@given(siblings())
def test_what_can_run_is_never_called_unreachable(actions: dict[str, Any]) -> None:
    g = graph(actions)
    possible = runnable(actions)
    refuted = {step.name for step in g.actions if g.blocked(step)}
    assert not refuted & possible


def test_most_of_what_cannot_run_is_found() -> None:
    contrary = {"A": act(), "H": act(after={"A": [F]}), "X": act(after={"A": [S], "H": [S]})}
    assert blocked(graph(contrary), "X") == "contradicts"
    assert blocked(graph({"A": act(), "B": act(after={"A": [K]})}), "B") == "contradicts"
    chain = {"A": act(), "B": act(after={"A": list(ALL)}), "C": act(after={"B": [K]})}
    assert blocked(graph(chain), "C") == "contradicts"
    fine = {"A": act(), "H": act(after={"A": [F]}), "X": act(after={"A": [S, F], "H": [S, K]})}
    assert blocked(graph(fine), "X") == ""


def test_what_comes_after_the_end_of_the_run() -> None:
    end = act("Terminate")
    assert blocked(graph({"End": end, "X": act(after={"End": [S]})}), "X") == "ends the run"
    later = graph({"End": end, "X": act(after={"End": [S]}), "Y": act(after={"X": [S]})})
    assert blocked(later, "Y") == "never runs"
    scope = act("Scope", actions={"A": act(), "End": act("Terminate", {"A": [S]})})
    assert blocked(graph({"Scope": scope, "X": act(after={"Scope": [S]})}), "X") == "never has that status"
    assert blocked(graph({"Scope": scope, "X": act(after={"Scope": [F]})}), "X") == ""
    one = act("If", actions={"End": end}, orelse={})
    assert blocked(graph({"If": one, "X": act(after={"If": [S]})}), "X") == ""
    both = act("If", actions={"End": end}, orelse={"End_2": end})
    assert blocked(graph({"If": both, "X": act(after={"If": [S]})}), "X") == "ends the run"
    handler = act("Scope", actions={"A": act(), "End": act("Terminate", {"A": [F, T]})})
    assert blocked(graph({"Scope": handler, "X": act(after={"Scope": [S]})}), "X") == ""
    skipped = {"A": act(), "End": act("Terminate", {"A": [F]}), "X": act(after={"End": [S, K]})}
    assert blocked(graph(skipped), "X") == ""


# Expressions


def test_what_is_an_expression_and_what_is_not() -> None:
    g = graph(
        {
            "A": act(
                inputs={"x": "@body('B C')", "@{variables('V')}": 1, "@@odata.type": "@@x", "plain": "a@b.c"},
                description="@outputs('Gone')",
                metadata={"x": "@outputs('Gone')"},
            ),
            "Choose": act(
                "Switch", expression="@item()", cases={"R": {"case": "@{outputs('A')}", "actions": {}}}
            ),
        }
    )
    assert [(t.step.name, t.part, t.is_key) for t in g.texts] == [
        ("A", "inputs", False),
        ("A", "inputs", True),
        ("Choose", "expression", False),
        ("Choose", "cases", False),
    ]
    assert [(r.kind, r.key) for r in g.reads] == [
        ("body", "b_c"),
        ("variables", "v"),
        ("item", ""),
        ("outputs", "a"),
    ]


def test_variables_are_declared_written_and_read() -> None:
    init = act("InitializeVariable", inputs={"variables": [{"name": "Count", "type": "Integer", "value": 0}]})
    up = act("IncrementVariable", {"Init": [S]}, inputs={"name": "count", "value": 1})
    g = graph({"Init": init, "Up": up, "Show": act(after={"Up": [S]}, inputs="@variables('COUNT')")})
    assert [(d.name, d.type) for d in g.declared["count"]] == [("Count", "integer")]
    assert [(w.key, w.how) for w in g.writes] == [("count", "increment")]
    assert [r.text.step.name for r in g.variable_reads["count"]] == ["Show"]


# Loops


@pytest.mark.parametrize(
    ("outer", "inner", "expected"),
    [
        (None, 50, None),
        (1, 50, None),
        (2, None, "Outer"),
        (2, 1, "Outer"),
        ("@x", None, None),
        (True, None, None),
    ],
)
def test_only_the_outermost_loop_heeds_its_concurrency(outer: Any, inner: Any, expected: str | None) -> None:
    def loop(count: Any, actions: dict[str, Any]) -> dict[str, Any]:
        setting: dict[str, Any] = (
            {} if count is None else {"runtimeConfiguration": {"concurrency": {"repetitions": count}}}
        )
        return act("Foreach", foreach="@x", actions=actions, **setting)

    g = graph({"Outer": loop(outer, {"Inner": loop(inner, {"Do": act()})})})
    step = g.find("Do")
    assert step is not None
    found = parallel_loop(step)
    assert (found.name if found else None) == expected


# Functions and conditions


def test_the_catalogue() -> None:
    known = functions()
    assert [known["utcnow"].takes(count) for count in range(3)] == [True, True, False]
    assert (known["concat"].most, known["if"].arguments) == (None, "3 arguments")
    assert len(known) > 110
    assert advice("month") == "use formatDateTime(value, 'MM')"
    assert advice("lenght") == "did you mean length()?"
    assert advice("frobnicate") == ""
    assert not {name for name in functions() if advice(name).startswith("use ")}, "a recipe for what exists"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("@equals(1, 1)", True),
        ({"equals": [1, 2]}, False),
        ({"and": [{"equals": ["@true", "@true"]}, {"not": {"equals": ["a", "b"]}}]}, True),
        ({"or": [{"equals": ["@triggerBody()", 1]}, {"greater": [2, 1]}]}, True),
        ("@and(false, equals(triggerBody(), 1))", False),
        ("@equals(triggerBody()?['a'], triggerBody()?['a'])", True),
        ("@equals(rand(1, 2), rand(1, 2))", None),
        ("@equals(parameters('x'), true)", None),
        ("@equals(variables('x'), true)", None),
        ({"equals": ["yes", "Yes"]}, None),
        ({"equals": ["1", 1]}, None),
        ({"equals": ["@triggerBody()?['a']", "x"]}, None),
        ("@{equals(1, 1)}", None),
        ("broken", None),
        (None, None),
        ({"and": []}, None),
    ],
)
def test_conditions_that_are_known(expression: Any, expected: bool | None) -> None:
    assert known_condition(expression) is expected


# Size


def test_large_graphs_stay_linear() -> None:
    """Counted in steps of work rather than seconds: a chain shares its tables, and nothing recurses."""
    names = [f"Step_{number}" for number in range(5000)]
    actions = {
        name: act(after={names[place - 1]: [S]} if place else {}, inputs=f"@outputs('{names[place - 1]}')")
        for place, name in enumerate(names)
    }
    g = graph(actions)
    order = g.order(g.actions[0].group)
    assert order.may_precede(g.actions[0], g.actions[-1])
    assert order._reach is not None
    assert sum(map(len, {id(table): table for table in order._reach._others}.values())) == 0
    assert all(g.blocked(step) is None for step in g.actions)
    assert len(g.reads) == 5000
    deep: dict[str, Any] = {"Last": act()}
    for number in range(2000):
        deep = {f"Scope_{number}": act("Scope", actions=deep)}
    g = graph(deep)
    assert all(g.blocked(step) is None for step in g.actions)
    assert max(step.depth for step in g.steps) == 2000


def test_handlers_of_success_and_failure_are_not_parallel() -> None:
    g = graph(
        {
            "A": act(),
            "Ok": act(after={"A": [S]}),
            "Bad": act(after={"A": [F]}),
            "Any": act(after={"A": [S, F]}),
        }
    )
    steps = {step.name: step for step in g.actions}
    assert not g.may_be_parallel(steps["Ok"], steps["Bad"])
    assert g.may_be_parallel(steps["Ok"], steps["Any"])
