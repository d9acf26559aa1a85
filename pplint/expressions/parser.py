"""Reads the workflow definition language: `@expression`, text with `@{expression}`, and the `@@` escapes.

The grammar follows the documentation ("Reference guide to workflow expression functions in Azure Logic
Apps and Power Automate") and, where that is silent, the parser of the designer (Azure/LogicAppsUX,
libs/logic-apps-shared/src/parsers/lib/expression). It reads on without the designer's limit of 8,192
characters, which is a rule's business, and it neither recurses nor reads any character more than a few times.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from re import Match

from pplint.compiling import compile_fixed
from pplint.expressions.nodes import (
    Access,
    Call,
    Constant,
    Expression,
    ParseError,
    PlacedCall,
    Scalar,
    Span,
    Template,
    TextPart,
)

MAX_DEPTH = 200
"""Levels of nesting in one expression, calls and accesses together; real flows stay far below 50."""

_MAX_NUMBER = 400
_CACHED_LENGTH = 1024
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}


def parse(text: str) -> Template:
    """The parts of a string; what is wrong with it is in `error`, nothing is raised."""
    if "@" not in text or (text[0] != "@" and "@{" not in text) or text == "@":
        return Template(text, (TextPart(text, Span(0, len(text))),))
    if len(text) <= _CACHED_LENGTH:
        return _parse_cached(text)
    return _parse(text)


def _parse(text: str) -> Template:
    if text.startswith("@@"):
        return Template(text, (TextPart(text[1:], Span(1, len(text))),))
    if text[0] != "@" or text[1] == "{":
        return _parse_interpolation(text)
    calls: list[PlacedCall] = []
    node, end = _read_expression(text, 1, calls)
    if not isinstance(node, ParseError):
        if end == len(text):
            return Template(text, (node,), is_expression=True, calls=calls)
        node = _error("text after the end of the expression", text, end)
    return Template(text, (TextPart(text, Span(0, len(text))),), error=node)


_parse_cached = lru_cache(maxsize=2048)(_parse)


def _parse_interpolation(text: str) -> Template:
    parts: list[TextPart | Expression] = []
    calls: list[PlacedCall] = []
    start = search = 0
    while (opening := text.find("@{", search)) >= 0:
        search = opening + 2
        if opening > 0 and text[opening - 1] == "@":
            continue
        if start < opening:
            parts.append(_text(text, start, opening))
        before = len(calls)
        node, end = _read_expression(text, search, calls)
        if not isinstance(node, ParseError) and not text.startswith("}", end):
            node = _error("expected '}' after the expression", text, end)
        if isinstance(node, ParseError):
            parts.append(TextPart(text[opening:], Span(opening, len(text))))
            return Template(text, tuple(parts), error=node, calls=calls[:before])
        parts.append(node)
        start = search = end + 1
    if start < len(text):
        parts.append(_text(text, start, len(text)))
    return Template(text, tuple(parts), calls=calls)


def _text(text: str, start: int, end: int) -> TextPart:
    return TextPart(text[start:end].replace("@@{", "@{"), Span(start, end))


def _error(message: str, text: str, position: int) -> ParseError:
    return ParseError(message, Span(position, min(position + 1, len(text))))


@cache
def _tokens() -> Callable[[str, int], Iterator[Match[str]]]:
    """The parts of an expression from a position on; a match without a group is at the first thing that is none."""
    name = r"[^\s.,(){}@\[\]?'0-9+\-][^\s.,(){}@\[\]?']*+"
    content = r"[^']*+(?:''[^']*+)*+"
    pattern = rf"""\s*+(?:
        '({content})'
        | ({name}) (?: \s*+(\() (?: \s*+'({content})'\s*+(\)) )? )?
        | (\?)?\s*+ (?: \.\s*+({name}) | (\[) (?: \s*+'({content})'\s*+\] )? )
        | (,)
        | (\))
        | (\])
        | ([+-]?[0-9]++(?:\.[0-9]*+)?(?:[eE][+-]?[0-9]++)?)(?![^\s.,(){{}}@\[\]?'])
        )?"""
    return compile_fixed(pattern, re.VERBOSE).finditer


# The group that a token ends with, and the one that holds its content.
(
    _STRING, _NAME, _OPENING, _ARGUMENT, _WHOLE, _OPTIONAL, _PROPERTY, _BRACKET, _KEY, _COMMA, _CLOSING,
    _CLOSING_BRACKET, _NUMBER,
) = range(1, 14)  # fmt: skip
_CONSTANT_KINDS = (_NAME, _NUMBER)
_CLOSINGS = (_CLOSING, _CLOSING_BRACKET)
_ACCESSES = (_KEY, _PROPERTY, _BRACKET)


def _read_expression(
    text: str, position: int, calls: list[PlacedCall]
) -> tuple[Expression | ParseError, int]:
    """The expression at a position, and the place of the first character that is not part of it; adds its calls."""
    # The innermost call or access that is open, how high what was read in it is, and where in the calls it is noted;
    # and the same of those around it.
    frame: Call | Access | None = None
    inside = opened = 0
    around: list[tuple[Call | Access | None, int, int]] = []
    value: Expression | None = None
    base = 0  # where in the calls the one is that accesses follow
    height = 0
    for match in _tokens()(text, position):
        kind = match.lastindex
        after = match.end()
        if value is None:
            height = 1
            if kind == _STRING:
                content = match[_STRING]
                value = Constant(
                    content.replace("''", "'") if "''" in content else content, match.span(_STRING), True
                )
            elif kind == _WHOLE:  # outputs('x') and the like are most of what flows hold
                content = match[_ARGUMENT]
                argument = Constant(
                    content.replace("''", "'") if "''" in content else content, match.span(_ARGUMENT), True
                )
                value = Call(match[_NAME], [argument], (match.start(_NAME), after))
                base = len(calls)
                calls.append((value, ()))
                height = 2
            elif kind == _OPENING:
                if len(around) >= MAX_DEPTH:
                    return _too_deep(text, match.start(_NAME))
                around.append((frame, inside, opened))
                frame = Call(match[_NAME], [], match.span(_NAME))
                inside = 0
                opened = len(calls)
                calls.append((frame, ()))
            elif kind == _CLOSING:
                if not isinstance(frame, Call) or frame.args:
                    return _error("expected a value", text, match.start(_CLOSING)), position
                frame.span = (frame.span[0], after)
                value = frame
                base = opened
                frame, inside, opened = around.pop()
            elif kind in _CONSTANT_KINDS:
                constant = _constant(match)
                if isinstance(constant, ParseError):
                    return constant, position
                value = constant
            else:
                return _explain(text, position), position
            position = after
            continue
        if kind == _COMMA:
            if not isinstance(frame, Call):
                return _error("comma outside a call", text, match.start(_COMMA)), position
            frame.args.append(value)
            if height > inside:
                inside = height
            position = after
            value = None
            continue
        if kind in _CLOSINGS:
            if frame is None or isinstance(frame, Call) != (kind == _CLOSING):
                return _error("closing bracket without its opening one", text, match.start(kind)), position
            height = (height if height > inside else inside) + 1
            if isinstance(frame, Call):
                frame.args.append(value)
            else:
                frame.key = value
            frame.span = (frame.span[0], after)
            value = frame
            base = opened
            frame, inside, opened = around.pop()
        elif kind in _ACCESSES:
            if isinstance(value, Constant):
                return _error("a constant has no properties", text, after - 1), position
            access = Access(value, value, match[_OPTIONAL] is not None, (value.span[0], after))
            call, keys = calls[base]
            calls[base] = (call, (*keys, access))
            height += 1
            if kind == _BRACKET:
                around.append((frame, inside, opened))
                frame = access
                inside = height - 1
                opened = base
                value = None
                if len(around) > MAX_DEPTH:
                    return _too_deep(text, after)
            else:
                content = match[kind]
                if kind == _KEY and "''" in content:
                    content = content.replace("''", "'")
                access.key = Constant(content, match.span(kind), kind == _KEY)
                value = access
        else:
            end = after if kind is None else _after_blanks(text, position)
            if frame is not None:
                expected = "',' or ')'" if isinstance(frame, Call) else "']'"
                return _error(f"expected {expected}", text, end), position
            return value, end
        position = after
        if height > MAX_DEPTH:
            return _too_deep(text, position)
    raise AssertionError("the last token is empty")


def _constant(match: Match[str]) -> Constant | ParseError:
    value: Scalar
    name = match[_NAME]
    if name:
        span = match.span(_NAME)
        lower = name.lower()
        if lower in _CONSTANTS:
            return Constant(_CONSTANTS[lower], span)
        if name[0] == '"':
            return ParseError("strings stand in single quotes", Span(*span))
        return ParseError("expected '(' after a function's name", Span(*span))
    number = match[_NUMBER]
    span = match.span(_NUMBER)
    if len(number) > _MAX_NUMBER:
        return ParseError("number with too many digits", Span(*span))
    value = float(number) if "." in number or "e" in number.lower() else int(number)
    return Constant(value, span)


def _after_blanks(text: str, position: int) -> int:
    while text[position : position + 1].isspace():
        position += 1
    return position


def _explain(text: str, position: int) -> ParseError:
    position = _after_blanks(text, position)
    if text.startswith("'", position):
        return ParseError("string without its closing quote", Span(position, len(text)))
    return _error("expected a value", text, position)


def _too_deep(text: str, position: int) -> tuple[ParseError, int]:
    return _error(f"nested deeper than {MAX_DEPTH} levels", text, position), position
