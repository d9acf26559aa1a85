"""Constant propagation: which values of a flow are known before it runs, and where its literals arrive."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from pplint.compiling import compile_fixed
from pplint.dataflow.evaluator import MAX_CHAIN, MAX_ORIGINS, Evaluator, Place, Way
from pplint.dataflow.fixed_values import FOLLOWED, Name, PlacedValue, descend, name_for
from pplint.dataflow.literals import Literal
from pplint.dataflow.strings import PlacedString, flow_strings
from pplint.expressions import (
    Access,
    Call,
    Expression,
    Reference,
    Template,
    TextPart,
    parse,
    reference,
    references,
)
from pplint.expressions.evaluation import Known
from pplint.flowgraph.containers import ActionNode
from pplint.key_path import KeyPath
from pplint.records import NamedTuple
from pplint.typed import Any, TypeAlias

_MAX_PATTERN = 100_000
_UNKNOWN_PART = "@{…}"


class Use(NamedTuple):
    """A place where a value arrives that a literal elsewhere gave, or helped to give.

    ``path`` and ``span`` are those of the reference in the using string; ``steps`` lead from the literal to
    it, both included. ``value`` is the full value of the using string, None if a part of it is only known at
    run time; ``pattern`` is the same with ``@{…}`` for the unknown parts. ``action`` to ``parameter`` are as
    in `Literal`.
    """

    path: KeyPath
    span: tuple[int, int] | None
    action: str
    action_type: str
    api: str | None
    operation: str | None
    parameter: str
    value: str | None
    pattern: str
    steps: tuple[Place, ...]

    @property
    def origin(self) -> Place:
        """The literal's place."""
        return self.steps[0]


# What is known of a string's text, and the origins in it: a span, or a Way if it comes from elsewhere.
_Drawing: TypeAlias = tuple[str, list[object]]


