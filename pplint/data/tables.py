"""Reads the tables of knowledge in TOML files in ``pplint/data``."""

import json
import os
from functools import cache

from pplint.typed import Any

FOLDER = os.path.dirname(os.path.abspath(__file__))
COMPILED = "tables.json"
"""All tables in one file, generated from the TOML that people read and edit: it loads ten times as fast."""


def read_table(name: str, missing: dict[str, Any] | None = None) -> dict[str, Any]:
    """The table ``pplint/data/<name>.toml``, or ``missing`` where there is none; do not change it."""
    tables = _tables()
    table: dict[str, Any] = tables[name] if missing is None else tables.get(name, missing)
    return table


@cache
def _tables() -> dict[str, Any]:
    with open(os.path.join(FOLDER, COMPILED), encoding="utf-8") as file:
        tables: dict[str, Any] = json.load(file)
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
