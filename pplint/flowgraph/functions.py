"""The catalogue of the expression functions, from ``pplint/data/functions.toml``."""

from __future__ import annotations

from functools import cache

from pplint.data.tables import read_table
from pplint.records import NamedTuple


class Function(NamedTuple):
    """A function: its documented spelling, and how many arguments it takes; ``most`` is None without a limit."""

    name: str
    least: int
    most: int | None

    def takes(self, count: int) -> bool:
        """Whether it may be called with so many arguments."""
        return self.least <= count and (self.most is None or count <= self.most)

    @property
    def arguments(self) -> str:
        """How many arguments it takes, in words."""
        if self.most is None:
            return f"at least {_count(self.least)}"
        if self.most == self.least:
            return _count(self.least) if self.least else "no arguments"
        return f"{self.least} to {self.most} arguments"


def _count(number: int) -> str:
    return f"{number} argument" if number == 1 else f"{number} arguments"


@cache
def functions() -> dict[str, Function]:
    """The functions by their name in lower case: the language does not distinguish case."""
    rows = read_table("functions")["functions"]
    return {name.lower(): Function(name, row["least"], row.get("most")) for name, row in rows.items()}


def advice(name: str) -> str:
    """What to use instead of a function that does not exist, or nothing."""
    recipes = {key.lower(): recipe for key, recipe in read_table("functions")["recipes"].items()}
    recipe: str = recipes.get(name.lower(), "")
    if recipe:
        return f"use {recipe}"
    from difflib import get_close_matches

    near = get_close_matches(name.lower(), functions(), n=1, cutoff=0.75)
    return f"did you mean {functions()[near[0]].name}()?" if near else ""
