"""Checks a configuration against the shipped schema, and says what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pplint.config.shown import ConfigError, find_line, shown_path
from pplint.data.tables import read_schema
from pplint.errors import nearest_hint
from pplint.typed import Any

_SEVERITIES = ("error", "warning", "note")
_IGNORE_KEYS = frozenset({"rule", "file", "component", "path", "reason", "until"})


def is_plainly_valid(data: Mapping[str, Any]) -> bool:
    """Checks against the schema without the schema library, which is slow to import."""
    return all(key in _CHECKS and _CHECKS[key](value) for key, value in data.items())


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _are_ignores(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) or _is_ignore(item) for item in value)


def _is_ignore(table: Any) -> bool:
    if not isinstance(table, dict) or not set(table) <= _IGNORE_KEYS or "rule" not in table:
        return False
    if not ("file" in table or "component" in table):
        return False
    texts = all(isinstance(value, str) for key, value in table.items() if key != "until")
    return texts and _is_date(table.get("until", "2000-01-01"))


def _is_date(value: Any) -> bool:
    return re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", str(value)) is not None


def _are_rules(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(options, dict) and options.get("severity", "note") in _SEVERITIES
        for options in value.values()
    )


def _are_settings(value: Any) -> bool:
    return isinstance(value, dict) and all(
        key in _SETTINGS and _SETTINGS[key](setting) for key, setting in value.items()
    )


def _are_files(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(file, str) for file in value.values())


def _are_folders(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_texts, value.values()))


_SETTINGS = {
    "tokens": _is_texts,
    "templates": _is_texts,
    "environments": _are_files,
    "associate": _are_folders,
}
_CHECKS = {
    "required-version": lambda value: isinstance(value, str),
    "select": _is_texts,
    "ignore": _are_ignores,
    "fail-on": lambda value: value in ("error", "warning", "note", "never"),
    "exclude": _is_texts,
    "external": _is_texts,
    "rules": _are_rules,
    "settings": _are_settings,
}


def explain(data: Mapping[str, Any], path: str, text: str, prefix: tuple[str, ...]) -> None:
    """Raise the schema's first error, if there is one, in words with file, line and the nearest name."""
    from jsonschema import Draft202012Validator

    try:
        plain = as_json(data)
    except RecursionError as too_deep:
        raise ConfigError(f"{shown_path(path)} is nested too deeply to be read") from too_deep
    faults = []
    for error in map(_innermost, Draft202012Validator(read_schema("pplint")).iter_errors(plain)):
        keys = tuple(step for step in error.absolute_path if isinstance(step, str))
        # An entry of [[ignore]] is found by its number, everything else by its name.
        index = next((step for step in error.absolute_path if isinstance(step, int)), 0)
        if error.validator == "additionalProperties":
            # Only a wrong key needs the nearest name.
            known = error.schema.get("properties", {})
            extra = next(key for key in error.instance if key not in known)
            keys = (*keys, extra)
            words = f"there is no key {extra!r}{nearest_hint(extra, known)}"
        else:
            words = _words(error, keys)
        faults.append((find_line(text, (*prefix, *keys), index), words))
    if faults:
        line, words = min(faults)
        raise ConfigError(f"{shown_path(path)}:{line}: {words}")


def as_json(value: Any, key: str = "") -> Any:
    """Parsed TOML as JSON values for the schema: ``until`` may be a date, other dates do not become text."""
    if isinstance(value, Mapping):
        return {name: as_json(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [as_json(inner) for inner in value]
    if value is None or isinstance(value, str | int | float):
        return value
    # No key takes null, so a date is refused wherever it is.
    return str(value) if key == "until" else None


def _innermost(error: Any) -> Any:
    while error.context:
        if error.validator == "anyOf" and all(inner.validator == "required" for inner in error.context):
            break
        branches = [inner for inner in error.context if inner.validator != "type" or inner.relative_path]
        if not branches:
            break
        error = max(branches, key=lambda inner: len(inner.absolute_path))
    return error


def _words(error: Any, keys: Sequence[str]) -> str:
    key = ".".join(keys) or "the file"
    if error.validator == "type":
        names = {"array": "a list", "object": "a table", "string": "text", "boolean": "true or false"}
        last = list(error.absolute_path)[-1:]
        what = f"each entry of {key!r}" if last and isinstance(last[0], int) else repr(key)
        return f"{what} must be {names.get(error.validator_value, error.validator_value)}"
    if error.validator == "enum":
        return f"{key!r} must be one of {', '.join(map(repr, error.validator_value))}"
    if error.validator == "required":
        missing = [name for name in error.validator_value if name not in error.instance]
        return f"an entry of {key!r} needs {', '.join(map(repr, missing))}"
    if error.validator == "pattern":
        return f"{key!r} must be a date such as 2027-03-31"
    if error.validator == "anyOf" and isinstance(error.instance, dict):
        return f"an entry of {key!r} needs 'file' or 'component'"
    return (
        f"each entry of {key!r} must be the name of a rule, or a table with 'rule' and 'file' or 'component'"
    )
