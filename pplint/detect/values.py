"""What names and values say of themselves: a credential's name, a value made up or filled in later."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from pplint.model.components import EnvironmentVariable
from pplint.model.places import Site
from pplint.secrets.names import is_credential_key, is_credential_variable_name
from pplint.secrets.placeholders import holds_token, is_placeholder
from pplint.typed import Any

__all__ = [
    "fold",
    "given_values",
    "holds_token",
    "is_credential_variable_name",
    "is_in_clear",
    "is_placeholder",
]


def fold(value: str) -> str:
    """What two spellings of one value have in common."""
    return value.strip().strip("{}").rstrip("/").lower()


def given_values(variable: EnvironmentVariable) -> Iterator[tuple[str, str, Site]]:
    """What the sources give a variable: ``default`` or ``value``, what it says, where; empty ones are left out."""
    if variable.default:
        yield "default", variable.default, variable.default_site or variable.site
    for value in variable.values:
        if value.value:
            yield "value", value.value, value.site


def is_in_clear(value: str, tokens: Sequence[str]) -> bool:
    """Whether the value of a variable that is named like a credential holds one, and nothing made up or filled in."""
    return not all(is_placeholder(text) or holds_token(text, tokens) for text in _credentials(value))


def _credentials(value: str) -> Iterator[str]:
    """The strings of a value that may be the credential: of JSON those under a credential's name, else the value."""
    try:
        data = json.loads(value) if value.lstrip()[:1] in ("{", "[") else value
    except (ValueError, RecursionError):
        data = value
    pending: list[tuple[bool, Any]] = [(not isinstance(data, dict | list), data)]
    while pending:
        is_named, item = pending.pop()
        if isinstance(item, dict):
            pending += ((is_credential_key(key), child) for key, child in item.items())
        elif isinstance(item, list):
            pending += ((is_named, child) for child in item)
        elif is_named and isinstance(item, str):
            yield item
