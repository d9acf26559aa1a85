"""``pplint.toml`` and ``[tool.pplint]``: found, checked against the shipped schema, turned into a Config."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pplint.config import Config, Ignore
from pplint.errors import UsageError
from pplint.rule import Severity
from pplint.text import sanitise
from pplint.workspace import Roots

NAME = "pplint.toml"
SCHEMA = "pplint.schema.json"
USER_KEYS = ("plugins", "rules-folders")


class ConfigError(UsageError):
    """A fault in a configuration file: the sentence begins with file and line."""


def load_config(roots: Roots, first: str, file: str | None = None) -> Config:
    """The configuration for a run: ``file``, or the one found from the ``first`` path up to the report root."""
    path = os.path.abspath(file) if file else find_config(roots, first)
    if path is None:
        return Config()
    try:
        with open(path, encoding="utf-8-sig") as stream:
            text = stream.read()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"the configuration {path!r} cannot be read: {error}") from error
    data, prefix = _parse(path, text)
    return read_config(data, path, text, roots.report, prefix)


def find_config(roots: Roots, first: str) -> str | None:
    """The nearest ``pplint.toml``, or ``pyproject.toml`` with ``[tool.pplint]``, from ``first`` to the report root."""
    folder = os.path.abspath(first)
    if not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    while True:
        own = os.path.join(folder, NAME)
        if os.path.isfile(own):
            return own
        project = os.path.join(folder, "pyproject.toml")
        if os.path.isfile(project) and _has_table(project):
            return project
        if os.path.normcase(folder) == os.path.normcase(roots.report) or os.path.dirname(folder) == folder:
            return None
        folder = os.path.dirname(folder)


def _has_table(path: str) -> bool:
    try:
        with open(path, encoding="utf-8") as stream:
            return "[tool.pplint" in stream.read()
    except (OSError, UnicodeDecodeError):
        return False


def _parse(path: str, text: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    import tomllib

    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        match = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        line = f":{match[1]}:{match[2]}" if match else ""
        raise ConfigError(f"{path}{line}: {sanitise(str(error).partition(' (at ')[0], 0)}") from error
    if os.path.basename(path) == NAME or "tool" not in data:
        return data, ()
    table = data.get("tool", {}).get("pplint", {})
    return (table if isinstance(table, dict) else {}), ("tool", "pplint")


def read_config(
    data: Mapping[str, Any], path: str, text: str, report_root: str, prefix: tuple[str, ...] = ()
) -> Config:
    """A checked Config from parsed TOML; a wrong key, type or value is a ``ConfigError``."""
    for key in USER_KEYS:
        if key in data:
            raise _error(
                path,
                text,
                (*prefix, key),
                f"{key!r} is read from the command line and the user's own configuration",
            )
    if not is_plainly_valid(data):
        _explain(data, path, text, prefix)
    base = os.path.relpath(os.path.dirname(path), report_root).replace(os.sep, "/")
    base = "" if base == "." else base

    def anchor(pattern: str) -> str:
        pattern = pattern.replace("\\", "/").removeprefix("./")
        if not base or (("/" not in pattern) and pattern.startswith("*")):
            return pattern
        return os.path.normpath(f"{base}/{pattern}").replace(os.sep, "/")

    settings = data.get("settings", {})
    for index, pattern in enumerate(settings.get("tokens", ())):
        _check_pattern(pattern, path, text, (*prefix, "settings", "tokens"), index)
    rules = {name: dict(options) for name, options in data.get("rules", {}).items()}
    severities = {
        name: Severity.parse(options.pop("severity"))
        for name, options in rules.items()
        if "severity" in options
    }
    fail_on = data.get("fail-on", "warning")
    config = Config(
        select=tuple(data.get("select", ("default",))),
        ignore=(*_names(data.get("ignore", ())),),
        fail_on=None if fail_on == "never" else Severity.parse(fail_on),
        exclude=tuple(anchor(glob) for glob in data.get("exclude", ())),
        external=tuple(data.get("external", ())),
        tokens=tuple(settings.get("tokens", ())),
        environments={name: anchor(file) for name, file in settings.get("environments", {}).items()},
        associate={
            anchor(glob): tuple(anchor(folder) for folder in folders)
            for glob, folders in settings.get("associate", {}).items()
        },
        templates=tuple(anchor(glob) for glob in settings.get("templates", ())),
        severities=severities,
        rule_options={name: options for name, options in rules.items() if options},
        ignores=tuple(_ignores(data, text, anchor, prefix)),
        baseline="",
        source=path,
        source_text=text,
    )
    config.origins = dict.fromkeys(data, path)
    return config


def _names(value: Any) -> Iterator[str]:
    # `ignore` is a list of rules, or, as `[[ignore]]`, a list of tables.
    for item in value:
        if isinstance(item, str):
            yield item


def _ignores(data: Mapping[str, Any], text: str, anchor: Any, prefix: tuple[str, ...]) -> Iterator[Ignore]:
    header = "[[" + ".".join((*prefix, "ignore")) + "]]"
    lines = [n for n, line in enumerate(text.splitlines(), 1) if line.replace(" ", "").startswith(header)]
    tables = [item for item in data.get("ignore", ()) if isinstance(item, dict)]
    for index, table in enumerate(tables):
        yield Ignore(
            table.get("rule", ""),
            anchor(table["file"]) if table.get("file") else "",
            table.get("component", ""),
            table.get("path", "").strip("/"),
            table.get("reason", "").strip(),
            str(table.get("until", "")),
            lines[index] if index < len(lines) else 1,
        )


def _check_pattern(pattern: str, path: str, text: str, key: tuple[str, ...], index: int) -> None:
    if len(pattern) > 200:
        raise _error(path, text, key, f"token pattern {index + 1} is longer than 200 characters")
    try:
        re.compile(pattern)
    except re.error as error:
        raise _error(
            path, text, key, f"token pattern {index + 1} is no regular expression: {error}"
        ) from error


def is_plainly_valid(data: Mapping[str, Any]) -> bool:
    """A quick check of the usual keys; what it does not know is left to the schema, whose library is slow to import."""
    lists = {"select", "exclude", "external"}
    for key, value in data.items():
        if key in lists:
            if not _is_texts(value):
                return False
        elif key == "ignore":
            if not _is_texts(value) and not (isinstance(value, list) and all(map(_is_ignore, value))):
                return False
        elif key == "fail-on":
            if value not in ("error", "warning", "note", "never"):
                return False
        elif key == "rules":
            if not isinstance(value, dict) or not all(
                isinstance(options, dict) for options in value.values()
            ):
                return False
            if any(options.get("severity", "note") not in _SEVERITIES for options in value.values()):
                return False
        elif key == "settings":
            if not isinstance(value, dict) or not all(map(_is_setting, value.items())):
                return False
        else:
            return False
    return True


_SEVERITIES = ("error", "warning", "note")


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_ignore(table: Any) -> bool:
    keys = {"rule", "file", "component", "path", "reason", "until"}
    if not isinstance(table, dict) or not set(table) <= keys or not isinstance(table.get("rule"), str):
        return False
    if not ("file" in table or "component" in table):
        return False
    until = table.get("until", "2000-01-01")
    return all(isinstance(table.get(key, ""), str) for key in keys - {"until"}) and _is_date(until)


def _is_date(value: Any) -> bool:
    return re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)) is not None


def _is_setting(item: tuple[str, Any]) -> bool:
    key, value = item
    if key in ("tokens", "templates"):
        return _is_texts(value)
    if key == "environments":
        return isinstance(value, dict) and all(isinstance(file, str) for file in value.values())
    if key == "associate":
        return isinstance(value, dict) and all(map(_is_texts, value.values()))
    return False


def _explain(data: Mapping[str, Any], path: str, text: str, prefix: tuple[str, ...]) -> None:
    """Raise the schema's first error, if there is one, in words with file, line and the nearest name."""
    import json

    from jsonschema import Draft202012Validator

    from pplint.registry import nearest_hint

    # Dates become text, as the schema of a JSON value sees them.
    plain = json.loads(json.dumps(data, default=str))
    errors = sorted(
        Draft202012Validator(load_schema()).iter_errors(plain), key=lambda e: list(map(str, e.path))
    )
    for error in errors:
        while error.context and error.validator == "oneOf":
            error = max(error.context, key=lambda e: len(e.absolute_path))
        where = tuple(str(step) for step in error.absolute_path if isinstance(step, str))
        if error.validator == "additionalProperties":
            known = error.schema.get("properties", {})
            extra = next(key for key in error.instance if key not in known)
            hint = nearest_hint(extra, known)
            raise _error(path, text, (*prefix, *where, extra), f"there is no key {extra!r}{hint}")
        raise _error(path, text, (*prefix, *where), _words(error, where))


