"""The workflow definition language of cloud flows: text to syntax trees, references and literals.

Constant evaluation is in `pplint.expressions.evaluation` and is imported by those who need it.
"""

from pplint.expressions.nodes import (
    Access,
    Call,
    Constant,
    Expression,
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
    "Constant",
    "Expression",
    "LiteralUse",
    "ParseError",
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
