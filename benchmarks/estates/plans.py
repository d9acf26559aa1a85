"""What a solution of an estate has: its names, variables, connection references, tables and flows."""

from __future__ import annotations

import random
from typing import NamedTuple

from benchmarks.estates.shape import CONNECTORS, SolutionShape, draw
from benchmarks.estates.words import ADJECTIVES, NOUNS, VERBS, guid

TARGETS = ("dev", "test", "prod")


class Variable(NamedTuple):
    """An environment variable; ``values`` are those of the targets."""

    schema_name: str
    title: str
    type: str
    default: str
    values: tuple[str, ...]


class Reference(NamedTuple):
    """A connection reference."""

    logical_name: str
    title: str
    connector: str


class FlowPlan(NamedTuple):
    """A flow by what others call it by; ``is_child`` if others of the solution call it, ``rank`` its place in that."""

    number: int
    id: str
    name: str
    is_child: bool
    rank: int


class SolutionPlan(NamedTuple):
    """A solution before it is written; ``tenant`` is the company that it belongs to."""

    shape: SolutionShape
    unique_name: str
    title: str
    prefix: str
    tenant: str
    variables: tuple[Variable, ...]
    references: tuple[Reference, ...]
    tables: tuple[str, ...]
    flows: tuple[FlowPlan, ...]

    def reference(self, connector: str) -> Reference | None:
        return next((r for r in self.references if r.connector == connector), None)

    def variable(self, part: str) -> Variable:
        return next(v for v in self.variables if part in v.schema_name)


def plan(seed: int, shape: SolutionShape) -> SolutionPlan:
    """The plan of a solution, the same for the same seed and shape."""
    rng = random.Random(f"{seed}/{shape.number}")
    noun = NOUNS[shape.number % len(NOUNS)]
    prefix = f"{noun[:3]}{shape.number % 7}" if shape.number % 3 == 0 else noun[:3]
    title = f"{rng.choice(ADJECTIVES).capitalize()} {noun}s {shape.number}"
    tenant = ("lindenwerk", "norvagroup", "tarkolog", "avestalia")[shape.number // len(NOUNS) % 4]
    unique_name = "".join(word.capitalize() for word in title.split())
    return SolutionPlan(
        shape,
        unique_name,
        title,
        prefix,
        tenant,
        tuple(_variables(rng, prefix, tenant, shape)),
        tuple(_references(rng, prefix, unique_name, shape)),
        tuple(f"{prefix}_{word}" for word in rng.sample(NOUNS, 2 + min(shape.flows // 12, 6))),
        tuple(_flows(rng, seed, shape)),
    )


def _variables(rng: random.Random, prefix: str, tenant: str, shape: SolutionShape) -> list[Variable]:
    name = f"{prefix}_S{shape.number}"
    site = f"https://{tenant}.sharepoint.com/sites/{prefix}{shape.number}"
    lists = [guid(rng) for _ in range(4)]
    found = [
        Variable(f"{name}Site", "Site", "100000000", "", tuple(f"{site}-{t}" for t in TARGETS)),
        Variable(f"{name}List", "List", "100000000", "", tuple(lists[:3])),
        Variable(f"{name}Mailbox", "Mailbox", "100000000", "", tuple(f"{prefix}-{t}@{tenant}.com" for t in TARGETS)),
        Variable(f"{name}ApiHost", "API host", "100000000", "", tuple(f"{prefix}-{t}.{tenant}.com" for t in TARGETS)),
    ]  # fmt: skip
    for number in range(min(shape.flows // 4, 40)):
        word = f"{rng.choice(ADJECTIVES).capitalize()}{rng.choice(NOUNS).capitalize()}"
        values = tuple(str(rng.randrange(1, 500)) for _ in TARGETS)
        found.append(Variable(f"{name}{word}{number}", f"{word} {number}", "100000001", values[0], values))
    return found


def _references(rng: random.Random, prefix: str, solution: str, shape: SolutionShape) -> list[Reference]:
    wanted = {"shared_commondataserviceforapps": None}
    for _ in range(2 + shape.flows):
        wanted[draw(rng, CONNECTORS)] = None
    return [
        Reference(f"{prefix}_{solution}_{connector.removeprefix('shared_')}", f"{solution} {connector[7:]}", connector)
        for connector in wanted
    ]  # fmt: skip


def _flows(rng: random.Random, seed: int, shape: SolutionShape) -> list[FlowPlan]:
    found = []
    for number in range(shape.flows):
        own = random.Random(f"{seed}/flow/{shape.first_flow + number}")
        verb, adjective, noun = rng.choice(VERBS), rng.choice(ADJECTIVES), rng.choice(NOUNS)
        name = f"{verb.capitalize()} {adjective} {noun}s {number}"
        found.append(FlowPlan(shape.first_flow + number, guid(own), name, number % 8 == 5, number))
    return found
