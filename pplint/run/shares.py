"""Divides a workspace into shares that several processes finish at about the same time."""

from __future__ import annotations

from collections.abc import Sequence

from pplint.model.workspace import Workspace
from pplint.records import NamedTuple
from pplint.run.engine import Stretch, units_of
from pplint.run.forking import MOST_TASKS

WEIGHTS = (40, 5, 2, 2, 10)
"""How many tenths of a millisecond each kind of unit of a solution takes, in the order of ``units_of``; see ``FLOW``."""
FLOW = 1_000
"""How many characters of a flow's text take as long as one unit of weight, besides what each flow takes."""
SHARES = 3
"""How many more shares than processes what is left would make: each takes what is next, and the last are small."""
START = 700
"""About how long this process takes to begin: it loads rules and searches for names.

Too much does little harm, since whoever is done takes of the others; with too little, all wait for this process.
"""
WHOLE = 8
"""How long the rules on everything outside solutions take for each flow."""
LEAST = 40
"""The weight of the smallest shares."""
ITSELF, FLOWS = 0, 1
"""Where a solution and its flows are in ``units_of``."""


class _Unit(NamedTuple):
    """A unit of a solution by their numbers, and about how long it takes."""

    solution: int
    place: int
    weight: int


def weigh(workspace: Workspace) -> list[list[list[int]]]:
    """About how long each unit of each kind of each solution takes."""
    weights = []
    for solution in workspace.solutions:
        kinds = [[weight] * len(units) for units, weight in zip(units_of(solution), WEIGHTS, strict=True)]
        kinds[FLOWS] = [WEIGHTS[FLOWS] + flow.document.size // FLOW for flow in solution.flows]
        weights.append(kinds)
    return weights


def share_out(weights: list[list[list[int]]], jobs: int) -> tuple[list[list[Stretch]], list[list[Stretch]]]:
    """All units in shares: those that this process begins with, and those that the others begin with.

    This one begins with the definitions of all solutions, so that names are searched for once, goes on with files other
    than flows, so that as few rules as possible are loaded by several processes, and then takes small flows. Everything
    outside solutions comes after these, of which the rules on the whole need what others have derived, and before
    the end, since it cannot be divided. The others begin with the largest flows. Shares get smaller, so that all
    processes end at about the same time.
    """
    first: list[Stretch] = []
    others: list[_Unit] = []
    flows: list[_Unit] = []
    undivided = START
    for number, kinds in enumerate(weights):
        begin = 0
        for kind, own in enumerate(kinds):
            units = [_Unit(number, begin + place, weight) for place, weight in enumerate(own)]
            begin += len(own)
            if kind == ITSELF:
                first += [Stretch(number, unit.place, unit.place + 1) for unit in units]
                undivided += sum(own)
            else:
                (flows if kind == FLOWS else others).extend(units)
    undivided += WHOLE * len(flows)
    flows.sort(key=lambda unit: -unit.weight)
    total = sum(unit.weight for unit in (*others, *flows))
    room = (total + undivided) // jobs - undivided
    files = _fill(others, room)
    small = _fill(flows[::-1], room - sum(unit.weight for unit in others)) if files == len(others) else 0
    middle = len(flows) - small
    least = max(LEAST, total // (MOST_TASKS // 4))
    ours = [first, *_cut([*others[:files], *flows[middle:]], jobs, least), [Stretch(None, 0, 1)]]
    return ours, _cut([*flows[:middle], *others[files:]], jobs, least)


def _fill(units: Sequence[_Unit], room: int) -> int:
    """How many of these units fill the room."""
    count = 0
    for unit in units:
        if room <= 0:
            break
        room -= unit.weight
        count += 1
    return count


def _cut(units: Sequence[_Unit], jobs: int, least: int) -> list[list[Stretch]]:
    """Units in order, in shares that get smaller."""
    shares: list[list[Stretch]] = []
    left = sum(unit.weight for unit in units)
    room = 0
    for solution, place, weight in units:
        if room <= 0:
            shares.append([])
            room = max(left // (jobs * SHARES), least)
        room -= weight
        left -= weight
        share = shares[-1]
        if share and share[-1].solution == solution and share[-1].end == place:
            share[-1] = Stretch(solution, share[-1].begin, place + 1)
        else:
            share.append(Stretch(solution, place, place + 1))
    return shares
