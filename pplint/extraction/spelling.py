"""A value inside the strings of a flow: where it is written, and what stands there once it is a parameter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pplint.expressions import REFERENCE_KINDS, TextPart, literals, parse, span_inside
from pplint.records import NamedTuple

_GOES_ON = "_-@%"
"""Characters, beside letters and digits, that make what is before or behind a value part of the same word."""


class Written(NamedTuple):
    """A range of a decoded string and the text that replaces it; ``whole`` where that is all of the string."""

    start: int
    end: int
    text: str
    whole: bool = False


def call_of(parameter: str) -> str:
    """The expression that reads a flow parameter."""
    return "parameters('" + parameter.replace("'", "''") + "')"


def pieces_of(text: str, value: str, parameter: str, *, parts: bool = True) -> list[Written]:
    """Where ``value`` is written in a string of a flow, as text or inside expressions, and what replaces it.

    Without ``parts`` only a whole text or a whole constant counts. Names in references and keys are no values.
    """
    if value not in text and value.replace("'", "''") not in text:
        return []
    template = parse(text)
    # A text that begins with an escape is plain as a whole: nothing in it would be an expression.
    if template.error is not None or text.startswith("@@"):
        return []
    call = call_of(parameter)
    found = []
    for use in literals(template):
        literal, functions = use.literal, use.functions
        if isinstance(literal, TextPart):
            for start, end in _matches(literal.value, value, parts and len(template.parts) > 0):
                span = span_inside(text, literal, start, end)
                whole = len(template.parts) == 1 and (start, end) == (0, len(literal.value))
                if text[slice(*span)] == value or whole:
                    found.append(Written(*span, f"@{call}" if whole else f"@{{{call}}}", whole))
            continue
        inner = functions[-1] if functions else ""
        if use.argument == 0 and (inner == "[]" or inner in REFERENCE_KINDS):
            continue
        spans = [
            span_inside(text, literal, start, end)
            for start, end in _matches(str(literal.value), value, parts)
        ]
        if spans:
            found.append(_in_constant(text, literal.raw_span, spans, call, inner == "concat"))
    return sorted(found)


def _in_constant(
    text: str, raw: tuple[int, int], spans: Sequence[tuple[int, int]], call: str, spliced: bool
) -> Written:
    """A constant of an expression taken apart; arguments of ``concat`` need no further one around them."""
    arguments: list[str] = []
    position = raw[0] + 1
    for start, end in spans:
        if start > position:
            arguments.append(f"'{text[position:start]}'")
        arguments.append(call)
        position = end
    if position < raw[1] - 1:
        arguments.append(f"'{text[position : raw[1] - 1]}'")
    joined = ", ".join(arguments)
    return Written(*raw, joined if spliced or len(arguments) == 1 else f"concat({joined})")


def rewritten(text: str, pieces: list[Written]) -> str:
    """``text`` with all ``pieces`` replaced."""
    for piece in reversed(pieces):
        text = text[: piece.start] + piece.text + text[piece.end :]
    return text


def _matches(text: str, value: str, parts: bool) -> Iterator[tuple[int, int]]:
    if not parts:
        if text == value:
            yield 0, len(text)
        return
    start = text.find(value)
    while start >= 0:
        end = start + len(value)
        if _is_free(text, start, end, value):
            yield start, end
            start = text.find(value, end)
        else:
            start = text.find(value, start + 1)


def _is_free(text: str, start: int, end: int, value: str) -> bool:
    """Whether a value stands there by itself, not as the beginning, the end or the middle of another."""
    before, after, beyond = text[start - 1 : start], text[end : end + 1], text[end + 1 : end + 2]
    if before == "@" or (_is_word(value[0]) and before and (_is_word(before) or before == ".")):
        return False
    if not _is_word(value[-1]) or not after:
        return True
    return not (_is_word(after) or (after in ".:" and beyond.isalnum()))


def _is_word(character: str) -> bool:
    return character.isalnum() or character in _GOES_ON
