"""Whether a value fits the type of an environment variable: Dataverse does not check it."""

from __future__ import annotations

import json
import re

from pplint.compiling import compile_fixed
from pplint.model.components import EnvironmentVariable
from pplint.model.settings import VariableEntry
from pplint.records import NamedTuple

YES_NO = "'yes' or 'no'"
SHAREPOINT = "shared_sharepointonline"


class Misfit(NamedTuple):
    """The form that a value should have; ``is_tolerated`` if imports accept it and flows may be able to read it."""

    expected: str
    is_tolerated: bool


def type_name(type: str) -> str:
    """What the maker portal calls a type of variable, in lower case."""
    return {"boolean": "yes/no", "json": "JSON"}.get(type, type)


def find_misfit(type: str, value: str) -> Misfit | None:
    """Why ``value`` does not fit a variable of ``type``; None if it fits or cannot be checked.

    Booleans are stored as ``yes`` and ``no`` (33 of 34 exported values); users report that ``true`` and ``1`` were
    imported but not set. ``find_source_misfit`` checks data sources.
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
    """Why ``value`` does not fit a SharePoint data source: a site is an address, a list or library is a GUID.

    The title of a list is tolerated: connectors accept it, but in one report the portal asked for the list again.
    """
    if variable.type != "data-source" or not variable.api_id.lower().endswith(SHAREPOINT):
        return None
    text = value.strip()
    is_address = compile_fixed(r"https?://", re.IGNORECASE).match(text) is not None
    if variable.parameter_key.lower() == "dataset":
        return None if is_address else Misfit("the address of a site", False)
    if variable.parameter_key.lower() == "table":
        if is_address:
            return Misfit("the id of a list, not an address", False)
        if not compile_fixed(r"\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?", re.IGNORECASE).fullmatch(
            text
        ):
            return Misfit("the id of a list", True)
    return None


def is_bare(entry: VariableEntry) -> bool:
    """Whether the value in the settings file is ``true`` or ``1`` without quotes."""
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
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
