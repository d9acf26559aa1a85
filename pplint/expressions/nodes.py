"""What a string of a flow consists of: text, literals, calls and accesses, each with its span."""

from collections.abc import Sequence

from pplint.records import NamedTuple
from pplint.typed import TypeAlias

Scalar: TypeAlias = str | int | float | bool | None


class Span(NamedTuple):
    """A half-open range of code points in the decoded JSON string."""

    start: int
    end: int


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

    def __init__(self, value: str, span: tuple[int, int]) -> None:
        self.value = value
        self.span = span


class Constant(_Record):
    """A constant; for a string `span` is the content without its quotes and `raw_span` includes them."""

    __slots__ = ("is_quoted", "span", "value")

    def __init__(self, value: Scalar, span: tuple[int, int], is_quoted: bool = False) -> None:
        self.value = value
        self.span = span
        self.is_quoted = is_quoted

    @property
    def raw_span(self) -> tuple[int, int]:
        start, end = self.span
        return (start - 1, end + 1) if self.is_quoted else self.span


class Call(_Record):
    """A function call; `span` reaches from the name to the closing parenthesis.

    `lower` is the name for comparison: the language does not distinguish case in function names.
    """

    __slots__ = ("args", "lower", "name", "span")

    def __init__(self, name: str, args: "list[Expression]", span: tuple[int, int]) -> None:
        self.name = name
        self.lower = name.lower()
        self.args = args
        self.span = span

    @property
    def name_span(self) -> tuple[int, int]:
        start = self.span[0]
        return start, start + len(self.name)


class Access(_Record):
    """`target.name`, `target['name']`, `target[0]`; `optional` with a question mark before it."""

    __slots__ = ("key", "optional", "span", "target")

    def __init__(
        self, target: "Expression", key: "Expression", optional: bool, span: tuple[int, int]
    ) -> None:
        self.target = target
        self.key = key
        self.optional = optional
        self.span = span


Expression: TypeAlias = Constant | Call | Access
PlacedCall: TypeAlias = tuple[Call, tuple[Access, ...]]


class Template(_Record):
    """A string of a flow, taken apart.

    `is_expression`: the whole string is one `@expression`, whose value may be of any type.
    `is_literal`: there is no expression in it, so that its value is the text.
    With an `error`, `parts` holds what was read before it and the rest as text. `nodes` are the expressions in it,
    `calls` all function calls in them in the order of the text, each with the accesses that follow it, outermost last.
    """

    __slots__ = ("calls", "error", "is_expression", "is_literal", "nodes", "parts", "text")

    def __init__(
        self,
        text: str,
        parts: tuple[TextPart | Expression, ...],
        is_expression: bool = False,
        error: ParseError | None = None,
        calls: "Sequence[PlacedCall]" = (),
    ) -> None:
        self.text = text
        self.parts = parts
        self.is_expression = is_expression
        self.error = error
        self.nodes: tuple[Expression, ...] = tuple([part for part in parts if not isinstance(part, TextPart)])
        self.is_literal = error is None and not self.nodes
        self.calls = calls


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
