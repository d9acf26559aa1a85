"""The shape of real solutions: measured on 125 public ones with 283 flows, none of whose text is here.

A table of quantiles is drawn from with a golden sequence and not by chance: 250 flows have the same mean and the same
large ones as 10,000, so that times per flow can be compared.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple, TypeVar

Quantiles = Sequence[tuple[float, float]]

ACTIONS: Quantiles = ((0, 1), (0.1, 3), (0.25, 8), (0.5, 19), (0.75, 37), (0.9, 74), (0.97, 118), (1, 213))
"""Actions of a flow; the mean is 29."""

FLOWS: Quantiles = ((0, 1), (0.25, 5), (0.5, 12), (0.75, 28), (0.9, 60), (0.97, 110), (1, 200))
"""Flows of a solution of an estate: public ones have fewer. The mean is 25."""

FLOWS_A_SOLUTION = 25

DEEPEST = 9
"""Containers in one another; half of the flows have four levels and more."""

MINIFIED = 0.13
"""Flows that are one line."""

CONTAINERS = {"Scope": 1063, "If": 674, "Foreach": 592, "Switch": 48, "Until": 19}
LEAVES = {
    "connector": 2665,
    "Compose": 928,
    "SetVariable": 460,
    "Query": 265,
    "ParseJson": 181,
    "Select": 157,
    "AppendToArrayVariable": 126,
    "Workflow": 120,
    "Table": 24,
    "Http": 17,
    "Join": 10,
    "IncrementVariable": 8,
}
TRIGGERS = {"row": 88, "Button": 56, "Recurrence": 54, "PowerAppV2": 48, "Http": 15, "list": 16}
CONNECTORS = {
    "shared_commondataserviceforapps": 353,
    "shared_office365": 47,
    "shared_office365users": 40,
    "shared_sharepointonline": 39,
    "shared_teams": 20,
    "shared_approvals": 11,
}

FAULTS = {
    "site": 0.2,
    "mailbox": 0.15,
    "row": 0.1,
    "direct": 0.05,
    "undefined": 0.03,
    "secret": 0.005,
    "race": 0.05,
}
"""Shares of flows with a fault of that kind; real ones have 0.4 to 1.2 findings a flow."""

SETTINGS_FAULTS = {"missing": 0.1, "unknown": 0.1, "case": 0.03, "empty": 0.05}
"""Shares of settings files."""

_GOLDEN = 0.6180339887498949

T = TypeVar("T")


def quantile(table: Quantiles, at: float) -> float:
    """The value of a table at a share between 0 and 1."""
    index = min(bisect_right([share for share, _ in table], at), len(table) - 1)
    (low, first), (high, last) = table[index - 1], table[index]
    return first + (last - first) * (at - low) / (high - low)


def spread(number: int) -> float:
    """The share that stands for the thing of that number: any row of numbers covers 0 to 1 evenly."""
    return (0.5 + number * _GOLDEN) % 1.0


def draw(rng: random.Random, weights: dict[T, int]) -> T:
    return rng.choices(list(weights), list(weights.values()))[0]


class SolutionShape(NamedTuple):
    """How many flows a solution has, and the number of its first one in the estate."""

    number: int
    first_flow: int
    flows: int


def solutions(flows: int, count: int) -> list[SolutionShape]:
    """So many solutions with so many flows together."""
    weights = [quantile(FLOWS, spread(number)) for number in range(count)]
    total, done, shapes, reached = sum(weights), 0, [], 0.0
    for number, weight in enumerate(weights):
        reached += weight
        until = round(flows * reached / total)
        shapes.append(SolutionShape(number, done, until - done))
        done = until
    return shapes
