"""Computes the constant value of an expression and remembers which literals and values it was made of.

Only functions whose result depends on nothing but their arguments are computed, as documented in the
"Reference guide to workflow expression functions in Azure Logic Apps and Power Automate". Everything else
is UNKNOWN, and so is whatever contains an UNKNOWN, errors of the functions included.
"""

import json
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable
from enum import Enum

from pplint.expressions.nodes import Access, Call, Constant, Expression, Template, TextPart
from pplint.expressions.walking import Reference, reference
from pplint.records import NamedTuple
from pplint.typed import Any, Final, TypeAlias

MAX_LENGTH = 100_000
"""Longest text that is computed: nested `replace` calls could otherwise multiply without limit."""


class Unknown(Enum):
    """The type of UNKNOWN: a value that is only known at run time."""

    UNKNOWN = "unknown"


UNKNOWN: Final = Unknown.UNKNOWN


class Known(NamedTuple):
    """A constant value: text, or any other JSON value, and where it comes from.

    `origins` holds the Span of each literal in the evaluated string and whatever the lookup gave for its
    references (hashable), without repetitions, in the order in which they were read. For text that was
    put together this is the order in the text, so that the first origin of a URL holds its host.
    """

    value: Any
    origins: tuple[object, ...] = ()

    @property
    def text(self) -> str:
        """The value as interpolation and `concat` write it."""
        return _to_text(self.value)


Value: TypeAlias = Known | Unknown
Lookup: TypeAlias = Callable[[Reference], Value]


def evaluate(subject: Template | Expression, lookup: Lookup) -> Value:
    """The value of a string of a flow, or of one expression in it.

    `lookup` is asked for the value of every reference, together with the constant keys that follow it.
    """
    if not isinstance(subject, Template):
        return _evaluate_node(subject, lookup)
    if subject.error is not None:
        return UNKNOWN
    values: list[Known] = []
    for part in subject.parts:
        if isinstance(part, TextPart):
            values.append(Known(part.value, (part.span,)))
        elif isinstance(value := _evaluate_node(part, lookup), Known):
            values.append(value)
        else:
            return UNKNOWN
    if len(values) == 1 and (subject.is_expression or isinstance(values[0].value, str)):
        return values[0]
    if sum(weigh(value.value) for value in values) > MAX_LENGTH:
        return UNKNOWN
    try:
        return Known(_concat(*(value.value for value in values)), _union(values))
    except (RecursionError, ValueError):
        return UNKNOWN


def weigh(value: object) -> int:
    """About how many characters a value has as JSON; more than ``MAX_LENGTH`` is not counted to its end.

    A value that holds another twice, and so on, has few objects and a text of any length.
    """
    weight = 0
    pending = [value]
    while pending and weight <= MAX_LENGTH:
        item = pending.pop()
        if isinstance(item, str):
            weight += len(item)
        elif isinstance(item, dict):
            weight += 2 + sum(map(len, item))
            pending.extend(item.values())
        elif isinstance(item, list):
            weight += 2
            pending.extend(item)
        else:
            weight += 1
    return weight


def _evaluate_node(root: Expression, lookup: Lookup) -> Value:
    # Two visits of each node: the first asks for its operands, the second takes them from `values`.
    pending: list[tuple[Expression, bool]] = [(root, False)]
    values: list[Value] = []
    while pending:
        node, ready = pending.pop()
        if isinstance(node, Constant):
            values.append(Known(node.value, (node.span,)))
        elif ready:
            count = len(node.args) if isinstance(node, Call) else 2
            operands = values[len(values) - count :]
            del values[len(values) - count :]
            values.append(_call(node, operands) if isinstance(node, Call) else _access(*operands))
        elif (found := reference(node)) is not None:
            values.append(lookup(found))
        elif isinstance(node, Access):
            pending += ((node, True), (node.key, False), (node.target, False))
        elif node.lower in _FUNCTIONS or node.lower == "coalesce":
            pending.append((node, True))
            pending.extend((arg, False) for arg in reversed(node.args))
        else:
            values.append(UNKNOWN)
    return values.pop()