class Constants:
    """What is known of a flow's values. Make it with `propagate`; it works only when it is asked."""

    def __init__(
        self,
        definition: Mapping[str, Any],
        base: KeyPath,
        strings: list[PlacedString] | None,
        walked: Sequence[ActionNode] | None,
    ) -> None:
        self._definition = definition
        self._base = base
        self._strings = strings
        self._evaluator = Evaluator(definition, base, walked)
        self._drawn: dict[KeyPath, _Drawing] = {}
        self._uses: dict[KeyPath, dict[Place, list[Use]]] = {}
        self._reach: dict[Name, list[KeyPath]] = {}
        self._by_path: dict[KeyPath, tuple[int, PlacedString]] | None = None
        self._by_name: dict[Name, list[KeyPath]] | None = None

    def uses(self) -> list[Use]:
        """Every use of a value given elsewhere, in document order; an entry for each literal and use.

        This reads the whole flow; `uses_of` and `uses_at` look only where they must.
        """
        return [use for path in self._placed() for use in self.uses_at(path)]

    def uses_of(self, literal: Literal) -> list[Use]:
        """Where the value of ``literal`` arrives, apart from the place where it stands."""
        name = self._evaluator.sources.name_of(literal.path)
        if name is None:
            return []
        origin: Place = (literal.path, literal.span)
        return [use for path in self._reached(name) for use in self._by_origin(path).get(origin, ())]

    def uses_at(self, path: KeyPath) -> list[Use]:
        """The uses in the string at ``path``: what literals elsewhere contribute to it."""
        return [use for uses in self._by_origin(path).values() for use in uses]

    def _by_origin(self, path: KeyPath) -> dict[Place, list[Use]]:
        found = self._uses.get(path)
        if found is None:
            found = self._uses[path] = {}
            entry = self._placed().get(path)
            for use in self._uses_in(entry[1]) if entry is not None else ():
                found.setdefault(use.origin, []).append(use)
        return found

    def _reached(self, first: Name) -> list[KeyPath]:
        """The strings that a value read by the name ``first`` can reach, in document order."""
        reached = self._reach.get(first)
        if reached is None:
            seen = {first}
            pending = [first]
            found: dict[KeyPath, None] = {}
            while pending:
                for path in self._readers().get(pending.pop(), ()):
                    found[path] = None
                    onward = self._evaluator.sources.name_of(path)
                    if onward is not None and onward not in seen:
                        seen.add(onward)
                        pending.append(onward)
            order = self._placed()
            reached = self._reach[first] = sorted(found, key=lambda path: order[path][0])
        return reached

    def value_at(self, path: KeyPath) -> str | None:
        """The text of the string at ``path`` (which includes the base), if all of it is known."""
        value = _dig(self._definition, path[len(self._base) :])
        known = self._evaluator.evaluate(value, path) if isinstance(value, str) else None
        return known.text if isinstance(known, Known) else None

    def _placed(self) -> dict[KeyPath, tuple[int, PlacedString]]:
        """Map the path of each string with an expression to its rank and place."""
        if self._by_path is None:
            strings = self._strings
            if strings is None:
                strings = flow_strings(self._definition, self._base)
            self._by_path = {
                placed.path: (rank, placed) for rank, placed in enumerate(strings) if "@" in placed.text
            }
        return self._by_path

    def _readers(self) -> dict[Name, list[KeyPath]]:
        """Map each name to the strings that read it."""
        if self._by_name is None:
            # Cheaper than to parse everything, and what it finds too much has no consequence.
            find = _find_names()
            self._by_name = {}
            for path, (_, placed) in self._placed().items():
                for name in {name_for(kind, name.replace("''", "'")) for kind, name in find(placed.text)}:
                    self._by_name.setdefault(name, []).append(path)
        return self._by_name

    def _uses_in(self, placed: PlacedString) -> Iterator[Use]:
        template = parse(placed.text)
        if template.error is not None:
            return  # the platform refuses it
        # Most strings read the trigger, or what only a run can know.
        if not any(call.lower in FOLLOWED for call, _ in template.calls):
            return
        found = [ref for ref in references(template) if self._evaluator.carries(ref)]
        if not found:
            return
        yield from self._uses_with(placed, template, None)
        for name, ref in {name_for(ref.kind, ref.name): ref for ref in found}.items():
            sources = self._evaluator.sources.find(ref)
            for source in sources if len(sources) > 1 else ():
                yield from self._uses_with(placed, template, (name, source))

    def _uses_with(
        self, placed: PlacedString, template: Template, chosen: tuple[Name, PlacedValue] | None
    ) -> Iterator[Use]:
        """Yield the uses in one string; if one of several values is ``chosen``, only its uses."""
        owner, evaluator, drawn = placed.owner, self._evaluator, self._drawn
        if chosen is not None:
            self._evaluator, self._drawn = evaluator.choosing(*chosen), {}
        pieces: list[str] = []
        origins: list[object] = []
        complete = [self._draw(part, placed.path, pieces, origins) for part in template.parts]
        self._evaluator, self._drawn = evaluator, drawn
        pattern = "".join(pieces)[:_MAX_PATTERN]
        for way in list(dict.fromkeys(origins))[:MAX_ORIGINS]:
            if not isinstance(way, Way) or (chosen is not None and not _leads_through(way, chosen[1].path)):
                continue
            path, span = way.steps[-1]
            yield Use(
                path, span, owner.name, owner.type, owner.api, owner.operation, placed.parameter,
                pattern if all(complete) else None, pattern, way.steps,
            )  # fmt: skip

    def _draw(
        self, part: TextPart | Expression, path: KeyPath, pieces: list[str], origins: list[object]
    ) -> bool:
        """Write what is known of a part, ``@{…}`` for the rest; whether all of it is known."""
        if isinstance(part, TextPart):
            pieces.append(part.value)
            origins.append(part.span)
            return True
        value = self._evaluator.value(part, path)
        if isinstance(value, Known):
            long = isinstance(value.value, (dict, list)) and len(value.origins) > MAX_ORIGINS
            pieces.append(_UNKNOWN_PART if long else value.text)
            origins.extend(value.origins)
            return not long
        if isinstance(part, Call) and part.lower == "concat":
            for argument in part.args:
                self._draw(argument, path, pieces, origins)
            return False
        ref = reference(part)
        if ref is not None:
            pieces.append(self._follow(ref, path, origins))
            return False
        pieces.append(_UNKNOWN_PART)
        # What happens to it here is unknown, but it gets here.
        inner = part.args if isinstance(part, Call) else [part.target] if isinstance(part, Access) else []
        for node in inner:
            self._draw(node, path, [], origins)
        return False

    def _follow(self, ref: Reference, path: KeyPath, origins: list[object]) -> str:
        """The partly known text behind a reference; adds the ways that come with it."""
        source = self._evaluator.single(ref)
        if source is None or ref.kind == "body" or not self._evaluator.carries(ref):
            return _UNKNOWN_PART
        value, inner, rest = descend(source, ref)
        if not isinstance(value, str) or rest:
            return _UNKNOWN_PART
        template = parse(value)
        if template.error is not None:
            return _UNKNOWN_PART
        drawing = self._drawn.get(inner)
        if drawing is None:
            chain = self._evaluator.chain
            if inner in chain or len(chain) >= MAX_CHAIN:
                return _UNKNOWN_PART
            chain.add(inner)
            pieces: list[str] = []
            found: list[object] = []
            for part in template.parts:
                self._draw(part, inner, pieces, found)
            drawing = self._drawn[inner] = ("".join(pieces)[:_MAX_PATTERN], list(dict.fromkeys(found)))
            chain.discard(inner)
        here: Place = (path, ref.span)
        for origin in drawing[1][:MAX_ORIGINS]:
            if isinstance(origin, Way):
                if len(origin.steps) < MAX_CHAIN:
                    origins.append(Way((*origin.steps, here)))
            elif isinstance(origin, tuple):
                origins.append(Way(((inner, origin), here)))
        return drawing[0]


def propagate(
    definition: Mapping[str, Any],
    base: KeyPath = (),
    strings: list[PlacedString] | None = None,
    walked: Sequence[ActionNode] | None = None,
) -> Constants:
    """Prepare constant propagation through Compose, Parse JSON, variables, loops and parameters.

    Known are values that no run can change: the inputs of Compose, a variable that is assigned once, the
    defaults of parameters that stand for no environment variable, and what the functions of
    `pplint.expressions.evaluation` make of them. A variable with several assignments and the item of a loop
    over a list are followed for each of their values. ``strings`` and ``walked`` may be given if `flow_strings` and
    `walk_actions` were called before.
    """
    return Constants(definition, base, strings, walked)


@cache
def _find_names() -> Callable[[str], list[tuple[str, str]]]:
    """Find the function and the name of everything that looks like a reference to a value."""
    pattern = r"\b(variables|outputs|actions|body|parameters|items)\s*+\(\s*+'((?:[^']|'')*+)'"
    return compile_fixed(pattern, re.IGNORECASE).findall


def _leads_through(way: Way, source: KeyPath) -> bool:
    return any(path[: len(source)] == source for path, _ in way.steps)


def _dig(value: Any, path: KeyPath) -> object:
    for step in path:
        if isinstance(value, list):
            if not isinstance(step, int) or not 0 <= step < len(value):
                return None
        elif not isinstance(value, dict) or step not in value:
            return None
        value = value[step]
    return value
