"""The workflow definition language of cloud flows: text to syntax trees, references and literals.

Constant evaluation is in `pplint.expressions.evaluation` and is imported by those who need it.
"""

from pplint.expressions.nodes import (
    Access,
    Call,
    Literal,
    Node,
    ParseError,
    Span,
    Template,
    TextPart,
    span_inside,
)
from pplint.expressions.parser import MAX_DEPTH, parse
from pplint.expressions.walking import (
    REFERENCE_KINDS,
    LiteralUse,
    Path,
    Reference,
    json_strings,
    literals,
    reference,
    references,
    walk,
)

__all__ = [
    "MAX_DEPTH",
    "REFERENCE_KINDS",
    "Access",
    "Call",
    "Literal",
    "LiteralUse",
    "Node",
    "ParseError",
    "Path",
    "Reference",
    "Span",
    "Template",
    "TextPart",
    "json_strings",
    "literals",
    "parse",
    "reference",
    "references",
    "span_inside",
    "walk",
]
