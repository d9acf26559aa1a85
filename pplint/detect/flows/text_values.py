"""Expressions that select a property of a value that is text, which fails at every run."""

from __future__ import annotations

from collections.abc import Iterator

from pplint.expressions import Access, Call, Constant, Template, TextPart, parse
from pplint.flowgraph import FlowGraph, Step, Text
from pplint.flowgraph.functions import functions
from pplint.flowgraph.names import fold_action, fold_variable
from pplint.flowgraph.texts import constant_steps
from pplint.records import NamedTuple
from pplint.secrets.masking import quote

_TEXT_FUNCTIONS = frozenset(
    (
        "base64", "base64tostring", "concat", "convertfromutc", "converttimezone", "converttoutc", "datauri",
        "datauritostring", "decodebase64", "decodeuricomponent", "encodeuricomponent", "formatdatetime",
        "formatnumber", "guid", "join", "replace", "string", "substring", "tolower", "toupper", "trim", "uricomponent",
        "uricomponenttostring", "utcnow", "adddays", "addhours", "addminutes", "addseconds", "addtotime",
        "startofday", "startofhour", "startofmonth", "subtractfromtime", "getfuturetime", "getpasttime",
    )
)  # fmt: skip
"""Functions whose result is a text, whatever they are given (reference guide to expression functions)."""
_TEXT_ACTIONS = {"table": "a table as text", "join": "a text"}
_DATE_ACTIONS = frozenset(
    ("addtotime", "subtractfromtime", "getpasttime", "getfuturetime", "converttimezone", "currenttime")
)


class TextAccess(NamedTuple):
    """A property selected from text: the string, the span, and what the text is."""

    text: Text
    span: tuple[int, int]
    what: str


def text_accesses(graph: FlowGraph) -> Iterator[TextAccess]:
    """Yield every place where a property or an item of a text is selected."""
    for text, call, keys in graph.calls:
        if not keys:
            continue
        what, used = _text_behind(graph, call, keys)
        if what and len(keys) > used:
            access = keys[used]
            yield TextAccess(text, (call.span[0], access.span[1]), what)


def _text_behind(graph: FlowGraph, call: Call, keys: tuple[Access, ...]) -> tuple[str, int]:
    """What text a call stands for, in words, with the number of accesses that lead to it; nothing if it is none."""
    name = call.lower
    if name in _TEXT_FUNCTIONS and name in functions():
        return f"the text that {functions()[name].name}() returns", 0
    first = call.args[0] if call.args else None
    if not isinstance(first, Constant) or not isinstance(first.value, str):
        return "", 0
    if name == "variables":
        declared = graph.declared.get(fold_variable(first.value), [])
        is_text = bool(declared) and all(declaration.type == "string" for declaration in declared)
        return (f"variable {quote(first.value)}, which is a text", 0) if is_text else ("", 0)
    if name not in ("body", "outputs"):
        return "", 0
    steps = graph.by_key.get(fold_action(first.value), [])
    if len(steps) != 1:
        return "", 0
    step = steps[0]
    if step.type == "compose" and name == "outputs":
        return (f"the output of {quote(step.name)}, which is a text", 0) if _is_text(step) else ("", 0)
    kind = _TEXT_ACTIONS.get(step.type) or ("a date as text" if _is_date(step) else "")
    if not kind:
        return "", 0
    words = f"the output of {quote(step.name)}, which is {kind}"
    if name == "body":
        return words, 0
    return (words, 1) if constant_steps(keys[:1]) == ("body",) else ("", 0)


def _is_date(step: Step) -> bool:
    return step.type == "expression" and step.kind in _DATE_ACTIONS


def _is_text(step: Step) -> bool:
    """Whether a Compose holds text for certain: a literal, or text with something in it."""
    inputs = step.node.get("inputs")
    if not isinstance(inputs, str):
        return False
    template: Template = parse(inputs)
    if template.error is not None or template.is_expression:
        return False
    # What a pipeline fills in may become an object; an expression alone in braces is always text.
    return any(isinstance(part, TextPart) for part in template.parts) or len(template.parts) == 1