def _words(error: Any, where: tuple[str, ...]) -> str:
    key = ".".join(where) or "the file"
    if error.validator == "type":
        names = {"array": "a list", "object": "a table", "string": "text", "boolean": "true or false"}
        return f"{key!r} must be {names.get(error.validator_value, error.validator_value)}"
    if error.validator == "enum":
        return f"{key!r} must be one of {', '.join(map(repr, error.validator_value))}"
    if error.validator == "required":
        return f"{key!r} needs {', '.join(map(repr, error.validator_value))}"
    if error.validator == "pattern":
        return f"{key!r} must be a date such as 2027-03-31"
    if error.validator == "anyOf":
        return f"{key!r} needs 'file' or 'component'"
    return f"{key!r} is wrong ({error.validator})"


def _error(path: str, text: str, key: tuple[str, ...], message: str) -> ConfigError:
    return ConfigError(f"{path}:{find_line(text, key)}: {message}")


def find_line(text: str, key: tuple[str, ...]) -> int:
    """The line on which a key stands, as good as a look at headers and keys can tell; 1 where it is not found."""
    table: tuple[str, ...] = ()
    best, found = 1, 0
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        header = re.match(r"\[\[?\s*([^\]#]+?)\s*\]", stripped)
        if header and "=" not in stripped.partition("]")[0]:
            table = tuple(part.strip().strip("\"'") for part in header[1].split("."))
            here = table
        else:
            name = re.match(r"(\"[^\"]*\"|'[^']*'|[A-Za-z0-9_.-]+)\s*=", stripped)
            if name is None:
                continue
            here = (*table, *(part.strip("\"'") for part in name[1].split(".")))
        if len(here) > found and here == key[: len(here)]:
            best, found = number, len(here)
    return best


def load_schema() -> dict[str, Any]:
    """The shipped JSON schema of the configuration, which editors can use too."""
    import json
    from pathlib import Path

    text = (Path(__file__).parent / "data" / SCHEMA).read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def load_user_config() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Folders of rules and plugins from the user's own configuration: ``pplint.toml`` in the user's configuration folder.

    Only there, and on the command line, can code be named: a repository under audit must not bring any.
    """
    import click

    path = os.path.join(click.get_app_dir("pplint"), NAME)
    if not os.path.isfile(path):
        return (), ()
    import tomllib

    try:
        with open(path, "rb") as stream:
            data = tomllib.load(stream)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: {sanitise(str(error), 0)}") from error
    for key, value in data.items():
        if key not in USER_KEYS or not _is_texts(value):
            raise ConfigError(
                f"{path}: the user's own configuration holds {' and '.join(USER_KEYS)}, lists of text"
            )
    folder = os.path.dirname(path)
    folders = tuple(os.path.join(folder, os.path.expanduser(item)) for item in data.get("rules-folders", ()))
    return folders, tuple(data.get("plugins", ()))
