"""Reads the workflow definition language: `@expression`, text with `@{expression}`, and the `@@` escapes.

The grammar follows the documentation ("Reference guide to workflow expression functions in Azure Logic
Apps and Power Automate") and, where that is silent, the parser of the designer (Azure/LogicAppsUX,
libs/logic-apps-shared/src/parsers/lib/expression). It reads on without the designer's limit of 8,192
characters, which is a rule's business, and it neither recurses nor reads any character more than a few times.
"""

import re
from collections.abc import Callable
from functools import cache, lru_cache
from re import Match

from pplint.expressions.nodes import (
    Access,
    Call,
    Constant,
    Expression,
    ParseError,
    Scalar,
    Span,
    Template,
    TextPart,
    new_span,
)

MAX_DEPTH = 200
"""Levels of nesting in one expression, calls and accesses together; real flows stay far below 50."""

_MAX_NUMBER = 400
_CACHED_LENGTH = 1024
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}

_Scan = Callable[[str, int], Match[str] | None]


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
    node, end = _read_expression(text, 1)
    if not isinstance(node, ParseError):
        if end == len(text):
            return Template(text, (node,), is_expression=True)
        node = _error("text after the end of the expression", text, end)
    return Template(text, (TextPart(text, Span(0, len(text))),), error=node)


_parse_cached = lru_cache(maxsize=2048)(_parse)


def _parse_interpolation(text: str) -> Template:
    parts: list[TextPart | Expression] = []
    start = search = 0
    while (opening := text.find("@{", search)) >= 0:
        search = opening + 2
        if opening > 0 and text[opening - 1] == "@":
            continue
        if start < opening:
            parts.append(_text(text, start, opening))
        node, end = _read_expression(text, search)
        if not isinstance(node, ParseError) and not text.startswith("}", end):
            node = _error("expected '}' after the expression", text, end)
        if isinstance(node, ParseError):
            parts.append(TextPart(text[opening:], Span(opening, len(text))))
            return Template(text, tuple(parts), error=node)
        parts.append(node)
        start = search = end + 1
    if start < len(text):
        parts.append(_text(text, start, len(text)))
    return Template(text, tuple(parts))


def _text(text: str, start: int, end: int) -> TextPart:
    return TextPart(text[start:end].replace("@@{", "@{"), Span(start, end))


def _error(message: str, text: str, position: int) -> ParseError:
    return ParseError(message, Span(position, min(position + 1, len(text))))


@cache
def _scanners() -> tuple[_Scan, _Scan]:
    """What may stand where a value is expected, and what may follow a value."""
    name = r"[^\s.,(){}@\[\]?'0-9+\-][^\s.,(){}@\[\]?']*+"
    content = r"[^']*+(?:''[^']*+)*+"
    string = rf"'(?P<string>{content})'"
    operand = rf"""\s*+(?:
        {string}
        | (?P<name>{name}) (?: (?P<opening>\s*+\() (?: \s*+'(?P<argument>{content})'\s*+(?P<whole>\)) )? )?
        | (?P<number>[+-]?[0-9]++(?:\.[0-9]*+)?(?:[eE][+-]?[0-9]++)?)(?![^\s.,(){{}}@\[\]?'])
        | (?P<closing>\))
        )"""
    operator = rf"""\s*+(?:
        (?P<optional>\?)?\s*+(?: \.\s*+(?P<name>{name}) | \[ (?: \s*+{string}\s*+\] | (?P<bracket>) ) )
        | (?P<comma>,)
        | (?P<closing>\))
        | (?P<closing_bracket>\])
        | (?P<end>)
        )"""
    return re.compile(operand, re.VERBOSE).match, re.compile(operator, re.VERBOSE).match


