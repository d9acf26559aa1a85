"""Compares two targets: names that are equal, differ, or are only in one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pplint.generate.winners import shown
from pplint.model.settings import SettingsFile
from pplint.secrets.masking import DOTS
from pplint.text import sanitise

HEADINGS = {"equal": "equal", "different": "different"}


def compare(
    left: Sequence[SettingsFile], right: Sequence[SettingsFile], names: tuple[str, str], with_values: bool
) -> Iterator[str]:
    """Lines for people; values only ``with_values``; for secrets and credentials only their place."""
    for heading, one, other in (
        ("environment variables", _variables(left), _variables(right)),
        ("connection references", _references(left), _references(right)),
    ):
        groups: dict[str, list[str]] = {}
        for key in sorted({*one, *other}):
            name = (one.get(key) or other[key])[0]
            groups.setdefault(_group(one.get(key), other.get(key), names), []).append(
                f"{sanitise(name)}{_values(key, one, other, names) if with_values else ''}"
            )
        order = ["different", f"only in {names[0]}", f"only in {names[1]}", "equal"]
        if groups:
            yield f"{heading}:"
        for group in order:
            if group in groups:
                yield f"  {sanitise(group, 0)}:"
                yield from (f"    {line}" for line in groups[group])


Entries = dict[str, tuple[str, str, bool]]
"""By lower-case name: the name, its value, and whether it is a secret."""


def _variables(files: Sequence[SettingsFile]) -> Entries:
    found: Entries = {}
    for settings in files:
        for entry in settings.environment_variables:
            definition = settings.find_environment_variable(entry.schema_name)
            value = entry.value if entry.value is not None else "" if entry.raw is None else str(entry.raw)
            is_secret = definition is not None and definition.type == "secret"
            found.setdefault(entry.schema_name.lower(), (entry.schema_name, value, is_secret))
    return found


def _references(files: Sequence[SettingsFile]) -> Entries:
    found: Entries = {}
    for settings in files:
        for entry in settings.connection_references:
            value = entry.connection_id or ""
            found.setdefault(entry.logical_name.lower(), (entry.logical_name, value, False))
    return found


def _group(
    one: tuple[str, str, bool] | None, other: tuple[str, str, bool] | None, names: tuple[str, str]
) -> str:
    if other is None:
        return f"only in {names[0]}"
    if one is None:
        return f"only in {names[1]}"
    return "equal" if one[1] == other[1] else "different"


def _values(key: str, one: Entries, other: Entries, names: tuple[str, str]) -> str:
    shown_values = []
    for target, entries in zip(names, (one, other), strict=True):
        if key in entries:
            name, value, is_secret = entries[key]
            text = (DOTS if is_secret else shown(name, value, False)) if value else "empty"
            shown_values.append(f"{sanitise(target)}: {text}")
    return f"  ({'; '.join(shown_values)})"
