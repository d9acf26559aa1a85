"""What a string of a flow consists of: text, literals, calls and accesses, each with its span."""

from collections.abc import Callable
from functools import partial

from pplint.records import NamedTuple
from pplint.typed import TypeAlias

Scalar: TypeAlias = str | int | float | bool | None


class Span(NamedTuple):
    """A half-open range of code points in the decoded JSON string."""

    start: int
    end: int


# Half the price of Span(*pair), and spans are half the price of parsing.
new_span: Callable[[tuple[int, int]], Span] = partial(tuple.__new__, Span)


class ParseError(NamedTuple):
    """Why a string is not an expression; the message quotes nothing of the string."""

    message: str
    span: Span


class _Record:
    __slots__: tuple[str, ...] = ()

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__slots__)
        return f"{type(self).__name__}({fields})"


class TextPart(_Record):
    """Text outside expressions; `value` has `@@` already resolved."""

    __slots__ = ("span", "value")

    def __init__(self, value: str, span: Span) -> None:
        self.value = value
        self.span = span


class Constant(_Record):
    """A constant; for a string `span` is the content without its quotes and `raw_span` includes them."""

    __slots__ = ("raw_span", "span", "value")

    def __init__(self, value: Scalar, span: Span, raw_span: Span | None = None) -> None:
        self.value = value
        self.span = span
        self.raw_span = raw_span or span


class _Named(_Record):
    __slots__ = ("lower",)

    lower: str
    """The name for comparison: the language does not distinguish case in function names."""


class Call(_Named):
    """A function call; `span` reaches from the name to the closing parenthesis."""

    __slots__ = ("args", "name", "name_span", "span")

    def __init__(self, name: str, args: "list[Expression]", span: Span, name_span: Span) -> None:
        self.name = name
        self.lower = name.lower()
        self.args = args
        self.span = span
        self.name_span = name_span


class Access(_Record):
    """`target.name`, `target['name']`, `target[0]`; `optional` with a question mark before it."""

    __slots__ = ("key", "optional", "span", "target")

    def __init__(self, target: "Expression", key: "Expression", optional: bool, span: Span) -> None:
        self.target = target
        self.key = key
        self.optional = optional
        self.span = span


Expression: TypeAlias = Constant | Call | Access


class Template(_Record):
    """A string of a flow, taken apart.

    `is_expression`: the whole string is one `@expression`, whose value may be of any type.
    `is_literal`: there is no expression in it, so that its value is the text.
    With an `error`, `parts` holds what was read before it and the rest as text.
    """

    __slots__ = ("error", "is_expression", "parts", "text")

    def __init__(
        self,
        text: str,
        parts: tuple[TextPart | Expression, ...],
        is_expression: bool = False,
        error: ParseError | None = None,
    ) -> None:
        self.text = text
        self.parts = parts
        self.is_expression = is_expression
        self.error = error

    @property
    def is_literal(self) -> bool:
        """Whether the string is plain text for the platform."""
        return self.error is None and not self.nodes

    @property
    def nodes(self) -> tuple[Expression, ...]:
        """The expressions in it, in order."""
        return tuple(part for part in self.parts if not isinstance(part, TextPart))


def span_inside(text: str, part: TextPart | Constant, start: int, end: int) -> Span:
    """The span in `text` of `part.value[start:end]`, where escapes make the two differ in length."""
    first, last = part.span
    if not isinstance(part.value, str) or len(part.value) == last - first:
        return Span(first + start, first + end)
    escape = "''" if isinstance(part, Constant) else "@@{"

    def place(offset: int) -> int:
        position = first
        while offset > 0:
            escaped = text.find(escape, position, last)
            if escaped < 0 or escaped - position >= offset:
                break
            offset -= escaped - position + 1
            position = escaped + 2
        return position + offset

    return Span(place(start), place(end))
