"""Reads the TOML of a configuration as plain data and reports faults with their line."""

from __future__ import annotations

import os
import re

from pplint.config.config import PROJECT
from pplint.config.shown import ConfigError, find_line, shown_path
from pplint.text import sanitise
from pplint.typed import Any

_MAX_DEPTH = 40


def parse_toml(path: str, text: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The keys of pplint in a TOML file, and the tables that contain them."""
    is_own = os.path.basename(path) != PROJECT
    data = load_toml(path, text, is_own)
    if is_own:
        return data, ()
    tool = data.get("tool", {})
    table = tool.get("pplint", {}) if isinstance(tool, dict) else {}
    if not isinstance(table, dict):
        raise ConfigError(
            f"{shown_path(path)}:{find_line(text, ('tool', 'pplint'))}: 'tool.pplint' must be a table"
        )
    return table, ("tool", "pplint")


def load_toml(path: str, text: str, is_own: bool) -> dict[str, Any]:
    """The data of a TOML file; a ``ConfigError`` with its line where it cannot be read."""
    if all(map(_says_nothing, text.split("\n"))):
        # Many files only mark the root of a workspace, and the parser takes 3 ms to import.
        return {}
    import tomllib

    try:
        data = tomllib.loads(text)
        _check_sizes(path, data)
        return data
    except RecursionError as error:
        raise ConfigError(f"{shown_path(path)} is nested too deeply to be read") from error
    except tomllib.TOMLDecodeError as error:
        if "('ignore',)" in str(error) or "'pplint', 'ignore')" in str(error):
            # In TOML a key cannot be both a list of names and an array of tables; in pplint.toml the meaning is clear.
            if is_own and (both := _separate_ignores(text)) is not None:
                return both
            place = find_line(text, ("ignore",) if is_own else ("tool", "pplint", "ignore"))
            raise ConfigError(
                f"{shown_path(path)}:{place}: TOML cannot hold both 'ignore = […]' and '[[ignore]]'; write "
                'one list: ignore = ["a-rule", {rule = "another", file = "…", reason = "…"}]'
            ) from error
        match = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        line = f":{match[1]}:{match[2]}" if match else f":{len(text.splitlines()) or 1}"
        words = sanitise(str(error).partition(" (at ")[0], 0)
        raise ConfigError(f"{shown_path(path)}{line}: {words}") from error
    except ValueError as error:
        # Python refuses to convert integers with more digits than any real file has.
        raise ConfigError(f"{shown_path(path)} holds a number with too many digits") from error


def _says_nothing(line: str) -> bool:
    """Whether a line is a comment that TOML allows, or empty."""
    plain = line.removesuffix("\r").replace("\t", " ").strip(" ")
    return not plain or (plain.startswith("#") and plain.isprintable())


def _check_sizes(path: str, data: dict[str, Any]) -> None:
    """Refuse data that no configuration needs and that would break the checks that follow."""
    pending: list[tuple[Any, int]] = [(data, 0)]
    while pending:
        value, depth = pending.pop()
        if depth > _MAX_DEPTH:
            raise ConfigError(f"{shown_path(path)} is nested too deeply to be read")
        if isinstance(value, int) and value.bit_length() > 64:
            raise ConfigError(f"{shown_path(path)} holds a number with too many digits")
        if isinstance(value, dict | list):
            pending += [(v, depth + 1) for v in (value.values() if isinstance(value, dict) else value)]


def _separate_ignores(text: str) -> dict[str, Any] | None:
    import tomllib

    apart = "pplint ignored findings"
    try:
        data = tomllib.loads(re.sub(r"(?m)^(\s*)\[\[\s*ignore\s*\]\]", rf'\1[["{apart}"]]', text))
    except tomllib.TOMLDecodeError:
        return None
    names, tables = data.get("ignore"), data.pop(apart, None)
    if not isinstance(names, list) or tables is None:
        return None
    data["ignore"] = [*names, *tables]
    return data
