"""Reads the tables of knowledge in TOML files in ``pplint/data``."""

from __future__ import annotations

import _imp
import json
import os
from functools import cache

from pplint import kept_code
from pplint.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = os.path.dirname(os.path.abspath(__file__))
COMPILED = "tables.json"
"""All tables in one file, generated from the TOML that people read and edit: it loads ten times as fast."""


def read_table(name: str, missing: dict[str, Any] | None = None) -> dict[str, Any]:
    """The table ``pplint/data/<name>.toml``, or ``missing`` where there is none; do not change it."""
    table: dict[str, Any] | None = made_of_tables(f"table {name}", lambda: read_compiled().get(name, missing))
    if table is None:
        raise KeyError(name)
    return table


def made_of_tables(name: str, make: Callable[[], Any]) -> Any:
    """What ``make`` makes of the tables and of nothing else, from an earlier run if it was made there; do not change it.

    It has to be something that ``marshal`` can write. ``name`` says what it is.
    """
    if name not in _made:
        kept = kept_code.value_of((name, _digest()), lambda *_: make())
        _made[name] = make() if kept is None else kept
    return _made[name]


_made: dict[str, Any] = {}


@cache
def _contents() -> bytes:
    with open(os.path.join(FOLDER, COMPILED), "rb") as file:
        return file.read()


@cache
def _digest() -> int:
    # As Python does to find that a source has changed; a thirtieth of what reading the tables takes.
    return int.from_bytes(_imp.source_hash(1, _contents()), "little")


@cache
def read_compiled() -> dict[str, Any]:
    """All tables, read from their file: what is made of them once for all runs is made from this."""
    tables: dict[str, Any] = json.loads(_contents())
    return tables


def read_schema(name: str) -> dict[str, Any]:
    """The JSON schema ``pplint/data/<name>.schema.json``, which editors can use too."""
    with open(os.path.join(FOLDER, f"{name}.schema.json"), encoding="utf-8") as file:
        schema: dict[str, Any] = json.load(file)
    return schema


def compile_tables(rules: dict[str, Any]) -> str:
    """What ``tables.json`` has to hold; ``rules`` is the table of rules, which is generated as well."""
    import tomllib

    tables = {}
    for file in sorted(os.listdir(FOLDER)):
        if file.endswith(".toml"):
            with open(os.path.join(FOLDER, file), "rb") as stream:
                tables[file.removesuffix(".toml")] = tomllib.load(stream)
    lines = [f"{json.dumps(name)}: {json.dumps(table)}" for name, table in tables.items()]
    rows = ",\n".join(f"{json.dumps(name)}: {json.dumps(row)}" for name, row in rules.items())
    lines.append(f'"rules": {{\n{rows}\n}}')
    return "{\n" + ",\n".join(lines) + "\n}\n"
