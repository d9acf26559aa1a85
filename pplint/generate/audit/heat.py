"""Flows by family of findings, to show where to begin."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from pplint.generate.audit.context import Context, title_of

MOST_FLOWS = 60
STEPS = (1, 2, 4, 8)
"""The least number of findings of each shade."""


class HeatCell(NamedTuple):
    """A number of findings and its shade, 0 to 4."""

    number: int
    shade: int


class HeatRow(NamedTuple):
    """A flow with its size and a cell for each family."""

    name: str
    solution: str
    actions: int
    nesting: int
    state: str
    cells: list[HeatCell]
    total: int


class Heat(NamedTuple):
    """The map; ``left_out`` counts flows with findings below the last row, ``without`` those without any."""

    families: list[str]
    rows: list[HeatRow]
    left_out: int
    without: int


def heat(context: Context) -> Heat:
    """Flows with findings, those with the most first."""
    counts: dict[str, Counter[str]] = {}
    for item in context.items:
        counts.setdefault(item.finding.location.path, Counter())[item.family] += 1
    flows = context.rows("flows")
    mine = [flow for flow in flows if flow.file in counts]
    totals: Counter[str] = Counter()
    for flow in mine:
        totals.update(counts[flow.file])
    families = [family for family, _ in sorted(totals.items(), key=lambda pair: (-pair[1], pair[0]))]
    rows = [_row(flow, counts[flow.file], families) for flow in mine]
    rows.sort(key=lambda row: (-row.total, -row.actions, row.name.casefold(), row.solution))
    titles = [title_of(family) for family in families]
    return Heat(titles, rows[:MOST_FLOWS], max(0, len(rows) - MOST_FLOWS), len(flows) - len(mine))


def _row(flow: Any, counts: Counter[str], families: list[str]) -> HeatRow:
    cells = [HeatCell(counts[f], sum(counts[f] >= least for least in STEPS)) for f in families]
    return HeatRow(
        flow.name, flow.solution, flow.actions, flow.nesting, flow.state, cells, sum(counts.values())
    )
