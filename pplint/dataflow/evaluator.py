"""Computes the values of a flow's references from the literals behind them, and remembers the way they took."""

from collections.abc import Mapping, Sequence

from pplint.dataflow.fixed_values import FixedValues, Name, PlacedValue, descend, name_for, step_into
from pplint.expressions import (
    Constant,
    Expression,
    Reference,
    Template,
    TextPart,
    parse,
    references,
    walk,
)
from pplint.expressions.evaluation import MAX_LENGTH, UNKNOWN, Known, Value, evaluate, weigh
from pplint.flowgraph.containers import ActionNode, walk_actions
from pplint.key_path import KeyPath
from pplint.records import NamedTuple
from pplint.typed import Any, TypeAlias

Place: TypeAlias = tuple[KeyPath, "tuple[int, int] | None"]

MAX_CHAIN = 40
"""Strings that may lead from one to the next."""
MAX_ORIGINS = 200
"""Ways into one string that are kept: a value that is read twice at each step of a chain has 2^n."""
_MAX_DEPTH = 120


class Way(NamedTuple):
    """The way of one literal, up to and including the place where it was read last."""

    steps: tuple[Place, ...]


class Evaluator:
    """Values of the strings of one definition; nothing is computed before it is asked for."""

    def __init__(
        self, definition: Mapping[str, Any], base: KeyPath, walked: Sequence[ActionNode] | None
    ) -> None:
        self.chain: set[KeyPath] = set()
        self._definition = definition
        self._base = base
        self._walked = walked
        self._sources: FixedValues | None = None
        self._memo: dict[KeyPath, Value] = {}
        self._literal: dict[KeyPath, bool] = {}
        self._chosen: tuple[Name, PlacedValue] | None = None

    @property
    def sources(self) -> FixedValues:
        """What the references stand for."""
        if self._sources is None:
            walked = walk_actions(self._definition, self._base) if self._walked is None else self._walked
            self._sources = FixedValues(self._definition, self._base, walked)
        return self._sources

    def choosing(self, name: Name, source: PlacedValue) -> "Evaluator":
        """An evaluator for which one of the several values behind a name is the only one."""
        other = Evaluator(self._definition, self._base, self._walked)
        other._sources, other._literal, other._chosen = self._sources, self._literal, (name, source)
        return other

    def single(self, ref: Reference) -> PlacedValue | None:
        """The one value that a reference stands for, None if there are several or none."""
        sources = self.sources.find(ref)
        if len(sources) > 1 and self._chosen is not None and self._chosen[0] == name_for(ref.kind, ref.name):
            return self._chosen[1]
        return sources[0] if len(sources) == 1 else None

    def value(self, part: Template | Expression, path: KeyPath) -> Value:
        """The value of a string at ``path``, or of an expression in it.

        The origins are a Span for each literal of the string itself and a `Way` for each from elsewhere.
        """
        return evaluate(part, lambda ref: self._lookup(ref, path))

    def value_of(self, source: PlacedValue) -> Value:
        """The value that a reference to ``source`` gives."""
        return self._evaluate_json(source.value, source.path)

    def carries(self, ref: Reference) -> bool:
        """Whether any literal can arrive by a reference."""
        return any(self._holds_literal(source.value, source.path) for source in self.sources.find(ref))

    def _holds_literal(self, value: object, path: KeyPath) -> bool:
        known = self._literal.get(path)
        if known is None:
            # Until it is settled: what leads back to itself brings no literal.
            self._literal[path] = False
            known = len(path) <= _MAX_DEPTH and self._look_for_literal(value, path)
            self._literal[path] = known
        return known

    def _look_for_literal(self, value: object, path: KeyPath) -> bool:
        if isinstance(value, str):
            if "@" not in value:
                return bool(value)
            template = parse(value)
            if template.error is not None:
                return False
            if any(isinstance(part, TextPart) for part in template.parts):
                return True
            return any(
                isinstance(node, Constant) for part in template.nodes for node in walk(part)
            ) or self._reads_literal(template)
        if isinstance(value, dict):
            return any(self._holds_literal(inner, (*path, key)) for key, inner in value.items())
        if isinstance(value, list):
            return any(self._holds_literal(inner, (*path, index)) for index, inner in enumerate(value))
        return False

    def _reads_literal(self, template: Template) -> bool:
        return any(self.carries(ref) for ref in references(template))

    def _lookup(self, ref: Reference, path: KeyPath) -> Value:
        source = self.single(ref)
        if source is None:
            return UNKNOWN
        value, inner, rest = descend(source, ref)
        known = self._evaluate_json(value, inner)
        if not isinstance(known, Known):
            return UNKNOWN
        result = known.value
        if ref.kind == "body" and len(rest) == len(ref.path) and isinstance(result, str):
            # The content of a Parse JSON action, given as text.
            import json

            try:
                result = json.loads(result)
            except (ValueError, RecursionError):
                return UNKNOWN
        for key in rest:
            step = step_into(result, key)
            if step is None:
                return UNKNOWN
            result = result[step]
        here: Place = (path, ref.span)
        ways = [
            way for way in known.origins[:MAX_ORIGINS] if isinstance(way, Way) and len(way.steps) < MAX_CHAIN
        ]
        return Known(result, tuple(Way((*way.steps, here)) for way in ways))

    def _evaluate_json(self, value: object, path: KeyPath) -> Value:
        """A JSON value with the expressions in it computed."""
        if isinstance(value, str):
            return self.evaluate(value, path)
        if not isinstance(value, (dict, list)):
            return Known(value)
        found = self._memo.get(path)
        if found is not None:
            return found
        if len(path) > _MAX_DEPTH:
            return UNKNOWN
        steps: list[Any] = list(value) if isinstance(value, dict) else list(range(len(value)))
        members: list[Known] = []
        result: Value = UNKNOWN
        for step in steps:
            member = self._evaluate_json(value[step], (*path, step))
            if not isinstance(member, Known):
                break
            members.append(member)
        else:
            values = [member.value for member in members]
            origins = dict.fromkeys(origin for member in members for origin in member.origins)
            whole = dict(zip(steps, values, strict=True)) if isinstance(value, dict) else values
            if weigh(whole) <= MAX_LENGTH:
                result = Known(whole, tuple(origins))
        self._memo[path] = result
        return result

    def evaluate(self, text: str, path: KeyPath) -> Value:
        """The value of the string at ``path``, all its origins as ways.

        It is unknown if it depends on itself or on too long a chain of others.
        """
        found = self._memo.get(path)
        if found is not None:
            return found
        if path in self.chain or len(self.chain) >= MAX_CHAIN:
            return UNKNOWN
        self.chain.add(path)
        template = parse(text)
        value = self.value(template, path)
        self.chain.discard(path)
        if isinstance(value, Known):
            # A plain string is a literal as a whole, as in `flow_literals`.
            plain = not template.nodes and value.value == text
            ways = [
                origin if isinstance(origin, Way) else Way(((path, None if plain else origin),))
                for origin in (value.origins[:MAX_ORIGINS] if text else ())
                if isinstance(origin, tuple)
            ]
            value = Known(value.value, tuple(ways))
        self._memo[path] = value
        return value