def _read_expression(text: str, position: int) -> tuple[Expression | ParseError, int]:
    """The expression at a position, and the place of the first character that is not part of it."""
    operand, operator = _scanners()
    frames: list[Call | Access] = []
    heights: list[int] = []
    value: Expression
    while True:
        match = operand(text, position)
        if match is None:
            return _explain(text, position), position
        kind = match.lastgroup
        height = 1
        if kind == "string":
            value = _string(match)
        elif kind == "whole":  # outputs('x') and the like are most of what flows hold
            span = new_span(match.span("name"))
            args: list[Expression] = [_string(match, "argument")]
            value = Call(match["name"], args, new_span((span.start, match.end())), span)
            height = 2
        elif kind == "opening":
            if len(frames) >= MAX_DEPTH:
                return _too_deep(text, match.start("name"))
            span = new_span(match.span("name"))
            frames.append(Call(match["name"], [], span, span))
            heights.append(0)
            position = match.end()
            continue
        elif kind == "closing":
            call = frames[-1] if frames else None
            if not isinstance(call, Call) or call.args:
                return _error("expected a value", text, match.start("closing")), position
            frames.pop()
            heights.pop()
            call.span = Span(call.span.start, match.end())
            value = call
        else:
            constant = _constant(match)
            if isinstance(constant, ParseError):
                return constant, position
            value = constant
        position = match.end()

        while True:
            match = operator(text, position)
            assert match is not None  # its last alternative is empty
            kind = match.lastgroup
            if kind == "end":
                if frames:
                    expected = "',' or ')'" if isinstance(frames[-1], Call) else "']'"
                    return _error(f"expected {expected}", text, match.end()), position
                return value, match.end()
            if kind == "comma":
                if not frames or not isinstance(call := frames[-1], Call):
                    return _error("comma outside a call", text, match.start("comma")), position
                call.args.append(value)
                heights[-1] = max(heights[-1], height)
                position = match.end()
                break
            if kind == "closing" or kind == "closing_bracket":
                frame = frames.pop() if frames else None
                if frame is None or isinstance(frame, Call) != (kind == "closing"):
                    return _error(
                        "closing bracket without its opening one", text, match.start(kind)
                    ), position
                height = max(heights.pop(), height) + 1
                if isinstance(frame, Call):
                    frame.args.append(value)
                else:
                    frame.key = value
                frame.span = new_span((frame.span.start, match.end()))
                value = frame
            else:
                if isinstance(value, Constant):
                    return _error("a constant has no properties", text, match.end() - 1), position
                access = Access(
                    value, value, match["optional"] is not None, new_span((value.span.start, match.end()))
                )
                value = access
                height += 1
                if kind == "bracket":
                    frames.append(access)
                    heights.append(height - 1)
                elif kind == "name":
                    access.key = Constant(match["name"], new_span(match.span("name")))
                else:
                    access.key = _string(match)
            position = match.end()
            if height > MAX_DEPTH or len(frames) > MAX_DEPTH:
                return _too_deep(text, position)
            if kind == "bracket":
                break


def _string(match: Match[str], group: str = "string") -> Constant:
    start, end = span = match.span(group)
    content: str = match[group]
    if "''" in content:
        content = content.replace("''", "'")
    return Constant(content, new_span(span), new_span((start - 1, end + 1)))


def _constant(match: Match[str]) -> Constant | ParseError:
    value: Scalar
    if match.lastgroup == "name":
        name = match["name"]
        span = new_span(match.span("name"))
        lower = name.lower()
        if lower in _CONSTANTS:
            return Constant(_CONSTANTS[lower], span)
        if name[0] == '"':
            return ParseError("strings stand in single quotes", span)
        return ParseError("expected '(' after a function's name", span)
    number = match["number"]
    span = new_span(match.span("number"))
    if len(number) > _MAX_NUMBER:
        return ParseError("number with too many digits", span)
    value = float(number) if "." in number or "e" in number.lower() else int(number)
    return Constant(value, span)


def _explain(text: str, position: int) -> ParseError:
    while text[position : position + 1].isspace():
        position += 1
    if text.startswith("'", position):
        return ParseError("string without its closing quote", Span(position, len(text)))
    return _error("expected a value", text, position)


def _too_deep(text: str, position: int) -> tuple[ParseError, int]:
    return _error(f"nested deeper than {MAX_DEPTH} levels", text, position), position
