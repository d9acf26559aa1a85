"""The literals of a flow: constants of its author, each with the place it is in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache

from pplint.compiling import compile_fixed
from pplint.dataflow.strings import PlacedString, flow_strings
from pplint.expressions import REFERENCE_KINDS, Access, Constant, Expression, TextPart, parse
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
    # A flow has a hundred, so they are made without the call of the class.
    new = tuple.__new__
    for path, text, owner, parameter, executed in strings:
        name, kind, is_trigger, api, operation, _ = owner
        if "@" not in text:
            result.append(
                new(
                    Literal,
                    (
                        path, text, None, name, is_trigger, kind, api, operation,
                        parameter, True, (), executed, _ALONE,
                    ),
                )
            )  # fmt: skip
            continue
        parts = _literal_parts(text) if len(text) <= _CACHED_LENGTH else _read_parts(text)
        if not parts:
            continue
        by_segment = parameter == "path" and kind.lower().startswith("apiconnection")
        for content, span, whole, functions, joined, segment in parts:
            result.append(
                new(
                    Literal,
                    (
                        path, content, span, name, is_trigger, kind, api, operation,
                        segment if by_segment and segment else parameter, whole, functions, executed, joined,
                    ),
                )
            )  # fmt: skip
    return result


# What is in a string, wherever it stands: text, span, whether it is the whole, functions, joined, and the segment of
# a path that an argument identifies.
_Part = tuple[str, tuple[int, int] | None, bool, tuple[str, ...], tuple[bool, bool], str | None]


def _read_parts(text: str) -> list[_Part]:
    only = _only_reference()(text) if text[0] == "@" else None
    if only is not None and only[1].lower() in REFERENCE_KINDS:
        return []
    result: list[_Part] = []
    parts = parse(text).parts
    last = len(parts) - 1
    for index, part in enumerate(parts):
        glued = (index > 0, index < last)
        if isinstance(part, TextPart):
            whole = last == 0
            span = None if whole and part.value == text else part.span
            result.append((part.value, span, whole, (), glued, None))
            continue
        segment = None
        if index > 0 and isinstance(before := parts[index - 1], TextPart):
            segment = _segment(before.value)
        found: list[_Found] = []
        _constants(part, (), glued, found)
        for node, functions, joined in found:
            result.append((str(node.value), node.span, False, functions, joined, segment))
    return result


_CACHED_LENGTH = 1024
# Copies of flows, actions and expressions are common.
_literal_parts = lru_cache(maxsize=2048)(_read_parts)


@cache
def _only_reference() -> Callable[[str], re.Match[str] | None]:
    """Match a string that is one reference, as most expressions are: it holds no literal."""
    return compile_fixed(r"@\{?(\w+)\('[^']*+'\)(?:\?\['[^']*+'\]|\['[^']*+'\]|\??\.\w++)*+\}?").fullmatch


def _segment(before: str) -> str | None:
    """``path/tables`` for ``…/tables/``: what the argument that follows identifies."""
    if not before.endswith("/"):
        return None
    segment = before.rstrip("/").rpartition("/")[2]
    return f"path/{segment}" if segment.isidentifier() else None


_Found = tuple[Constant, tuple[str, ...], tuple[bool, bool]]


def _constants(
    node: Expression, functions: tuple[str, ...], joined: tuple[bool, bool], found: list[_Found]
) -> None:
    """Add the text constants below a node in their order, with the functions around them and whether they are glued.

    The parser limits how deep expressions are.
    """
    if isinstance(node, Constant):
        if isinstance(node.value, str):
            found.append((node, functions, joined))
        return
    if isinstance(node, Access):
        _constants(node.target, functions, _ALONE, found)
        if not isinstance(node.key, Constant):
            _constants(node.key, (*functions, "[]"), _ALONE, found)
        return
    name = node.lower
    inner = (*functions, name)
    args = node.args
    if name == "concat":
        last = len(args) - 1
        for index, argument in enumerate(args):
            _constants(argument, inner, (index > 0 or joined[0], index < last or joined[1]), found)
        return
    is_name = name in REFERENCE_KINDS
    for argument in args:
        if not isinstance(argument, Constant):
            _constants(argument, inner, _ALONE, found)
        elif not is_name and isinstance(argument.value, str):
            found.append((argument, inner, _ALONE))
        is_name = False
