"""``pplint config``: the effective configuration, where each value comes from, and what was found."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pplint import registry
from pplint.commands.request import make_config
from pplint.config.config import Config, Roots
from pplint.config.rule_options import check_configured
from pplint.config.shown import shown_path
from pplint.config.user import user_config_path
from pplint.errors import NothingToCheck
from pplint.generate.inventory.configuration import configuration_rows
from pplint.run.baseline import find_baseline, read_baseline
from pplint.run.checked import describe_found
from pplint.run.hiding import Hiding
from pplint.run.selection import select
from pplint.terminal import show
from pplint.text import sanitise
from pplint.workspace import load_workspace


def run(paths: Sequence[str], options: Mapping[str, Any]) -> int:
    """Print everything to standard output. A wrong configuration is a ``UsageError``, as for ``check``."""
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
    yield f"user's own configuration: {user if os.path.isfile(user) else 'none'} (expected at {user})"
    yield f"workspace root: {roots.workspace}"
    yield f"report root: {roots.report}"
    yield _baseline(config, roots)
    rows = list(configuration_rows(config))
    width = max(len(row.key) for row in rows)
    for key, value, origin in rows:
        yield f"{key:{width}} = {value}    ({origin})"
    yield f"runs {rules}"


def _baseline(config: Config, roots: Roots) -> str:
    path = config.baseline or find_baseline(config.source, roots.workspace)
    if not os.path.isfile(path):
        return f"baseline: none (expected at {shown_path(path)})"
    return f"baseline: {shown_path(path)}, {len(read_baseline(path).known)} findings"
