"""Where the expressions of a flow read its parameters."""

from __future__ import annotations

import json

from pplint.compiling import compile_fixed
from pplint.expressions import Reference, json_strings, parse, references
from pplint.key_path import KeyPath
from pplint.model.flow import Flow
from pplint.model.json_values import DEFINITION
from pplint.records import NamedTuple

_CALL = "parameters("


class ParameterTexts(NamedTuple):
    """References to parameters with the path of their string; ``is_complete`` if every string could be read."""

    references: list[tuple[KeyPath, Reference]]
    is_complete: bool


def names_agree(flow: Flow, names: set[str]) -> bool:
    """Whether the flow's text reads just the parameters ``names`` (lower case), each by a literal name.

    A look at the raw text, many times as fast as parsing it. False means no more than that the text has to be
    parsed: a name may be in a note, or be computed.
    """
    return flow.derive("parameter names", _read_names, is_plain=True) == names


def _read_names(flow: Flow) -> set[str] | None:
    text = flow.document.text
    calls = flow.lowered.count(_CALL.encode())
    found: set[str] = set()
    read = compile_fixed(r"\s*'((?:[^'\\]|\\.|'')*)'\s*\)").match
    at = text.find(_CALL)
    while at >= 0 and (match := read(text, at + len(_CALL))):
        calls -= 1
        name = match[1].replace("''", "'")
        found.add((json.loads(f'"{name}"') if "\\" in name else name).lower())
        at = text.find(_CALL, match.end())
    # A call that the pattern does not read has a computed name, or is written in capitals.
    return found - {"$connections", "$authentication"} if calls == 0 else None


def find_parameter_uses(flow: Flow) -> ParameterTexts:
    """All references to parameters in ``flow``, found once for all rules that ask."""
    return flow.derive("parameter uses", _find, is_plain=True)


def _find(flow: Flow) -> ParameterTexts:
    found: list[tuple[KeyPath, Reference]] = []
    is_complete = True
    for path, text in json_strings(flow.definition, DEFINITION):
        if "@" not in text or "parameters(" not in text.lower():
            continue
        template = parse(text)
        is_complete = is_complete and template.error is None
        found += [(path, ref) for ref in references(template) if ref.kind == "parameters"]
    return ParameterTexts(found, is_complete)
