"""Whether what is done to a flow's variables fits their types."""

from __future__ import annotations

from collections.abc import Iterator

from pplint.expressions import parse
from pplint.flowgraph import Declaration, FlowGraph, Step
from pplint.key_path import KeyPath
from pplint.records import NamedTuple

_NUMBERS = frozenset(("integer", "float"))
_ALLOWED = {
    "increment": _NUMBERS,
    "decrement": _NUMBERS,
    "append to array": frozenset(("array",)),
    "append to string": frozenset(("string",)),
}
_DOES = {
    "increment": "increments",
    "decrement": "decrements",
    "append to array": "appends an item to",
    "append to string": "appends a text to",
}
_TYPES = frozenset(("boolean", "integer", "float", "string", "object", "array"))


class Mismatch(NamedTuple):
    """An action that does not fit the type of a variable: ``does`` is a verb, ``path`` the place to report."""

    step: Step
    does: str
    declaration: Declaration
    path: KeyPath


def mismatches(graph: FlowGraph) -> Iterator[Mismatch]:
    """Yield actions and literals that do not fit the type of their variable, in the order of the document."""
    for declaration in graph.declarations:
        if declaration.has_value and not fits(declaration.value, declaration.type):
            does = f"gives {_words(declaration.value)} to"
            yield Mismatch(declaration.step, does, declaration, (*declaration.path, "value"))
    for write in graph.writes:
        declarations = graph.declared.get(write.key, [])
        # A name that is declared twice has a fault of its own, and no one type.
        types = {declaration.type for declaration in declarations}
        if not declarations or len(types) > 1:
            continue
        declaration = declarations[0]
        allowed = _ALLOWED.get(write.how)
        if allowed is None:
            if not fits(write.value, declaration.type):
                does = f"gives {_words(write.value)} to"
                yield Mismatch(write.step, does, declaration, (*write.step.path, "inputs", "value"))
        elif declaration.type in _TYPES and declaration.type not in allowed:
            yield Mismatch(write.step, _DOES[write.how], declaration, write.path)


def fits(value: object, kind: str) -> bool:
    """Whether a JSON value may be given to a variable of a type; what is only known at run time may.

    Only what cannot be meant is refused: a number may be written as a text, and a text may be any plain value.
    """
    if value is None or value == "" or (isinstance(value, str) and not parse(value).is_literal):
        return True
    if kind in _NUMBERS:
        return _is_number(value)
    if kind == "boolean":
        return isinstance(value, bool) or (
            isinstance(value, str) and value.strip().lower() in ("true", "false")
        )
    if kind == "array":
        return isinstance(value, list) or (isinstance(value, str) and value.lstrip()[:1] == "[")
    if kind == "object":
        return isinstance(value, dict) or (isinstance(value, str) and value.lstrip()[:1] == "{")
    return kind != "string" or not isinstance(value, (dict, list))


def _is_number(value: object) -> bool:
    if isinstance(value, str):
        try:
            float(value.strip())
        except ValueError:
            return False
        return True
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _words(value: object) -> str:
    """The kind of a value; the value itself may be anything, a password too."""
    if isinstance(value, bool):
        return "a yes/no value"
    for kind, words in ((str, "a text"), (dict, "an object"), (list, "a list")):
        if isinstance(value, kind):
            return words
    return "a number"
