"""The structure of a deployment settings file: a quick check, and a JSON schema that explains each fault."""

from __future__ import annotations

from collections.abc import Iterator

from pplint.data.tables import read_schema
from pplint.key_path import KeyPath
from pplint.model.places import value_at
from pplint.model.settings import SettingsFile
from pplint.records import NamedTuple
from pplint.secrets.masking import quote
from pplint.typed import Any

_ENTRIES = {
    "EnvironmentVariables": ("SchemaName", "Value"),
    "ConnectionReferences": ("LogicalName", "ConnectionId", "ConnectorId"),
}
_WORDS = {"string": "text in quotes", "array": "a list", "object": "an object"}


class SchemaFault(NamedTuple):
    """A fault at ``path`` below the settings; ``is_harmless`` if imports are known to accept it."""

    path: KeyPath
    message: str
    kind: str
    is_harmless: bool


def has_right_shape(data: Any) -> bool:
    """Whether the settings match the schema. It costs microseconds, where the schema's library costs 50 ms to import."""
    if not isinstance(data, dict) or not any(key in data for key in _ENTRIES):
        return False
    if any(key not in _ENTRIES and key.lower() in _LOWER for key in data):
        return False
    for key, fields in _ENTRIES.items():
        entries = data.get(key, [])
        if not isinstance(entries, list):
            return False
        for entry in entries:
            if not isinstance(entry, dict) or not all(isinstance(entry.get(field), str) for field in fields):
                return False
    return True


_LOWER = {key.lower(): key for key in _ENTRIES}


def find_faults(settings: SettingsFile) -> list[SchemaFault]:
    """Everything in the settings that does not match the schema."""
    data = value_at(settings.document.data, settings.path)
    if has_right_shape(data):
        return []
    return _merge(list(explain(data)), data)


def _merge(faults: list[SchemaFault], data: Any) -> list[SchemaFault]:
    """One fault for an array in which every entry has the same one."""
    groups: dict[tuple[object, ...], list[int]] = {}
    for number, fault in enumerate(faults):
        is_entry = len(fault.path) > 1 and isinstance(fault.path[1], int)
        groups.setdefault(
            (fault.path[0], fault.kind, *fault.path[2:], fault.message) if is_entry else fault, []
        ).append(number)
    merged: dict[int, SchemaFault] = {}
    for key, group in groups.items():
        first = faults[group[0]]
        array = value_at(data, first.path[:1])
        if (
            len(group) > 1
            and isinstance(array, list)
            and len(group) == len(array)
            and not isinstance(key, SchemaFault)
        ):
            merged[group[0]] = first._replace(message=f"{first.message}, in all {len(group)} entries")
        else:
            merged.update((number, faults[number]) for number in group)
    return [merged[number] for number in sorted(merged)]


def explain(data: Any) -> Iterator[SchemaFault]:
    """The schema's errors in the words of the field, deepest places first in document order."""
    from jsonschema import Draft202012Validator

    # One error of the library takes some 10 kB, and a small file can have very many of them.
    found = [
        ([str(step) for step in error.absolute_path], fault)
        for error in Draft202012Validator(read_schema("deployment-settings")).iter_errors(data)
        for fault in _faults(error)
    ]
    found.sort(key=lambda entry: entry[0])
    yield from (fault for _, fault in found)


def _faults(error: Any) -> Iterator[SchemaFault]:
    path: KeyPath = tuple(error.absolute_path)
    if error.validator == "required":
        yield from _missing(path, error)
    elif error.validator == "type":
        is_harmless = isinstance(error.instance, int | float) and path[-1] == "Value"
        name = quote(path[-1]) if path and isinstance(path[-1], str) else "the entry"
        yield SchemaFault(path, f"{name} must be {_WORDS[error.validator_value]}", "type", is_harmless)
    elif error.validator == "propertyNames":
        key = str(error.instance)
        yield SchemaFault(
            (*path, key), f"{quote(key)} should be {quote(_LOWER[key.lower()])}; correct the key", "key", True
        )
    elif error.validator != "anyOf":
        yield SchemaFault(path, f"does not match the schema ({error.validator})", str(error.validator), False)


def _missing(path: KeyPath, error: Any) -> Iterator[SchemaFault]:
    present = error.instance if isinstance(error.instance, dict) else {}
    for field in error.validator_value:
        if field in present:
            continue
        near = next((key for key in present if key.lower() == field.lower()), None)
        if near is not None:
            yield SchemaFault(
                (*path, near),
                f"{quote(near)} should be {quote(field)}; correct the key",
                f"key {field}",
                True,
            )
            continue
        similar = _similar(field, present, error.validator_value)
        yield SchemaFault(
            (*path, similar) if similar else path,
            f"{quote(similar)} should be {quote(field)}; correct the key"
            if similar
            else f"the entry has no {quote(field)}; add it",
            field,
            False,
        )
        return


def _similar(field: str, present: dict[str, Any], known: list[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(field, [key for key in present if key not in known], 1, 0.6)
    return close[0] if close else ""
