"""``pplint explain``: a rule's page."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click

from pplint import registry
from pplint.commands.page_text import render_page
from pplint.commands.request import load_rules
from pplint.commands.rules import run as list_rules
from pplint.errors import UsageError, nearest_hint
from pplint.model.problem import Consequence
from pplint.registry import RuleEntry
from pplint.rule_page import read_page, readable
from pplint.rule_table import added_in
from pplint.terminal import show, wants_colour


def run(names: Sequence[str], form: str, color: str, folders: Sequence[str] = ()) -> int:
    """Print the page of each rule as markdown, as JSON, or rendered for the terminal; of a family, its rules."""
    entries = load_rules(folders)
    for number, name in enumerate(names):
        if number and form != "json":
            show("\n")
        if name.lower() in registry.FAMILIES:
            list_rules(form, (name.lower(),), folders, color=color)
        else:
            _explain(find(name, entries), form, color)
    return 0


def _explain(entry: RuleEntry, form: str, color: str) -> None:
    page = read_page(entry.page)
    if form == "json":
        click.echo(json.dumps(describe(entry, readable(page)), indent=2))
    elif form == "markdown":
        show(readable(page) or f"# {entry.name}\n\n{entry.summary}.\n")
    else:
        colour = wants_colour(color, sys.stdout)
        width = max(40, min(100, shutil.get_terminal_size((100, 24)).columns))
        text = page or f"# {entry.name}\n\n{entry.summary}.\n"
        show(render_page(text, colour, width, heading(entry)), colour)


def run_at(names: Sequence[str], at: str, options: Mapping[str, Any]) -> int:
    """Print why each rule reports the place ``at``, ``FILE:LINE``, or why it does not."""
    # Late, since a page is shown without what a run needs.
    from pplint.commands import explain_at

    entries = load_rules(options["rules"])
    for entry in [find(name, entries) for name in names]:
        explain_at.run(entry, entries, at, options)
    return 0


def find(rule: str, entries: dict[str, RuleEntry]) -> RuleEntry:
    """The rule of that name, present or former; ``UsageError`` with the nearest names."""
    name = rule.strip().lower().replace("_", "-")
    former = registry.aliases(entries)
    entry = entries.get(former.get(name, name))
    if entry is not None:
        return entry
    raise UsageError(f"there is no rule {rule!r}" + nearest_hint(name, [*entries, *former]))


def heading(entry: RuleEntry) -> str:
    """Severity, family and whether the rule is on, in a few words."""
    rule = entry.traits
    state = "in preview" if rule.preview else "on by default" if rule.default else "off by default"
    former = f", formerly {', '.join(rule.aliases)}" if rule.aliases else ""
    consequence = "" if rule.consequence is Consequence.NONE else f"; for an import: {rule.consequence}"
    return f"{rule.severity.label}, {entry.family}, {state}{former}{consequence}"


def describe(entry: RuleEntry, page: str) -> dict[str, object]:
    """What ``--format json`` prints."""
    info = registry.describe(entry)
    options = getattr(entry.rule.Options, "__annotations__", {})
    return {
        "name": info.name,
        "aliases": list(entry.traits.aliases),
        "family": info.family,
        "severity": info.severity.label,
        "default": info.default,
        "preview": entry.traits.preview,
        "added": added_in(entry.name) if info.is_builtin else None,
        "consequence": info.consequence,
        "precision": info.precision,
        "tags": list(info.tags),
        "summary": info.summary,
        "options": {
            name.replace("_", "-"): {"type": str(kind), "default": getattr(entry.rule.Options, name, None)}
            for name, kind in options.items()
        },
        "page": page,
    }
