"""Reads the tables of knowledge that lie as TOML in ``pplint/data``."""

import os
from functools import cache
from typing import Any

FOLDER = os.path.dirname(os.path.abspath(__file__))
COMPILED = "tables.json"
"""All tables in one file, generated from the TOML that people read and edit: it loads ten times as fast."""


def read_table(name: str) -> dict[str, Any]:
    """Return the table ``pplint/data/<name>.toml``; do not change it."""
    table: dict[str, Any] = _tables()[name]
    return table


@cache
def _tables() -> dict[str, Any]:
    import json

    with open(os.path.join(FOLDER, COMPILED), encoding="utf-8") as file:
        tables: dict[str, Any] = json.load(file)
    return tables


def compile_tables() -> str:
    """Return what ``tables.json`` has to hold."""
    import json
    import tomllib

    tables = {}
    for file in sorted(os.listdir(FOLDER)):
        if file.endswith(".toml"):
            with open(os.path.join(FOLDER, file), "rb") as stream:
                tables[file.removesuffix(".toml")] = tomllib.load(stream)
    lines = [f"{json.dumps(name)}: {json.dumps(table)}" for name, table in tables.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"
