"""Deployment readiness: the values and connections of each target, and the order of import."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from pplint.findings import Cause, Forecast
from pplint.generate.audit.context import Context, Item
from pplint.generate.audit.overview import LIGHTS, VERDICTS
from pplint.generate.contents import references_of, variables_of
from pplint.generate.drawing import Arrow, Box, draw
from pplint.generate.inventory.values import CONNECTION_WORDS, VALUE_WORDS
from pplint.reports.forecasts import HEADINGS
from pplint.reports.order import QUOTED

COLOURS = {
    "settings": "green",
    "environment": "green",
    "default": "plain",
    "token": "grey",
    "open": "grey",
    "committed": "amber",
    "empty": "red",
    "missing": "red",
}
WORST = {"error": "red", "warning": "amber"}


class Cell(NamedTuple):
    """A variable or reference in a target: where it comes from, and the findings about it there."""

    words: str
    colour: str
    items: list[Item]


class MatrixRow(NamedTuple):
    """A variable or reference with a cell for each target."""

    name: str
    about: str
    cells: list[Cell]


class CauseGroup(NamedTuple):
    """Causes with the same words: ``flows`` are flows that the words do not name, ``number`` counts the causes."""

    words: str
    is_first: bool
    flows: list[str]
    places: list[str]
    number: int


class Readiness(NamedTuple):
    """A target with all causes of its verdict, by consequence."""

    forecast: Forecast
    colour: str
    title: str
    causes: list[tuple[str, list[CauseGroup]]]


def targets(context: Context) -> list[Readiness]:
    """One block for each target."""
    made = []
    for forecast in context.report.forecast:
        groups: dict[str, list[Cause]] = {}
        for cause in forecast.causes:
            groups.setdefault(cause.consequence, []).append(cause)
        made_of = [(HEADINGS[consequence], _grouped(causes)) for consequence, causes in groups.items()]
        made.append(Readiness(forecast, LIGHTS[forecast.verdict], VERDICTS[forecast.verdict], made_of))
    return made


def _grouped(causes: list[Cause]) -> list[CauseGroup]:
    groups: dict[tuple[str, bool], list[Cause]] = {}
    for cause in causes:
        groups.setdefault((cause.words, cause.is_first), []).append(cause)
    made = []
    for (words, is_first), members in groups.items():
        flows = dict.fromkeys(name for cause in members for name in cause.flows if f"'{name}'" not in words)
        places = dict.fromkeys(cause.place for cause in members if cause.place)
        made.append(CauseGroup(words, is_first, [*flows], [*places], len(members)))
    return made


def values(context: Context) -> list[MatrixRow]:
    """Environment variables by target."""
    return [
        MatrixRow(v.schema_name, v.type, _cells(context, "variable", v.schema_name, VALUE_WORDS))
        for v in variables_of(context.contents)
    ]


def references(context: Context) -> list[MatrixRow]:
    """Connection references by target."""
    return [
        MatrixRow(r.logical_name, r.api_name, _cells(context, "connection", r.logical_name, CONNECTION_WORDS))
        for r in references_of(context.contents)
    ]


def _cells(context: Context, kind: str, name: str, words: dict[str, str]) -> list[Cell]:
    cells = []
    for target, forecast in context.contents.targets.items():
        source = context.contents.source(target, kind, name)
        items = [item for item in context.items if _concerns(item, forecast, name.lower())]
        colour = COLOURS.get(source, "plain")
        worst = next((WORST[i.severity] for i in items if i.severity in WORST), "")
        if worst and colour != "red":
            colour = worst
        unused = "not used" if kind == "connection" and not context.contents.is_used(name.lower()) else "–"
        cells.append(Cell(words.get(source, unused), colour, items))
    return cells


def _concerns(item: Item, forecast: Forecast, key: str) -> bool:
    """Whether a finding of a target's settings file is about a name."""
    finding = item.finding
    if finding.location.path not in forecast.files:
        return False
    return (
        key in finding.touches
        or key in finding.name_path.lower().split("/")
        or re.findall(QUOTED, finding.message.lower())[:1] == [key]
    )


def import_order(context: Context) -> str:
    """The solutions as boxes from left to right, as SVG; empty for one solution that needs nothing."""
    solutions = [row for row in context.rows("solutions") if row.order is not None]
    outside = sorted({need for row in solutions for need in row.needs_outside})
    if len(solutions) + len(outside) < 2:
        return ""
    rank: dict[str, int] = {}
    for row in solutions:
        before = [rank[name] for name in row.needs if name in rank]
        rank[row.name] = max([*before, 0]) + 1
    boxes = [Box(f"o{n}", need, "in the environment already", 0) for n, need in enumerate(outside)]
    boxes += [
        Box(f"s{row.order}", f"{row.name} {row.version}".strip(), f"import {row.order}", rank[row.name])
        for row in solutions
    ]
    return draw(boxes, list(_arrows(solutions, outside)), "The order of import")


def _arrows(solutions: list[Any], outside: list[str]) -> Iterator[Arrow]:
    names: dict[str, list[str]] = {}
    for row in solutions:
        names.setdefault(row.name, []).append(f"s{row.order}")
    for row in solutions:
        me = f"s{row.order}"
        for need in row.needs_outside:
            yield Arrow(f"o{outside.index(need)}", me, "comes before")
        for need in row.needs:
            for other in names.get(need, ()):
                yield Arrow(other, me, "comes before")
