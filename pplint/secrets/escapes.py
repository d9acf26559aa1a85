"""Escapes of JSON and XML decoded in a whole document, so that shapes are found that they hide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pplint.compiling import compile_fixed

_SHORT = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def decode_json(text: str) -> str:
    """The text with every escape of JSON replaced by what it stands for, inside strings and outside."""
    return _json().sub(_json_character, text)


def escaped_strings(text: str) -> Iterator[str]:
    """The strings of a JSON text that hold an escape, without their quotes and as they are written."""
    end = 0
    at = text.find("\\")
    while at >= 0:
        start = text.rfind('"', end, at) + 1
        # The pattern matches anywhere, if only nothing.
        end = _rest_of_string().match(text, at).end()  # type: ignore[union-attr]
        yield text[start:end]
        at = text.find("\\", end)


def decode_xml(text: str) -> str:
    """The text with every entity and character reference of XML replaced by what it stands for."""
    return _xml().sub(_xml_character, text)


def _json_character(match: re.Match[str]) -> str:
    escaped = match[1]
    if len(escaped) > 1:
        return chr(int(escaped[1:], 16))
    return _SHORT.get(escaped, escaped)


def _xml_character(match: re.Match[str]) -> str:
    name = match[1]
    if name[0] != "#":
        return _NAMED[name]
    code = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
    return chr(code) if code < 0x110000 else " "


@cache
def _json() -> re.Pattern[str]:
    return compile_fixed(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)


@cache
def _rest_of_string() -> re.Pattern[str]:
    return compile_fixed(r'(?:[^"\\]++|\\.)*+', re.DOTALL)


@cache
def _xml() -> re.Pattern[str]:
    return compile_fixed(r"&(amp|lt|gt|quot|apos|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});", re.ASCII)
