"""The commands about rules: ``explain``, ``rules``, ``new-rule``."""

from __future__ import annotations

import click

from pplint.cli.help import Command
from pplint.cli.options import (
    color_option,
    complete_rules,
    format_option,
    rules_option,
)


@click.command(
    cls=Command,
    short_help="Show the page of a rule: why it matters and how to fix it.",
    examples={
        "pplint explain direct-connection": "its page",
        "pplint explain secrets": "the rules of a family",
        "pplint explain hardcoded-url --at flow.json:40": "why it reports that place, or why not",
    },
)
@click.argument("names", metavar="RULE...", nargs=-1, required=True, shell_complete=complete_rules)
@format_option("text", "markdown", "json")
@color_option
@rules_option("folders")
@click.option("--at", metavar="FILE:LINE", help="Instead, say why RULE reports this place, or why not.")
@click.option("--config", metavar="FILE", help="With --at: use this configuration.")
def explain(
    names: tuple[str, ...],
    form: str,
    color: str,
    folders: tuple[str, ...],
    at: str | None,
    config: str | None,
) -> int:
    """Show the page of each RULE: why it matters and how to fix it; for a family, list its rules."""
    from pplint.commands import explain as command

    if at is not None:
        return command.run_at(names, at, {"config": config, "rules": folders})
    return command.run(names, form, color, folders)


@click.command(
    cls=Command,
    examples={
        "pplint rules": "all of them",
        "pplint rules settings": "a family",
        "pplint rules -f json": "as data",
    },
)
@click.argument("names", metavar="[NAME|FAMILY]...", nargs=-1, shell_complete=complete_rules)
@format_option("text", "json")
@rules_option("folders")
@click.option("--added-in", "version", metavar="VERSION", help="Only the rules that are new in this version.")
@color_option
def rules(
    names: tuple[str, ...], form: str, folders: tuple[str, ...], version: str | None, color: str
) -> int:
    """List all rules, or those of the named families."""
    from pplint.commands import rules as command

    return command.run(form, names, folders, version, color)


@click.command(
    "new-rule",
    cls=Command,
    examples={
        "pplint new-rule naming/flow-prefix": "rules/naming/flow_prefix.py and .md",
        "pplint new-rule naming/flow-prefix ours": "in another folder",
        "pplint --rules ours": "run with it",
    },
)
@click.argument("rule", metavar="FAMILY/NAME")
@click.argument("folder", default="rules", type=click.Path(), metavar="[DIR]")
def new_rule(rule: str, folder: str) -> int:
    """Write a new rule and its page, to start from."""
    from pplint.commands import new_rule as command

    return command.run(rule, folder)
