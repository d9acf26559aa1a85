"""``pplint rules``: a table of all rules."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence

import click

from pplint import registry
from pplint.commands.request import load_rules
from pplint.errors import UsageError
from pplint.registry import RuleEntry
from pplint.rule_table import added_in, versions
from pplint.terminal import paint, show, wants_colour, width_of, wrap

NARROWEST = 40
"""Columns that the line about a rule needs beside the others; else it is below them."""


def run(
    form: str,
    names: Sequence[str] = (),
    folders: Sequence[str] = (),
    version: str | None = None,
    color: str = "auto",
) -> int:
    """Print name, family, severity, whether on by default, and one line of each rule, or of the chosen ones."""
    loaded = load_rules(folders)
    chosen = registry.expand([name.lower() for name in names], loaded, "rules") if names else set(loaded)
    entries = sorted((loaded[name] for name in chosen), key=lambda entry: (entry.family, entry.name))
    if version is not None:
        entries = _brought_by(version, entries)
    if form == "json":
        rows = [
            {
                "name": entry.name,
                "family": entry.family,
                "severity": entry.traits.severity.label,
                "default": entry.traits.default and not entry.traits.preview,
                "preview": entry.traits.preview,
                "added": _added(entry),
                "summary": entry.summary,
            }
            for entry in entries
        ]
        click.echo(json.dumps(rows, indent=2))
        return 0
    colour = wants_colour(color, sys.stdout)
    show("".join(line + "\n" for line in _table(entries, colour, width_of(sys.stdout))), colour)
    return 0


def _table(entries: Sequence[RuleEntry], colour: bool, width: int | None) -> Iterator[str]:
    """A line a rule; in a terminal what it finds is folded beside the other columns, or below them."""
    longest = max((len(entry.name) for entry in entries), default=0)
    begin = longest + len("  connections  warning  off  ")
    room = None if width is None else width - begin
    for entry in entries:
        on = "on " if entry.traits.default and not entry.traits.preview else "off"
        label = entry.traits.severity.label
        head = (
            f"{paint(entry.name, 'rule', colour)}{'':{longest - len(entry.name)}}  {entry.family:11}  "
            f"{paint(label, label, colour)}{'':{7 - len(label)}}  {paint(on, 'dim', colour and on == 'off')}  "
        )
        if room is not None and room < NARROWEST:
            yield head.rstrip()
            yield from wrap(f"    {entry.summary}", width, indent="    ")
            continue
        first, *more = wrap(entry.summary, room, indent="")
        yield head + first
        yield from (" " * begin + line for line in more)


def _added(entry: RuleEntry) -> str | None:
    """The version of pplint that brought a rule; ``None`` for rules of others."""
    return added_in(entry.name) if registry.is_builtin(entry) else None


def _brought_by(version: str, entries: Iterable[RuleEntry]) -> list[RuleEntry]:
    """The rules that a version of pplint brought; an unknown version is a ``UsageError``."""
    from packaging.version import InvalidVersion, Version

    known = versions()
    wanted = version.strip().lower()
    if wanted not in known:
        try:
            # 0.2 is 0.2.0, and v0.2.0 is meant, too.
            wanted = next(
                name for name in known if name[0].isdigit() and Version(name) == Version(version.strip())
            )
        except (InvalidVersion, StopIteration):
            raise UsageError(
                f"{version!r} is not a version that added rules; these did: {', '.join(known)}"
            ) from None
    return [entry for entry in entries if _added(entry) == wanted]
