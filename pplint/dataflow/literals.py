"""The literals of a flow: constants of its author, each with the place it is in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from pplint.dataflow.strings import PlacedString, flow_strings
from pplint.expressions import REFERENCE_KINDS, Access, Call, Constant, Expression, Template, TextPart, parse
from pplint.key_path import KeyPath
from pplint.records import NamedTuple
from pplint.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import re


class Literal(NamedTuple):
    """A text constant.

    ``text`` is what the platform sees, escapes resolved; ``span`` is its place in the JSON string, None for the
    whole of it. ``action``, ``action_type``, ``api`` and ``operation`` are those of the trigger or action
    (``trigger`` tells which), empty for a parameter's default. ``parameter`` is the path inside the inputs,
    joined by ``/``; in the path of an older connector action it is ``path/<the segment before>``. ``whole``:
    there is nothing else in the string. ``functions`` are the calls around the literal in lower case, the
    innermost last. ``joined`` says whether anything else is glued to its start or end, by interpolation or
    ``concat``. Names in references and keys of accesses are no literals.
    """

    path: KeyPath
    text: str
    span: tuple[int, int] | None
    action: str
    trigger: bool
    action_type: str
    api: str | None
    operation: str | None
    parameter: str
    whole: bool
    functions: tuple[str, ...]
    executed: bool
    joined: tuple[bool, bool] = (False, False)


_ALONE = (False, False)


def flow_literals(
    definition: Mapping[str, Any], base: KeyPath = (), executed_only: bool = True
) -> list[Literal]:
    """The literals of a definition in document order; ``base`` is the definition's own path."""
    return literals_of(flow_strings(definition, base, executed_only))


def literals_of(strings: Iterable[PlacedString]) -> list[Literal]:
    """The literals of strings that were read before."""
    result: list[Literal] = []
    only_reference = _only_reference()
    for placed in strings:
        path, text, owner, parameter, executed = placed
        if "@" in text:
            if not (
                text[0] == "@" and (found := only_reference(text)) and found[1].lower() in REFERENCE_KINDS
            ):
                _read_template(placed, parse(text), result)
        else:
            result.append(
                Literal(
                    path, text, None, owner.name, owner.is_trigger, owner.type, owner.api, owner.operation,
                    parameter, True, (), executed,
                )
            )  # fmt: skip
    return result


@cache
def _only_reference() -> Callable[[str], re.Match[str] | None]:
    """Match a string that is one reference, as most expressions are: it holds no literal."""
    return re.compile(r"@\{?(\w+)\('[^']*+'\)(?:\?\['[^']*+'\]|\['[^']*+'\]|\??\.\w++)*+\}?").fullmatch


def _read_template(placed: PlacedString, template: Template, result: list[Literal]) -> None:
    path, _, owner, parameter, executed = placed
    parts = template.parts
    last = len(parts) - 1
    by_segment = parameter == "path" and owner.type.lower().startswith("apiconnection")
    for index, part in enumerate(parts):
        glued = (index > 0, index < last)
        if isinstance(part, TextPart):
            whole = last == 0
            result.append(
                Literal(
                    path, part.value, None if whole and part.value == template.text else part.span,
                    owner.name, owner.is_trigger, owner.type, owner.api, owner.operation,
                    parameter, whole, (), executed, glued,
                )
            )  # fmt: skip
            continue
        name = parameter
        if by_segment and index > 0 and isinstance(before := parts[index - 1], TextPart):
            name = _segment(before.value) or parameter
        for node, functions, joined in _constants(part, glued):
            result.append(
                Literal(
                    path, str(node.value), node.span, owner.name, owner.is_trigger, owner.type,
                    owner.api, owner.operation, name, False, functions, executed, joined,
                )
            )  # fmt: skip


def _segment(before: str) -> str | None:
    """``path/tables`` for ``…/tables/``: what the argument that follows identifies."""
    if not before.endswith("/"):
        return None
    segment = before.rstrip("/").rpartition("/")[2]
    return f"path/{segment}" if segment.isidentifier() else None


def _constants(
    root: Expression, glued: tuple[bool, bool]
) -> list[tuple[Constant, tuple[str, ...], tuple[bool, bool]]]:
    """The text constants below a node with the functions around them and whether they are glued."""
    found: list[tuple[Constant, tuple[str, ...], tuple[bool, bool]]] = []
    pending: list[tuple[Expression, tuple[str, ...], tuple[bool, bool]]] = [(root, (), glued)]
    while pending:
        node, functions, joined = pending.pop()
        if isinstance(node, Constant):
            if isinstance(node.value, str):
                found.append((node, functions, joined))
        elif isinstance(node, Access):
            if not isinstance(node.key, Constant):
                pending.append((node.key, (*functions, "[]"), _ALONE))
            pending.append((node.target, functions, _ALONE))
        elif isinstance(node, Call):
            name = node.lower
            inner = (*functions, name)
            last = len(node.args) - 1
            for index in range(last, -1, -1):
                argument = node.args[index]
                if index == 0 and name in REFERENCE_KINDS and isinstance(argument, Constant):
                    continue
                beside = _ALONE
                if name == "concat":
                    beside = (index > 0 or joined[0], index < last or joined[1])
                pending.append((argument, inner, beside))
    return found
