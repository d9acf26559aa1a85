"""Whether a value fits the type of an environment variable: Dataverse does not check it."""

from __future__ import annotations

from typing import NamedTuple


class Misfit(NamedTuple):
    """What a value should be; ``is_tolerated`` where flows are known to read it all the same."""

    expected: str
    is_tolerated: bool


def find_misfit(type: str, value: str) -> Misfit | None:
    """Why ``value`` does not fit a variable of ``type``; nothing where it fits or nobody can tell.

    Booleans are stored as ``yes`` and ``no`` (33 of 34 exported values); ``true`` and ``false`` occur in
    settings files and work. A data source holds an id or a title, so every text fits.
    """
    text = value.strip()
    if type == "number":
        return None if _is_number(text) else Misfit("a number", False)
    if type == "boolean":
        lowered = text.lower()
        if lowered in ("yes", "no"):
            return None
        return Misfit("'yes' or 'no'", lowered in ("true", "false"))
    if type == "json":
        return None if _is_json(text) else Misfit("JSON", False)
    return None


def _is_number(text: str) -> bool:
    # float() knows more than the platform: infinities, not-a-number and digit groups with underscores.
    if "_" in text or text.lower().lstrip("+-") in ("inf", "infinity", "nan"):
        return False
    try:
        float(text)
    except ValueError:
        return False
    return True


def _is_json(text: str) -> bool:
    import json

    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
