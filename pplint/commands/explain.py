"""``pplint explain``: a rule's page."""

from __future__ import annotations

import sys

import click

from pplint import registry
from pplint.errors import UsageError
from pplint.terminal import paint, wants_colour


def run(rule: str, form: str, color: str) -> int:
    """Print the page of ``rule`` as markdown, as JSON, or rendered for the terminal."""
    entries = registry.load()
    name = registry.aliases(entries).get(rule, rule)
    entry = entries.get(name)
    if entry is None:
        raise UsageError(f"there is no rule {rule!r}" + registry.nearest_hint(rule, entries))
    page = registry.read_page(entry)
    if form == "json":
        import json

        info = registry.describe(entry)
        row = {
            "name": info.name,
            "family": info.family,
            "severity": info.severity.label,
            "default": info.default,
            "summary": info.summary,
            "page": page,
        }
        click.echo(json.dumps(row, indent=2))
    elif form == "markdown":
        click.echo(page, nl=False)
    else:
        colour = wants_colour(color, sys.stdout)
        click.echo(render_page(page, colour), nl=False, color=colour)
    return 0


def render_page(page: str, colour: bool) -> str:
    """Markdown as plain text for a terminal: headings in bold, code indented, fences left out."""
    lines = []
    fenced = False
    for line in page.splitlines():
        if line.startswith("```"):
            fenced = not fenced
            words = line[3:].split()
            if fenced and len(words) > 1:
                lines.append(paint(f"    {' '.join(words[1:])}", "dim", colour))
        elif fenced:
            lines.append(f"      {line}")
        elif line.startswith("#"):
            lines.append(paint(line.lstrip("#").strip(), "rule", colour))
        else:
            lines.append(line.replace("**", "").replace("`", ""))
    return "\n".join(lines) + "\n"
