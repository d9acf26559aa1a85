"""``pplint baseline``: write or update the baseline file."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

import click

from pplint.api import lint
from pplint.baseline import NEVER, find_baseline, read_baseline, write_baseline
from pplint.commands.request import make_config
from pplint.findings import Identity


def run(paths: Sequence[str], options: Mapping[str, Any]) -> int:
    """Add today's findings to the baseline; with ``--prune`` also drop what matches nothing any more."""
    config, roots = make_config(paths, options)
    path = config.baseline or find_baseline(config.source, roots.workspace)
    config.baseline, config.use_baseline = "", False
    report = lint(paths, config)
    found: set[Identity] = {f.identity for f in report.findings if f.rule not in NEVER}
    known = read_baseline(path) if os.path.isfile(path) else set()
    gone = known - found
    kept = found if options["prune"] else found | known
    write_baseline(path, kept)
    click.echo(f"{os.path.relpath(path)}: {len(kept)} findings, {len(found - known)} of them new", err=True)
    if gone:
        done = "dropped" if options["prune"] else "kept; --prune drops them"
        click.echo(f"{len(gone)} entries match nothing any more: {done}", err=True)
    return 2 if report.crashed else 0
