"""Text that comes from outside the flow: what a caller, an app or a person wrote."""

from __future__ import annotations

from collections.abc import Iterator

from pplint.expressions import Access, Call, Expression, TextPart, parse, reference
from pplint.model.flow import Flow
from pplint.records import NamedTuple

TYPED = frozenset(
    {
        *(
            "int",
            "float",
            "guid",
            "utcnow",
            "formatdatetime",
            "adddays",
            "addhours",
            "addminutes",
            "ticks",
            "length",
        ),
        *("if", "bool", "uricomponent", "encodeuricomponent", "base64", "formatnumber", "converttimezone"),
    }
)
"""Functions whose result cannot carry a query: numbers, dates, encoded text; ``if`` chooses among constants mostly."""

OUTSIDE = ("triggerbody", "triggeroutputs", "trigger", "triggerformdatavalue")
ASKING = ("http", "button", "powerapp", "powerappv2", "virtualagent", "skills", "powerpages", "apiconnection")
SAFE_ENDINGS = (
    "id",
    "guid",
    "number",
    "count",
    "date",
    "datetime",
    "time",
    "timestamp",
    "itemid",
    "created",
    "modified",
)


class OutsideText(NamedTuple):
    """An expression that yields text from outside; ``words`` name what it reads."""

    words: str
    span: tuple[int, int]


def find_outside_text(flow: Flow, text: str, in_quotes: bool = False) -> Iterator[OutsideText]:
    """Parts of a query that a person outside can choose.

    Only flows that someone calls with values of their own count, and no value that is typed or escaped.
    ``in_quotes``: only where the query puts the value between quotes.
    """
    if not any(t.type.lower() == "request" and t.kind.lower() in ASKING for t in flow.triggers):
        return
    template = parse(text)
    before = ""
    for part in template.parts:
        if isinstance(part, TextPart):
            before = part.value
            continue
        if in_quotes and before.count("'") % 2 == 0 and not template.is_expression and '"' not in before[-2:]:
            before = ""
            continue
        yield from _outside(part)


def _outside(node: Expression) -> Iterator[OutsideText]:
    pending = [node]
    while pending:
        node = pending.pop()
        whole = reference(node)
        if whole is not None:
            last = whole.path[-1].lower() if whole.path else ""
            if whole.kind.lower() in OUTSIDE and not _is_typed(last):
                yield OutsideText("/".join((whole.kind, *whole.path)), node.span)
        elif isinstance(node, Call):
            if (
                node.lower == "replace"
                and len(node.args) == 3
                and "'" in str(getattr(node.args[1], "value", ""))
            ):
                continue
            if node.lower not in TYPED:
                pending += reversed(node.args)
        elif isinstance(node, Access):
            pending.append(node.target)


def _is_typed(name: str) -> bool:
    return name.endswith(SAFE_ENDINGS)
