"""Literals of a flow that name something, found at their origin, and the problems that are made of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pplint.dataflow import SOURCES, Literal, Use
from pplint.detect.credentials.secret_rule import BY_SHAPE
from pplint.detect.hardcoded.id_shapes import ParameterKind, parameter_kinds
from pplint.detect.values import fold
from pplint.expressions import Constant, TextPart, span_inside
from pplint.key_path import KeyPath
from pplint.model.action import action_steps
from pplint.model.flow import Flow
from pplint.model.places import Site, value_at
from pplint.model.problem import Problem, Severity
from pplint.records import NamedTuple
from pplint.secrets.masking import quote

BEFORE_VARIABLES = (*BY_SHAPE, "literal-credential")
"""Rules that name a stronger thing than a literal that a variable holds already; the next add each other."""
BEFORE_URLS = (*BEFORE_VARIABLES, "literal-matches-variable")
BEFORE_IDS = (*BEFORE_URLS, "hardcoded-url", "hardcoded-environment-link")
BEFORE_EMAILS = (*BEFORE_IDS, "hardcoded-id")

MOST_RELATED = 10
# What leaves a value what it is: a plain name counts only as an argument of these.
_KEEPING = frozenset(("if", "coalesce", "trim", "tolower", "string", "encodeuricomponent", "uricomponent"))


class Named(NamedTuple):
    """A literal that names something.

    ``start`` and ``end`` are offsets in its text; ``shown`` is what a message quotes: that part, or the value that is
    made of it. ``what`` is the thing in words; ``use`` the place of use that gives it its meaning, None if it is the
    literal's own place. ``parts`` are literals that name parts of the same thing: the library of a workbook.
    """

    literal: Literal
    start: int
    end: int
    shown: str
    what: str
    is_note: bool = False
    use: Use | None = None
    parts: tuple[Named, ...] = ()


def literals_by_place(flow: Flow) -> dict[tuple[KeyPath, tuple[int, int] | None], Literal]:
    """The literals by path and span, as a `Use` names its origin."""
    return flow.derive(
        "literals_by_place",
        lambda flow: {(literal.path, literal.span): literal for literal in flow.literals},
        is_plain=True,
    )


def named_by_parameters(flow: Flow) -> list[tuple[ParameterKind, Named]]:
    """Literals that are in, or arrive at, a parameter that ``data/parameters.toml`` knows."""
    return flow.derive("named_by_parameters", lambda flow: list(_find_named(flow)), is_plain=True)


def literals_elsewhere(flow: Flow) -> list[Literal]:
    """The literals that may arrive at another place than their own."""
    return flow.derive(
        "literals_elsewhere",
        lambda flow: [literal for literal in flow.literals if literal.action_type.lower() in SOURCES],
        is_plain=True,
    )


def _find_named(flow: Flow) -> Iterator[tuple[ParameterKind, Named]]:
    of: tuple[str | None, str | None] | None = None
    for literal in flow.literals:
        if of != (owner := (literal.api, literal.operation)):
            of, kinds = owner, parameter_kinds(*owner)
        if kinds is not None and (kind := kinds[literal.parameter]) is not None:
            yield from _named(kind, literal, None)
    may_arrive: dict[ParameterKind, bool] = {}
    around: object = None
    for placed in flow.strings:
        if around is not placed.owner:
            around = placed.owner
            kinds = parameter_kinds(placed.owner.api, placed.owner.operation)
        if kinds is None or "@" not in placed.text or (kind := kinds[placed.parameter]) is None:
            continue
        # To follow values is expensive, and few flows have a literal that could be such a thing.
        if kind not in may_arrive:
            may_arrive[kind] = any(kind.find(literal.text) for literal in literals_elsewhere(flow))
        for use in flow.constants.uses_at(placed.path) if may_arrive[kind] else ():
            origin = literals_by_place(flow).get(use.origin)
            if origin is not None:
                yield from _named(kind, origin, use)


def _named(kind: ParameterKind, literal: Literal, use: Use | None) -> Iterator[tuple[ParameterKind, Named]]:
    if kind.shape in ("name", "url", "opaque"):
        if any(literal.joined) or not _KEEPING.issuperset(literal.functions):
            return
        if use is not None and (use.value or "").strip() != literal.text.strip():
            return
    for hit in kind.find(literal.text):
        is_note = kind.severity == "note"
        yield kind, Named(literal, hit.start, hit.end, hit.text, kind.what, is_note, use)


def site_of(flow: Flow, named: Named) -> Site:
    """The place of what is named, inside its string."""
    literal = named.literal
    site = Site(flow.document, literal.path)
    if literal.span is None:
        return site.within(named.start, named.end)
    text = value_at(flow.document.data, literal.path)
    start = literal.span[0]
    quoted = text[start - 1 : start] == "'"
    part = Constant(literal.text, literal.span, True) if quoted else TextPart(literal.text, literal.span)
    return site.within(*span_inside(text, part, named.start, named.end))


def problems(
    flow: Flow, found: Iterable[Named], expected: str = "use an environment variable"
) -> Iterator[Problem]:
    """A problem for each string and value; a value that stands nowhere but beside a stronger one is named there."""
    values: dict[str, dict[KeyPath, Named]] = {}
    for named in found:
        places = values.setdefault(fold(named.shown), {})
        known = places.get(named.literal.path)
        if known is None or (named.is_note, named.start) < (known.is_note, known.start):
            places[named.literal.path] = named
    for value, beside in _with_companions(values):
        for path, named in values[value].items():
            others = [values[other][path] for other in beside if path in values[other]]
            others += named.parts
            yield _problem(flow, value, named, others, expected)


def _with_companions(values: dict[str, dict[KeyPath, Named]]) -> Iterator[tuple[str, list[str]]]:
    """Each value that is reported, with those that every string of theirs shares with it."""
    at: dict[KeyPath, list[str]] = {}
    for value, places in values.items():
        for path in places:
            at.setdefault(path, []).append(value)

    def rank(value: str) -> tuple[object, ...]:
        places = values[value].values()
        first = next(iter(places))
        is_note = all(named.is_note for named in places)
        return (is_note, -len(places), first.literal.span or (0, 0), first.start)

    companions: dict[str, list[str]] = {}
    for value in sorted(values, key=rank):
        paths = values[value].keys()
        near = at[next(iter(paths))]
        strongest = next(
            (other for other in near if other in companions and paths <= values[other].keys()), None
        )
        if strongest is None:
            companions[value] = []
        else:
            companions[strongest].append(value)
    yield from companions.items()


def _problem(flow: Flow, value: str, first: Named, others: list[Named], expected: str) -> Problem:
    place = describe(first.literal.path)
    message = f"{first.what} {quote(first.shown)}"
    if others:
        message += f" and {len(others)} more"
    if first.shown not in first.literal.text:
        message += f" {'are' if others else 'is'} built from text hard-coded in {place}"
    else:
        message += f" {'are' if others else 'is'} hard-coded in {place}"
    related = [(site_of(flow, named), f"{named.what} {quote(named.shown)}") for named in others]
    uses, way = trace(flow, first)
    return Problem(
        f"{message}; {expected}",
        at=site_of(flow, first),
        related=[*related, *uses][:MOST_RELATED],
        flow=way,
        severity=severity(flow, first),
        value=value,
    )


def severity(flow: Flow, named: Named) -> Severity | None:
    """A note for what environments usually share, and in a flow outside solutions, which has no variables."""
    return Severity.NOTE if named.is_note or flow.is_legacy_package else None


def trace(flow: Flow, named: Named) -> tuple[list[tuple[Site, str]], list[tuple[Site, str]]]:
    """Where a literal is used apart from its own place, and the way to the use that matters, with its start."""
    uses = flow.constants.uses_of(named.literal)
    if named.use is not None:
        uses = [named.use, *uses]
    ends: dict[KeyPath, tuple[int, int] | None] = {}
    for use in uses:
        ends.setdefault(use.path, use.span)
    related = [(_site(flow, path, span), f"used in {describe(path)}") for path, span in ends.items()]
    if not uses:
        return related, []
    origin = f"hard-coded in {describe(named.literal.path)}"
    way = [(_site(flow, path, span), describe(path)) for path, span in uses[0].steps[1:]]
    return related, [(site_of(flow, named), origin), *way]


def _site(flow: Flow, path: KeyPath, span: tuple[int, int] | None) -> Site:
    site = Site(flow.document, path)
    return site if span is None else site.within(*span)


def describe(path: KeyPath) -> str:
    """Which trigger, action or parameter a place of a flow belongs to, in words."""
    steps = action_steps(path)
    if steps:
        what = "trigger" if path[steps - 2] == "triggers" else "action"
        return f"{what} {quote(path[steps - 1])}"
    if len(path) > 3 and path[2] == "parameters":
        return f"the default of parameter {quote(path[3])}"
    return "the flow"
