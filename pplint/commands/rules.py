"""``pplint rules``: a table of all rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import click

from pplint import registry
from pplint.commands.request import load_rules
from pplint.errors import UsageError
from pplint.registry import Entry
from pplint.rule_table import added_in, versions


def run(form: str, names: Sequence[str] = (), folders: Sequence[str] = (), version: str | None = None) -> int:
    """Print name, family, severity, whether on by default, and one line of each rule, or of the chosen ones."""
    loaded = load_rules(folders)
    chosen = registry.expand([name.lower() for name in names], loaded, "rules") if names else set(loaded)
    entries = sorted((loaded[name] for name in chosen), key=lambda entry: (entry.family, entry.name))
    if version is not None:
        entries = _brought_by(version, entries)
    if form == "json":
        import json

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
    width = max((len(entry.name) for entry in entries), default=0)
    for entry in entries:
        on = "on " if entry.traits.default and not entry.traits.preview else "off"
        click.echo(
            f"{entry.name:{width}}  {entry.family:11}  {entry.traits.severity.label:7}  {on}  {entry.summary}"
        )
    return 0


def _added(entry: Entry) -> str | None:
    """The version of pplint that brought a rule; ``None`` for rules of others."""
    return added_in(entry.name) if registry.is_builtin(entry) else None


def _brought_by(version: str, entries: Iterable[Entry]) -> list[Entry]:
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
                f"{version!r} is no version that brought rules; these did: {', '.join(known)}"
            ) from None
    return [entry for entry in entries if _added(entry) == wanted]
