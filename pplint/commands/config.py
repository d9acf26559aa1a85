"""``pplint config``: the effective configuration, where each value comes from, and what was found."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pplint.api import describe_found, select
from pplint.commands.request import make_config
from pplint.config.checks import shown_path
from pplint.config.config import Config, Roots
from pplint.config.file import user_config_path
from pplint.config.rule_options import check_configured
from pplint.errors import NothingToCheck
from pplint.run.baseline import find_baseline, read_baseline
from pplint.run.hiding import Hiding
from pplint.secrets.masking import DOTS, mask
from pplint.secrets.names import hides_value
from pplint.terminal import show
from pplint.text import sanitise
from pplint.workspace import load_workspace


def run(paths: Sequence[str], options: Mapping[str, Any]) -> int:
    """Print it all to standard output. A wrong configuration is a ``UsageError``, as for ``check``."""
    from pplint import registry

    config, roots = make_config(paths, options)
    entries = registry.load(config.rules_folders, config.plugins)
    check_configured(entries, registry.aliases(entries), config)
    rules = f"{len(select(entries, config))} of {len(entries)} rules"
    for line in _lines(config, roots, rules):
        show(sanitise(line, 0) + "\n")
    show("\n")
    try:
        workspace = load_workspace(roots, config)
    except NothingToCheck as error:
        show(sanitise(str(error), 0) + "\n")
        return 0
    hide = Hiding(workspace).known.hide
    for line in map(hide, (*workspace.notifications, *describe_found(workspace))):
        show(sanitise(line, 0) + "\n")
    for path, reason in workspace.not_recognised:
        show(sanitise(f"not recognised: {path} ({reason})", 0) + "\n")
    return 0


def _lines(config: Config, roots: Roots, rules: str) -> Iterator[str]:
    yield f"configuration: {shown_path(config.source) if config.source else 'none'}"
    user = user_config_path()
    yield f"user's own configuration: {user if os.path.isfile(user) else 'none'} (looked for at {user})"
    yield f"workspace root: {roots.workspace}"
    yield f"report root: {roots.report}"
    yield _baseline(config, roots)
    rows = [(key, _show(value), _origin(config, key)) for key, value in _values(config)]
    width = max(len(key) for key, _, _ in rows)
    for key, value, origin in rows:
        yield f"{key:{width}} = {value}    ({origin})"
    yield f"runs {rules}"


def _baseline(config: Config, roots: Roots) -> str:
    path = config.baseline or find_baseline(config.source, roots.workspace)
    if not os.path.isfile(path):
        return f"baseline: none (looked for at {shown_path(path)})"
    return f"baseline: {shown_path(path)}, {len(read_baseline(path).known)} findings"


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
    """A value as TOML writes it, near enough to be read."""
    import json

    if isinstance(value, Mapping):
        shown = (f"{key} = {DOTS if hides_value(key) else _show(item)}" for key, item in value.items())
        return "{" + ", ".join(shown) + "}"
    return mask(json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False))


def _origin(config: Config, key: str) -> str:
    if key in ("rules-folders", "plugins"):
        return "user's own configuration"
    origin = config.origins.get(key.partition(".")[0].strip("[]"), "default")
    return shown_path(origin) if os.path.isabs(origin) else origin
