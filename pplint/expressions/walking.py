"""What the strings of a flow refer to and which constants they hold, without recursion."""

from collections.abc import Iterator

from pplint.expressions.nodes import Access, Call, Constant, Expression, Span, Template, TextPart
from pplint.key_path import KeyPath
from pplint.records import NamedTuple
from pplint.typed import TypeAlias

REFERENCE_KINDS: dict[str, str] = {
    name.lower(): name
    for name in (
        "action", "actionBody", "actionOutputs", "actions", "appsetting", "body", "environmentVariables",
        "formDataMultiValues", "formDataValue", "item", "items", "iterationIndexes", "listCallbackUrl",
        "multipartBody", "outputs", "parameters", "result", "trigger", "triggerBody",
        "triggerFormDataMultiValues", "triggerFormDataValue", "triggerMultipartBody", "triggerOutputs",
        "variables", "workflow",
    )
}  # fmt: skip
"""Functions that read something of the flow, lower case to documented spelling.

Source: "Reference guide to workflow expression functions in Azure Logic Apps and Power Automate"
(Workflow functions); `environmentVariables` is the form that custom connectors use.
"""


class Reference(NamedTuple):
    """Something of the flow that an expression reads.

    `name` is the first argument if that is a string, else empty; `span` is the name's, else the function
    name's. `path` holds the constant keys and indices that follow, as written.
    """

    kind: str
    name: str
    span: Span
    path: tuple[str, ...] = ()


class LiteralUse(NamedTuple):
    """A string constant or a piece of text and where it stands.

    `functions` are the enclosing calls in lower case, the innermost last; `[]` stands for the key of an
    access. `argument` is the index of the argument of the innermost one; None outside all calls.
    """

    literal: Constant | TextPart
    functions: tuple[str, ...]
    argument: int | None


def walk(node: Expression) -> Iterator[Expression]:
    """The node and all below it, outer before inner, in the order of the text."""
    pending = [node]
    while pending:
        node = pending.pop()
        yield node
        if isinstance(node, Call):
            pending.extend(reversed(node.args))
        elif isinstance(node, Access):
            pending += (node.key, node.target)


def references(template: Template) -> tuple[Reference, ...]:
    """Everything that the expressions of a string read, in the order of the text."""
    return tuple(
        [
            _refer(REFERENCE_KINDS[call.lower], call, _constant_path([access.key for access in keys]))
            for call, keys in template.calls
            if call.lower in REFERENCE_KINDS
        ]
    )


def reference(node: Expression) -> Reference | None:
    """The reference that a node is as a whole: a call, followed by nothing but constant keys."""
    base, keys = _unchain(node)
    if not isinstance(base, Call) or (kind := REFERENCE_KINDS.get(base.lower)) is None:
        return None
    path = _constant_path(keys)
    return _refer(kind, base, path) if len(path) == len(keys) else None


def literals(template: Template) -> Iterator[LiteralUse]:
    """Every string constant and piece of text, in the order of the text; names after a dot are none."""
    Place: TypeAlias = tuple[Expression, tuple[str, ...], int | None]
    for part in template.parts:
        if isinstance(part, TextPart):
            yield LiteralUse(part, (), None)
            continue
        pending: list[Place] = [(part, (), None)]
        while pending:
            node, functions, argument = pending.pop()
            if isinstance(node, Constant):
                if isinstance(node.value, str):
                    yield LiteralUse(node, functions, argument)
            elif isinstance(node, Call):
                inner = (*functions, node.lower)
                pending.extend((arg, inner, index) for index, arg in reversed([*enumerate(node.args)]))
            else:
                if not isinstance(node.key, Constant) or node.key.raw_span != node.key.span:
                    pending.append((node.key, (*functions, "[]"), 0))
                pending.append((node.target, functions, argument))


def json_strings(value: object, path: KeyPath = ()) -> Iterator[tuple[KeyPath, str]]:
    """The string values, not the keys, of a parsed JSON value with their paths, in document order."""
    if isinstance(value, str):
        yield path, value
        return
    pending: list[tuple[KeyPath, Iterator[tuple[str | int, object]]]] = [(path, _entries(value))]
    while pending:
        base, entries = pending[-1]
        for key, item in entries:
            if isinstance(item, str):
                yield (*base, key), item
            elif isinstance(item, dict | list):
                pending.append(((*base, key), _entries(item)))
                break
        else:
            pending.pop()


def _entries(value: object) -> Iterator[tuple[str | int, object]]:
    if isinstance(value, dict):
        return iter(value.items())
    return iter(enumerate(value)) if isinstance(value, list) else iter(())


def _unchain(node: Expression) -> tuple[Expression, list[Expression]]:
    keys: list[Expression] = []
    while isinstance(node, Access):
        keys.append(node.key)
        node = node.target
    keys.reverse()
    return node, keys


def _constant_path(keys: list[Expression]) -> tuple[str, ...]:
    path: list[str] = []
    for key in keys:
        if not isinstance(key, Constant):
            break
        path.append(str(key.value))
    return tuple(path)


def _refer(kind: str, call: Call, path: tuple[str, ...]) -> Reference:
    first = call.args[0] if call.args else None
    if isinstance(first, Constant) and isinstance(first.value, str):
        return Reference(kind, first.value, Span(*first.span), path)
    return Reference(kind, "", Span(*call.name_span), path)
