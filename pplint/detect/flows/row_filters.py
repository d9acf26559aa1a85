"""Row filters of Dataverse triggers: what is known of them when some columns of the row are."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pplint.compiling import compile_fixed
from pplint.typed import Any

KnownColumns = Mapping[str, Any]


class _Unknown:
    def __reduce__(self) -> str:
        # One object, in whatever process: it is recognised by itself.
        return "UNKNOWN"


UNKNOWN = _Unknown()
"""The value of a column of which only is known that it is written."""
_MOST_TOKENS = 400
_OPERATORS = ("eq", "ne", "gt", "ge", "lt", "le")


def filter_holds(text: str, columns: KnownColumns, other: bool | None = None) -> bool | None:
    """Whether a filter holds for a row with these columns, None where that is not known.

    ``other`` is what to assume of comparisons with columns that are not given. Only comparisons with constants, joined
    by and, or, not and brackets, are understood.
    """
    tokens = _tokens()(text)
    if len(tokens) > _MOST_TOKENS:
        return None
    reader = _Reader(tokens, columns, other)
    value = reader.either()
    return value if reader.position == len(tokens) else None


@cache
def _tokens() -> Any:
    return compile_fixed(r"'(?:[^']|'')*'|[()]|[^\s()']+").findall


class _Reader:
    def __init__(self, tokens: list[str], columns: KnownColumns, other: bool | None) -> None:
        self.tokens = tokens
        self.columns = columns
        self.other = other
        self.position = 0
        self.depth = 0

    def peek(self) -> str:
        return self.tokens[self.position].lower() if self.position < len(self.tokens) else ""

    def either(self) -> bool | None:
        value = self.both()
        while self.peek() == "or":
            self.position += 1
            second = self.both()
            value = True if value or second else (None if value is None or second is None else False)
        return value

    def both(self) -> bool | None:
        value = self.one()
        while self.peek() == "and":
            self.position += 1
            second = self.one()
            value = (
                False
                if value is False or second is False
                else (None if value is None or second is None else True)
            )
        return value

    def one(self) -> bool | None:
        self.depth += 1
        if self.depth > 60:
            self.position = len(self.tokens) + 1
            return None
        token = self.peek()
        self.position += 1
        value: bool | None
        if token == "not":
            inner = self.one()
            value = None if inner is None else not inner
        elif token == "(":
            value = self.either()
            if self.peek() == ")":
                self.position += 1
        else:
            value = self.comparison(token)
        self.depth -= 1
        return value

    def comparison(self, name: str) -> bool | None:
        operator = self.peek()
        if operator not in _OPERATORS or self.position + 1 >= len(self.tokens):
            # A function or something else that is not understood: read no further.
            self.position = len(self.tokens) + 1
            return None
        literal = self.tokens[self.position + 1]
        self.position += 2
        if name not in self.columns:
            return self.other
        value = self.columns[name]
        if value is UNKNOWN:
            return None
        return _compare(value, operator, literal)


def _compare(value: object, operator: str, literal: str) -> bool | None:
    first, second = (
        _plain(value),
        _plain(literal[1:-1].replace("''", "'") if literal.startswith("'") else literal),
    )
    if operator in ("eq", "ne"):
        return (first == second) is (operator == "eq")
    try:
        left, right = float(first), float(second)
    except ValueError:
        return None
    return {"gt": left > right, "ge": left >= right, "lt": left < right, "le": left <= right}[operator]


def _plain(value: object) -> str:
    if value is None:
        return "null"
    return str(value).lower()
