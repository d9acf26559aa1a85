"""Reads the tables of knowledge that lie as TOML in ``pplint/data``."""

import os
from typing import Any


def read_table(name: str) -> dict[str, Any]:
    """Return the parsed ``pplint/data/<name>.toml``; call it once and keep the result."""
    # Neither is imported on a run that needs no table: tomllib costs 5 ms, importlib.resources 30.
    import tomllib

    folder = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data")
    with open(os.path.join(folder, f"{name}.toml"), "rb") as file:
        return tomllib.load(file)
