"""Conditions that are known before a run: of literals alone, since a variable or parameter may be a switch on purpose."""

from __future__ import annotations

from functools import lru_cache

from pplint.expressions import Access, Call, Constant, Expression, Reference, parse, walk
from pplint.expressions.evaluation import UNKNOWN, Known, Unknown, Value, evaluate
from pplint.typed import Any

_VOLATILE = frozenset(("guid", "rand", "utcnow", "getpasttime", "getfuturetime", "ticks"))
_MOST_TERMS = 2000


def known_condition(expression: object) -> bool | None:
    """Whether the condition of an If or an Until is always true or always false; None if that depends on a run.

    Both shapes are read: ``@equals(1, 1)`` and ``{"and": [{"equals": [1, 1]}]}``.
    """
    value = _operand(expression, [_MOST_TERMS])
    return value.value if isinstance(value, Known) and isinstance(value.value, bool) else None


def _no_value(reference: Reference) -> Value:
    return UNKNOWN


def _operand(value: object, budget: list[int], depth: int = 0) -> Value:
    budget[0] -= 1
    if budget[0] < 0 or depth > 50:
        return UNKNOWN
    if isinstance(value, str):
        return _known_text(value)
    if not isinstance(value, dict):
        return UNKNOWN if isinstance(value, list) else Known(value)
    if len(value) != 1:
        return UNKNOWN
    ((name, operands),) = value.items()
    if not isinstance(operands, list):
        operands = [operands]
    known = [_operand(operand, budget, depth + 1) for operand in operands]
    same = len(operands) == 2 and _same_json(operands[0], operands[1])
    return _apply(str(name).lower(), known, same)


@lru_cache(maxsize=1024)
def _known_text(text: str) -> Value:
    template = parse(text)
    if template.error is None and template.is_expression:
        return _fold(template.nodes[0], [_MOST_TERMS], 0)
    return evaluate(template, _no_value)


def _fold(node: Expression, budget: list[int], depth: int) -> Value:
    budget[0] -= 1
    if budget[0] < 0 or depth > 50:
        return UNKNOWN
    if isinstance(node, Call) and node.lower in _OPERATORS:
        known = [_fold(argument, budget, depth + 1) for argument in node.args]
        same = len(node.args) == 2 and _same(node.args[0], node.args[1])
        return _apply(node.lower, known, same)
    return evaluate(node, _no_value)


def _apply(name: str, operands: list[Value], same: bool) -> Value:
    values = [operand.value if isinstance(operand, Known) else UNKNOWN for operand in operands]
    if name == "and":
        if any(value is False for value in values):
            return Known(False)
        return Known(True) if values and all(value is True for value in values) else UNKNOWN
    if name == "or":
        if any(value is True for value in values):
            return Known(True)
        return Known(False) if values and all(value is False for value in values) else UNKNOWN
    if name == "not":
        return Known(not values[0]) if len(values) == 1 and isinstance(values[0], bool) else UNKNOWN
    if len(values) != 2:
        return UNKNOWN
    if same and name in ("equals", "greaterorequals", "lessorequals"):
        return Known(True)
    if same and name in ("greater", "less"):
        return Known(False)
    return _compare(name, values[0], values[1])


def _compare(name: str, first: object, second: object) -> Value:
    if isinstance(first, Unknown) or isinstance(second, Unknown):
        return UNKNOWN
    is_number = all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in (first, second))
    if not is_number and type(first) is not type(second):
        return UNKNOWN  # how the platform converts types here is not documented
    if name == "equals":
        if isinstance(first, str) and isinstance(second, str) and first != second:
            return UNKNOWN if first.lower() == second.lower() else Known(False)
        return Known(first == second)
    if not is_number:
        return UNKNOWN
    a: Any = first
    b: Any = second
    outcome = {
        "greater": a > b,
        "greaterorequals": a >= b,
        "less": a < b,
        "lessorequals": a <= b,
    }.get(name)
    return UNKNOWN if outcome is None else Known(outcome)


def _same(first: Expression, second: Expression) -> bool:
    """Whether two expressions are the same, and give the same value each time."""
    one, two = [*walk(first)], [*walk(second)]
    return len(one) == len(two) and all(_alike(a, b) for a, b in zip(one, two, strict=True))


def _alike(a: Expression, b: Expression) -> bool:
    if isinstance(a, Call) and isinstance(b, Call):
        return a.lower == b.lower and len(a.args) == len(b.args) and a.lower not in _VOLATILE
    if isinstance(a, Constant) and isinstance(b, Constant):
        return type(a.value) is type(b.value) and a.value == b.value
    return isinstance(a, Access) and isinstance(b, Access)


def _same_json(first: object, second: object) -> bool:
    if not isinstance(first, str) or not isinstance(second, str) or not first[:1] == second[:1] == "@":
        return False
    one, two = parse(first), parse(second)
    return (
        one.error is None
        and two.error is None
        and one.is_expression
        and two.is_expression
        and _same(one.nodes[0], two.nodes[0])
    )


_OPERATORS = frozenset(
    ("and", "or", "not", "equals", "greater", "greaterorequals", "less", "lessorequals")
)  # fmt: skip