def _call(call: Call, operands: list[Value]) -> Value:
    if call.lower == "coalesce":
        for operand in operands:
            if not isinstance(operand, Known) or operand.value is not None:
                return operand
        return UNKNOWN
    known = [operand for operand in operands if isinstance(operand, Known)]
    if len(known) < len(operands):
        return UNKNOWN
    if sum(weigh(operand.value) for operand in known) > MAX_LENGTH:
        return UNKNOWN
    try:
        value = _FUNCTIONS[call.lower](*(operand.value for operand in known))
    except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError):
        return UNKNOWN  # the platform refuses it as well, or it is beyond what is computed here
    return UNKNOWN if weigh(value) > MAX_LENGTH else Known(value, _union(known))


def _access(target: Value, key: Value) -> Value:
    if not isinstance(target, Known) or not isinstance(key, Known):
        return UNKNOWN
    container, index = target.value, key.value
    if isinstance(container, dict) and isinstance(index, str) and index in container:
        return Known(container[index], target.origins)
    if isinstance(container, list) and isinstance(index, int) and 0 <= index < len(container):
        return Known(container[index], target.origins)
    return UNKNOWN


def _union(values: list[Known]) -> tuple[object, ...]:
    return tuple(dict.fromkeys(origin for value in values for origin in value.origins))


def _to_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, (bool, int, float)):
        return str(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _concat(*values: object) -> str:
    return _join(values, "")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _replace(text: object, old: object, new: object) -> str:
    text, old, new = _text(text), _text(old), _text(new)
    if not old or len(text) + text.count(old) * (len(new) - len(old)) > MAX_LENGTH:
        raise ValueError
    return text.replace(old, new)


def _substring(text: object, start: object, length: object = None) -> str:
    text = _text(text)
    if not isinstance(start, int) or not 0 <= start <= len(text):
        raise ValueError
    if length is None:
        return text[start:]
    if not isinstance(length, int) or not 0 <= length <= len(text) - start:
        raise ValueError
    return text[start : start + length]


def _split(text: object, separator: object) -> list[str]:
    return _text(text).split(_text(separator))


def _join(items: object, separator: object) -> str:
    if not isinstance(items, (list, tuple)):
        raise TypeError
    texts, separator = [*map(_to_text, items)], _text(separator)
    if sum(map(len, texts)) + len(separator) * len(texts) > MAX_LENGTH:
        raise ValueError
    return separator.join(texts)


def _item(index: int) -> Callable[[object], object]:
    def get(items: object) -> object:
        if not isinstance(items, (str, list)):
            raise TypeError
        return items[index]

    return get


def _uri_component(text: object) -> str:
    from urllib.parse import quote

    return quote(_text(text), safe="")


def _decode_uri_component(text: object) -> str:
    from urllib.parse import unquote

    return unquote(_text(text), errors="strict")


def _base64(text: object) -> str:
    return b2a_base64(_text(text).encode(), newline=False).decode("ascii")


def _from_base64(text: object) -> str:
    return a2b_base64(_text(text), strict_mode=True).decode()


_FUNCTIONS: dict[str, Callable[..., object]] = {
    "base64": _base64,
    "base64tostring": _from_base64,
    "concat": _concat,
    "decodebase64": _from_base64,
    "decodeuricomponent": _decode_uri_component,
    "encodeuricomponent": _uri_component,
    "first": _item(0),
    "join": _join,
    "json": lambda text: json.loads(_text(text)),
    "last": _item(-1),
    "replace": _replace,
    "split": _split,
    "string": lambda value: _to_text(value),
    "substring": _substring,
    "tolower": lambda text: _text(text).lower(),
    "toupper": lambda text: _text(text).upper(),
    "trim": lambda text: _text(text).strip(),
    "uricomponent": _uri_component,
    "uricomponenttostring": _decode_uri_component,
}
