"""The command that puts pplint into a repository: ``init``."""

from __future__ import annotations

import click

from pplint.cli.help import Command


@click.command(
    cls=Command,
    short_help="Write the configuration, hook, pipeline and baseline.",
    examples={
        "pplint init": "show what would be written, and ask",
        "pplint init --dry-run": "only show it",
    },
    exits="0 written, or nothing to write, 1 declined, 2 a wrong command",
)
@click.argument("path", type=click.Path(), default=".")
@click.option("-y", "--yes", is_flag=True, help="Write without asking.")
@click.option("--dry-run", is_flag=True, help="Only show what would be written.")
def init(path: str, yes: bool, dry_run: bool) -> int:
    """Set pplint up for a repository: configuration, pre-commit hook, workflow or pipeline, and baseline.

    Shows what it would write and asks. It never overwrites existing files.
    """
    from pplint.commands import init as command

    return command.run(path, yes, dry_run)
