"""Draws boxes in columns with arrows between them, as a self-contained SVG."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple

WIDTH, HEIGHT = 240, 40
"""Size of a box, in pixels."""
GAP_ACROSS, GAP_DOWN = 110, 14
MARGIN = 20
LONGEST = 28
"""Characters of a label that fit in a box; the title has the full label."""
SWEEPS = 6
"""How many times the order in the columns is improved."""


class Box(NamedTuple):
    """A box: ``rank`` orders boxes from left to right where no arrow does, ``kind`` is shown small above the label."""

    id: str
    label: str
    kind: str
    rank: int


class Arrow(NamedTuple):
    """An arrow between two boxes, by their ids; ``label`` is its tooltip."""

    source: str
    target: str
    label: str


def draw(boxes: Sequence[Box], arrows: Sequence[Arrow], title: str) -> str:
    """An SVG document. Its text alternative names every arrow; it has no script and only its own style."""
    columns = _ordered(_columns(boxes), arrows)
    tallest = max((len(column) for column in columns), default=0)
    places = {
        box.id: (
            MARGIN + x * (WIDTH + GAP_ACROSS),
            # A short column is centred.
            MARGIN + y * (HEIGHT + GAP_DOWN) + (tallest - len(column)) * (HEIGHT + GAP_DOWN) // 2,
        )
        for x, column in enumerate(columns)
        for y, box in enumerate(column)
    }
    width = max((x for x, _ in places.values()), default=0) + WIDTH + MARGIN
    height = max((y for _, y in places.values()), default=0) + HEIGHT + MARGIN
    names = {box.id: box.label for box in boxes}
    described = "; ".join(f"{names[a.source]} {a.label} {names[a.target]}" for a in arrows) or "nothing"
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    look = 'role="img" font-family="system-ui, sans-serif" font-size="13"'
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} {look}>',
            f"<title>{escape(title)}</title>",
            f"<desc>{escape(described)}</desc>",
            f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
            *(_arrow(places[a.source], places[a.target], a, names) for a in arrows),
            *(_box(box, *places[box.id]) for box in boxes),
            "</svg>",
        )
    )


def _columns(boxes: Iterable[Box]) -> list[list[Box]]:
    by_rank: dict[int, list[Box]] = defaultdict(list)
    for box in boxes:
        by_rank[box.rank].append(box)
    return [by_rank[rank] for rank in sorted(by_rank)]


def _ordered(columns: list[list[Box]], arrows: Iterable[Arrow]) -> list[list[Box]]:
    """The boxes of each column, moved towards their neighbours so that fewer arrows cross."""
    beside: dict[str, list[str]] = defaultdict(list)
    for source, target, _ in arrows:
        beside[source].append(target)
        beside[target].append(source)
    for sweep in range(SWEEPS):
        height = {box.id: (row + 0.5) / len(column) for column in columns for row, box in enumerate(column)}
        for column in columns if sweep % 2 == 0 else reversed(columns):
            weights = {
                box.id: sum(height[other] for other in beside[box.id]) / len(beside[box.id])
                if beside[box.id]
                else height[box.id]
                for box in column
            }
            column.sort(key=lambda box: weights[box.id])
            height.update({box.id: (row + 0.5) / len(column) for row, box in enumerate(column)})
    return columns


def _box(box: Box, x: int, y: int) -> str:
    label = box.label if len(box.label) <= LONGEST else f"{box.label[: LONGEST - 1]}…"
    return (
        f"<g><title>{escape(f'{box.kind} {box.label}')}</title>"
        f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="5" fill="#f3f6fa" stroke="#5b6b7f"/>'
        f'<text x="{x + 10}" y="{y + 15}" font-size="10" fill="#4a5766">{escape(box.kind)}</text>'
        f'<text x="{x + 10}" y="{y + 31}" fill="#1b2530">{escape(label)}</text></g>'
    )


def _arrow(start: tuple[int, int], end: tuple[int, int], arrow: Arrow, names: dict[str, str]) -> str:
    (x1, y1), (x2, y2) = start, end
    y1, y2 = y1 + HEIGHT // 2, y2 + HEIGHT // 2
    if x1 < x2:
        x1, pull, head = x1 + WIDTH, GAP_ACROSS // 2, 1
        way = f"M{x1},{y1} C{x1 + pull},{y1} {x2 - pull},{y2} {x2},{y2}"
    elif x1 > x2:
        x2, pull, head = x2 + WIDTH, GAP_ACROSS // 2, -1
        way = f"M{x1},{y1} C{x1 - pull},{y1} {x2 + pull},{y2} {x2},{y2}"
    else:
        # Within a column the arrow goes out to the right and comes back.
        x1, x2, pull, head = x1 + WIDTH, x2 + WIDTH, GAP_ACROSS // 2, -1
        way = f"M{x1},{y1} C{x1 + pull},{y1} {x2 + pull},{y2} {x2},{y2}"
    title = escape(f"{names[arrow.source]} {arrow.label} {names[arrow.target]}")
    tip = f"{x2},{y2} {x2 - 8 * head},{y2 - 4} {x2 - 8 * head},{y2 + 4}"
    return (
        f'<g><title>{title}</title><path d="{way}" fill="none" stroke="#8494a7"/>'
        f'<polygon points="{tip}" fill="#8494a7"/></g>'
    )
