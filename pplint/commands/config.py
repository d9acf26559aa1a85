"""``pplint config``: the effective configuration, where each value comes from, and what was found."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any

import click

from pplint.api import describe_found
from pplint.commands.request import make_config
from pplint.config import Config
from pplint.errors import NothingToCheck
from pplint.text import sanitise
from pplint.workspace import Roots, load_workspace


def run(paths: Sequence[str], options: dict[str, Any]) -> int:
    """Print it all to standard output."""
    config, roots = make_config(paths, options)
    for line in _lines(config, roots):
        click.echo(sanitise(line, 0))
    click.echo("")
    try:
        workspace = load_workspace(roots, config)
    except NothingToCheck as error:
        click.echo(sanitise(str(error), 0))
        return 0
    for line in describe_found(workspace):
        click.echo(sanitise(line, 0))
    for path, reason in workspace.not_recognised:
        click.echo(sanitise(f"not recognised: {path} ({reason})", 0))
    return 0


def _lines(config: Config, roots: Roots) -> Iterator[str]:
    yield f"configuration: {os.path.relpath(config.source) if config.source else 'none'}"
    yield f"workspace root: {roots.workspace}"
    yield f"report root: {roots.report}"
    values: list[tuple[str, Any]] = [
        ("select", (*config.select, *config.extend_select)),
        ("ignore", config.ignore),
        ("fail-on", config.fail_on.label if config.fail_on is not None else "never"),
        ("exclude", config.exclude),
        ("external", config.external),
        ("settings.tokens", config.tokens),
        ("settings.environments", config.environments),
        ("settings.associate", config.associate),
        ("settings.templates", config.templates),
        (
            "rules",
            {name: severity.label for name, severity in config.severities.items()} | config.rule_options,
        ),
        ("[[ignore]]", f"{len(config.ignores)} entries"),
    ]
    for key, value in values:
        origin = config.origins.get(key.partition(".")[0].strip("[]"), "default")
        if os.path.isabs(origin):
            origin = os.path.relpath(origin)
        shown = ", ".join(map(str, value)) if isinstance(value, tuple) else value
        yield f"{key}: {shown or 'none'}    ({origin})"
