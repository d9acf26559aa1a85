"""Row filters: what is known of them is right whatever the unknown columns hold."""

from __future__ import annotations

import operator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pplint.detect.flows.row_filters import UNKNOWN, filter_holds


@pytest.mark.parametrize(
    ("text", "columns", "expected"),
    [
        ("state eq 1", {"state": 2}, False),
        ("state eq 1", {"state": "1"}, True),
        ("state eq 1 and name eq 'a'", {"state": 2}, False),
        ("state eq 1 and name eq 'a'", {"state": 1}, None),
        ("state eq 1 or name eq 'a'", {"state": 1}, True),
        ("not (state eq 1)", {"state": 1}, False),
        ("(state ge 1) and (state lt 5)", {"state": 3}, True),
        ("Name eq 'it''s'", {"name": "it's"}, True),
        ("ready eq true", {"ready": True}, True),
        ("state ne null", {"state": None}, False),
        ("contains(name, 'a')", {"name": "a"}, None),
        ("state eq 1", {"state": UNKNOWN}, None),
        ("", {}, None),
        ("state", {"state": 1}, None),
        ("(" * 500 + "a eq 1", {"a": 1}, None),
    ],
)
def test_what_is_known_of_a_filter(text: str, columns: dict[str, Any], expected: bool | None) -> None:
    assert filter_holds(text, columns) is expected


@st.composite
def filters(draw: st.DrawFn, depth: int = 3) -> tuple[str, Any]:
    """A filter over columns a, b, c with the function that evaluates it."""
    if depth == 0 or draw(st.booleans()):
        name, number = draw(st.sampled_from("abc")), draw(st.integers(0, 2))
        # The platform's names of the comparisons are Python's.
        compare = draw(st.sampled_from(["eq", "ne", "gt", "ge", "lt", "le"]))
        return f"{name} {compare} {number}", lambda row: getattr(operator, compare)(row[name], number)
    first, one = draw(filters(depth=depth - 1))
    second, other = draw(filters(depth=depth - 1))
    if draw(st.booleans()):
        return f"({first}) and ({second})", lambda row: one(row) and other(row)
    return f"({first}) or ({second})", lambda row: one(row) or other(row)


@given(
    filters(),
    st.fixed_dictionaries({name: st.integers(0, 2) for name in "abc"}),
    st.sets(st.sampled_from("abc")),
)
def test_what_is_known_does_not_change_when_more_is(
    made: tuple[str, Any], row: dict[str, int], given_columns: set[str]
) -> None:
    text, evaluate = made
    known = filter_holds(text, {name: row[name] for name in given_columns})
    assert known is None or known is bool(evaluate(row))
    assert filter_holds(text, row) is bool(evaluate(row))
