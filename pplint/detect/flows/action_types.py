"""The known types of triggers and actions, from ``pplint/data/action_types.toml``."""

from __future__ import annotations

from functools import cache

from pplint.data.tables import read_table


@cache
def _types() -> dict[str, str]:
    return {name.lower(): name for rows in read_table("action_types").values() for name in rows}


def is_known_type(lowered: str) -> bool:
    """Whether a type, in lower case, is known."""
    return lowered in _types()


def nearest_type(lowered: str) -> str:
    """A hint at the known type that is most like it, or nothing."""
    from difflib import get_close_matches

    near = get_close_matches(lowered, _types(), n=1, cutoff=0.8)
    return f"; did you mean '{_types()[near[0]]}'?" if near else ""
