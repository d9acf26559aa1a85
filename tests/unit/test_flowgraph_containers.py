"""The walk over a flow's actions: every action once, outer before inner, in the order of the document."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pplint.flowgraph.containers import inner_groups, walk_actions

DEFINITION: dict[str, Any] = {
    "actions": {
        "First": {"type": "Compose"},
        "Decide": {
            "type": "If",
            "actions": {"Yes": {"type": "Compose"}},
            "else": {"actions": {"No": {"type": "Compose"}}},
        },
        "Choose": {
            "type": "Switch",
            "cases": {"Red": {"case": "r", "actions": {"Stop": {"type": "Compose"}}}},
            "default": {"actions": {"Go": {"type": "Compose"}}},
        },
        "Broken": "not an action",
    },
    "triggers": {"manual": {"type": "Request"}},
}


def test_names_paths_parents_and_groups() -> None:
    found = [*walk_actions(DEFINITION, ("definition",))]
    assert [(n.name, n.parent.name if n.parent else None, n.group) for n in found] == [
        ("manual", None, ("triggers",)),
        ("First", None, ("actions",)),
        ("Decide", None, ("actions",)),
        ("Yes", "Decide", ("actions",)),
        ("No", "Decide", ("else", "actions")),
        ("Choose", None, ("actions",)),
        ("Stop", "Choose", ("cases", "Red", "actions")),
        ("Go", "Choose", ("default", "actions")),
    ]
    assert found[4].path == ("definition", "actions", "Decide", "else", "actions", "No")
    assert [n.is_trigger for n in found] == [True] + [False] * 7


def test_shapes_that_no_designer_writes_are_passed_over() -> None:
    assert [*walk_actions({"actions": ["x"], "triggers": None})] == []
    odd = {"actions": {"A": {"actions": 1, "else": [], "cases": {"x": 3}, "default": "no"}}}
    assert [n.name for n in walk_actions(odd)] == ["A"]
    assert [*inner_groups(odd["actions"]["A"])] == []


def test_depth_does_not_exhaust_the_stack() -> None:
    inner: dict[str, Any] = {}
    for _ in range(3000):
        inner = {"S": {"type": "Scope", "actions": inner}}
    assert sum(1 for _ in walk_actions({"actions": inner})) == 3000


groups = st.recursive(
    st.dictionaries(st.text(max_size=3), st.just({"type": "Compose"}), max_size=3),
    lambda inner: st.dictionaries(
        st.text(max_size=3),
        st.fixed_dictionaries(
            {"type": st.just("If"), "actions": inner, "else": st.builds(dict, actions=inner)}
        ),
        max_size=3,
    ),
    max_leaves=12,
)


@given(groups)
def test_a_path_leads_to_its_node(actions: dict[str, Any]) -> None:
    definition = {"actions": actions}
    seen = set()
    for found in walk_actions(definition):
        value: Any = definition
        for step in found.path:
            value = value[step]
        assert value is found.node
        assert found.path not in seen
        seen.add(found.path)
        assert found.parent is None or found.path[: len(found.parent.path)] == found.parent.path
