"""JSON of a flow, taken as what it should be: an object, a text, or nothing of the kind."""

from __future__ import annotations

from collections.abc import Mapping

from pplint.typed import Any

DEFINITION: tuple[str | int, ...] = ("properties", "definition")
"""Where the definition is in the file of a flow."""

_EMPTY: Mapping[str, Any] = {}


def as_mapping(value: object) -> Mapping[str, Any]:
    """``value`` if it is a JSON object, else an empty one, since sources may have any structure."""
    return value if isinstance(value, dict) else _EMPTY


def as_text(value: object) -> str:
    """``value`` if it is a string, else the empty string."""
    return value if isinstance(value, str) else ""
