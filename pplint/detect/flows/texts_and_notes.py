"""Expressions that were stored as text, and notes that mention what is gone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pplint.compiling import compile_fixed
from pplint.expressions import Call, parse
from pplint.flowgraph import FlowGraph, Step
from pplint.flowgraph.functions import functions
from pplint.flowgraph.names import fold_action, fold_variable
from pplint.flowgraph.texts import ACTION_READS
from pplint.key_path import KeyPath
from pplint.records import NamedTuple
from pplint.typed import Any


class StoredText(NamedTuple):
    """A string that holds an expression which is not evaluated: ``what`` is the beginning of it."""

    step: Step
    path: KeyPath
    span: tuple[int, int]
    what: str


@cache
def _calls() -> Any:
    """Find ``@function(`` inside a text, and references to actions and variables."""
    names = (
        "outputs|body|variables|items|item|triggerBody|triggerOutputs|parameters|concat|utcNow|formatDateTime"
    )
    return compile_fixed(rf"(?<![\w@.]) ?@({names})\((?=[')])", re.IGNORECASE).finditer


def stored_texts(graph: FlowGraph) -> Iterator[StoredText]:
    """Yield strings in which an expression stands as text: without braces inside a text, or without its ``@``."""
    for step, path, text, is_key in graph.strings:
        if text[:1] == "@" or "(" not in text or is_key or step.is_trigger:
            continue
        part, inner = path[len(step.path)], path[len(step.path) + 1 : len(step.path) + 2]
        if part != "inputs" or inner in (("schema",), ("host",)):
            continue
        yield from _in_text(step, path, text)
        bare = _without_at(graph, text)
        if bare:
            yield StoredText(step, path, (0, len(text)), bare)


def _in_text(step: Step, path: KeyPath, text: str) -> Iterator[StoredText]:
    # Interpolations, and nothing besides, are how a text should be.
    if "@" not in text or text[0] == "@" or text.count("@") == text.count("@{"):
        return
    template = parse(text)
    if template.error is not None:
        return
    for part in template.parts:
        if isinstance(getattr(part, "value", None), str):
            start = part.span[0]
            for found in _calls()(text, start, part.span[1]):
                yield StoredText(step, path, (found.start(1) - 1, found.end(1)), f"@{found[1]}(…)")
                return


def _without_at(graph: FlowGraph, text: str) -> str:
    """The function of a text that would be a reference to something of this flow if it began with ``@``."""
    if text[0] in "@ \n<{[\"'" or "(" not in text[:40] or len(text) > 2000:
        return ""
    name = text.partition("(")[0]
    if name.lower() not in functions() or not name.isalnum():
        return ""
    template = parse("@" + text.strip())
    if template.error is not None or not template.is_expression:
        return ""
    pending = list(template.nodes)
    while pending:
        node = pending.pop()
        if isinstance(node, Call):
            first = getattr(node.args[0], "value", None) if node.args else None
            if isinstance(first, str):
                if node.lower in ACTION_READS and fold_action(first) in graph.by_key:
                    return f"{name}(…)"
                if node.lower == "variables" and fold_variable(first) in graph.declared:
                    return f"{name}(…)"
            pending += node.args
        elif hasattr(node, "target"):
            pending.append(node.target)
    return ""


class StaleNote(NamedTuple):
    """A note with the name of an action or a variable that is gone."""

    step: Step
    name: str
    span: tuple[int, int]


@cache
def _references() -> Any:
    return compile_fixed(
        r"\b(outputs|body|actions|variables)\s*\(\s*'((?:[^']|'')*)'\s*\)", re.IGNORECASE
    ).finditer


def stale_notes(graph: FlowGraph) -> Iterator[StaleNote]:
    """Yield notes that quote an expression of something that the flow does not have, one for each note."""
    for step in graph.steps:
        note = step.node.get("description")
        if not isinstance(note, str) or "(" not in note:
            continue
        for found in _references()(note):
            name = found[2].replace("''", "'")
            known = (
                fold_variable(name) in graph.declared
                if found[1].lower() == "variables"
                else fold_action(name) in graph.by_key
            )
            if not known:
                yield StaleNote(step, name, found.span(2))
                break
