"""``pplint rules``: a table of all rules."""

from __future__ import annotations

from collections.abc import Sequence

import click

from pplint import registry
from pplint.commands.request import load_rules


def run(form: str, names: Sequence[str] = (), folders: Sequence[str] = ()) -> int:
    """Print name, family, severity, whether on by default, and one line of each rule, or of the named ones."""
    loaded = load_rules(folders)
    chosen = registry.expand([name.lower() for name in names], loaded, "rules") if names else set(loaded)
    entries = sorted((loaded[name] for name in chosen), key=lambda entry: (entry.family, entry.name))
    if form == "json":
        import json

        rows = [
            {
                "name": entry.name,
                "family": entry.family,
                "severity": entry.traits.severity.label,
                "default": entry.traits.default and not entry.traits.preview,
                "summary": entry.summary,
            }
            for entry in entries
        ]
        click.echo(json.dumps(rows, indent=2))
        return 0
    width = max((len(entry.name) for entry in entries), default=0)
    for entry in entries:
        on = "on " if entry.traits.default and not entry.traits.preview else "off"
        click.echo(
            f"{entry.name:{width}}  {entry.family:11}  {entry.traits.severity.label:7}  {on}  {entry.summary}"
        )
    return 0
