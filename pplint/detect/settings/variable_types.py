"""Whether a value fits the type of an environment variable: Dataverse does not check it."""

from __future__ import annotations

import re

from pplint.model.components import EnvironmentVariable
from pplint.model.settings import VariableEntry
from pplint.records import NamedTuple

YES_NO = "'yes' or 'no', the stored form"
SHAREPOINT = "shared_sharepointonline"


class Misfit(NamedTuple):
    """What a value should be; ``is_tolerated`` where imports take it, and flows may be able to read it."""

    expected: str
    is_tolerated: bool


def find_misfit(type: str, value: str) -> Misfit | None:
    """Why ``value`` does not fit a variable of ``type``; nothing where it fits or no one can tell.

    Booleans are stored as ``yes`` and ``no`` (33 of 34 exported values); it was reported that ``true`` and ``1`` were
    imported and not set. A data source is looked at by ``find_source_misfit``.
    """
    text = value.strip()
    if type == "number":
        return None if _is_number(text) else Misfit("a number", False)
    if type == "boolean":
        lowered = text.lower()
        if lowered in ("yes", "no"):
            return None
        return Misfit(YES_NO, lowered in ("true", "false", "1", "0", "on", "off"))
    if type == "json":
        return None if _is_json(text) else Misfit("JSON", False)
    return None


def find_source_misfit(variable: EnvironmentVariable, value: str) -> Misfit | None:
    """Why ``value`` does not fit a data source of SharePoint: a site is an address, a list or library a GUID.

    A list by its title is tolerated: connectors take one, but the portal asked to select the list again (one report).
    """
    if variable.type != "data-source" or not variable.api_id.lower().endswith(SHAREPOINT):
        return None
    text = value.strip()
    is_address = re.match(r"https?://", text, re.IGNORECASE) is not None
    if variable.parameter_key.lower() == "dataset":
        return None if is_address else Misfit("the address of a site", False)
    if variable.parameter_key.lower() == "table":
        if is_address:
            return Misfit("the id of a list, not an address", False)
        if not re.fullmatch(r"\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?", text, re.IGNORECASE):
            return Misfit("the id of a list", True)
    return None


def is_bare(entry: VariableEntry) -> bool:
    """Whether a settings file writes ``true`` or ``1`` without quotes."""
    return isinstance(entry.raw, bool | int)


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
