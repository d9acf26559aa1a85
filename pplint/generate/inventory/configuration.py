"""The effective configuration, key by key, and where each value comes from."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from typing import Any

from pplint.config.config import Config
from pplint.config.shown import shown_path
from pplint.generate.inventory.rows import ConfigurationRow
from pplint.secrets.masking import DOTS, mask
from pplint.secrets.names import hides_value


def configuration_rows(config: Config) -> Iterator[ConfigurationRow]:
    """One row for each key, with the value as in TOML."""
    for key, value in _values(config):
        yield ConfigurationRow(key, _show(value), _origin(config, key))


def _values(config: Config) -> Iterator[tuple[str, Any]]:
    if config.required_version:
        yield "required-version", config.required_version
    yield "select", (*config.select, *config.extend_select)
    if config.ignore or not config.ignores:
        yield "ignore", config.ignore
    yield "fail-on", config.fail_on.label if config.fail_on is not None else "never"
    yield "exclude", config.exclude
    yield "external", config.external
    yield "settings.tokens", config.tokens
    yield "settings.environments", config.environments
    yield "settings.associate", config.associate
    yield "settings.templates", config.templates
    names = sorted({*config.severities, *config.rule_options})
    for name in names:
        severity = config.severities.get(name)
        chosen: dict[str, Any] = {"severity": severity.label} if severity is not None else {}
        yield f"rules.{name}", {**chosen, **config.rule_options.get(name, {})}
    for ignore in config.ignores:
        what = {"rule": ignore.rule, "file": ignore.file, "component": ignore.component, "path": ignore.path}
        what |= {"reason": ignore.reason, "until": ignore.until}
        yield "[[ignore]]", {key: value for key, value in what.items() if value}
    if config.rules_folders:
        yield "rules-folders", config.rules_folders
    if config.plugins:
        yield "plugins", config.plugins


def _show(value: Any) -> str:
    """A value roughly as TOML writes it."""
    if isinstance(value, Mapping):
        shown = (f"{key} = {DOTS if hides_value(key) else _show(item)}" for key, item in value.items())
        return "{" + ", ".join(shown) + "}"
    return mask(json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False))


def _origin(config: Config, key: str) -> str:
    if key in ("rules-folders", "plugins"):
        return "user's own configuration"
    origin = config.origins.get(key.partition(".")[0].strip("[]"), "default")
    return shown_path(origin) if os.path.isabs(origin) else origin
