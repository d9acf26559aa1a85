"""What may be written at a place of ``pplint.toml``: keys of the table, rules and families, values of a key."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from pplint import registry
from pplint.config.config import CONFIGURATION
from pplint.data.tables import read_schema

NAMES_RULES = ("select", "ignore", "rule")


class Suggestion(NamedTuple):
    """A text that may be written, and what it means in one line."""

    text: str
    meaning: str
    is_key: bool = False


def complete_configuration(text: str, line: int, column: int) -> list[Suggestion]:
    """What may be written at a place, lines and columns from 1. The TOML may be broken: only lines before it are read."""
    lines = text.splitlines()
    before = lines[line - 1][: column - 1] if line <= len(lines) else ""
    table = _table_of(lines[: line - 1])
    header = re.match(r"\s*\[{1,2}([\w.\-\"' ]*)$", before)
    if header:
        return _headers()
    properties = _properties(table)
    key = re.match(r"\s*([\w-]+)\s*=", before) or _open_key(lines[: line - 1])
    if key is None:
        return [
            Suggestion(name, str(entry.get("description", "")), is_key=True)
            for name, entry in sorted(properties.items())
        ]
    if key[1] in NAMES_RULES:
        return _rules()
    entry = properties.get(key[1], {})
    return [Suggestion(str(value), "") for value in entry.get("enum", ())]


def is_configuration(file: str) -> bool:
    """Whether a file is pplint's configuration by its name."""
    return os.path.basename(file) == CONFIGURATION


def _table_of(lines: list[str]) -> list[str]:
    for line in reversed(lines):
        header = re.match(r"\s*\[{1,2}\s*([^\]]+?)\s*\]{1,2}", line)
        if header and "=" not in line:
            return [part.strip("\"' ") for part in header[1].split(".")]
    return []


def _open_key(lines: list[str]) -> re.Match[str] | None:
    """The key whose array goes on at the end of these lines."""
    for number in range(len(lines) - 1, -1, -1):
        key = re.match(r"\s*([\w-]+)\s*=(.*)", lines[number])
        if key:
            rest = "\n".join([key[2], *lines[number + 1 :]])
            return key if rest.count("[") > rest.count("]") else None
        if re.match(r"\s*\[\[?[\w.\-]+\]", lines[number]):
            return None
    return None


def _properties(table: list[str]) -> Mapping[str, Any]:
    schema = read_schema("pplint")
    if table[:1] == ["ignore"]:
        found: Mapping[str, Any] = schema["$defs"]["ignore"]["properties"]
        return found
    if table[:1] == ["rules"] and len(table) == 2:
        return {**schema["properties"]["rules"]["additionalProperties"]["properties"], **_options(table[1])}
    node = schema
    for name in table:
        node = node.get("properties", {}).get(name, {})
    properties: Mapping[str, Any] = node.get("properties", {})
    return properties


def _options(rule: str) -> dict[str, Any]:
    entry = registry.load().get(rule)
    names = getattr(entry.rule.Options, "__annotations__", {}) if entry is not None else {}
    return {name.replace("_", "-"): {"description": f"option of {rule}"} for name in names}


def _headers() -> list[Suggestion]:
    rules = [
        Suggestion(f"rules.{name}", "severity and options", is_key=True) for name in sorted(registry.load())
    ]
    return [
        Suggestion("ignore", "hide findings, with a reason", is_key=True),
        Suggestion("settings", "deployment settings", is_key=True),
        *rules,
    ]


def _rules() -> list[Suggestion]:
    entries = registry.load()
    families = sorted({entry.family for entry in entries.values()})
    return [
        *(Suggestion(name, meaning) for name, meaning in registry.PRESETS.items()),
        *(Suggestion(family, f"the rules of the family {family}") for family in families),
        *(Suggestion(name, entry.summary) for name, entry in sorted(entries.items())),
    ]
