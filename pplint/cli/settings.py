"""The commands of ``pplint settings``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from pplint.cli.help import Command, write_commands, write_end
from pplint.cli.options import (
    complete_targets,
    config_option,
    root_option,
)


class Settings(click.Group):
    """The group, with its commands one under another."""

    def format_options(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        commands = {name: self.commands[name] for name in self.list_commands(context)}
        write_commands(formatter, commands, {"Commands": tuple(commands)})

    def format_epilog(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        examples = {
            "pplint settings new . --environment prod -o settings/prod.json": "",
            "pplint settings sync": "update the file of every target",
            "pplint settings check": "fail if a file is not up to date",
        }
        write_end(formatter, examples, "see the help of each command")


@click.group(cls=Settings, no_args_is_help=False, invoke_without_command=True)
@click.pass_context
def settings(context: click.Context) -> None:
    """Make and update deployment settings files.

    The names come from the sources, so you only fill in the values.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def _settings_options(command: Callable[..., int]) -> Callable[..., int]:
    for option in reversed(
        (
            click.option(
                "--tokens", metavar="TEXT", help="Write tokens instead of empty values: '#{NAME}#'."
            ),
            click.option("--include-defaults", is_flag=True, help="Also add variables that have a default."),
            click.option(
                "--newer-keys", is_flag=True, help="Also write the keys that newer versions of pac add."
            ),
            config_option,
            root_option,
        )
    ):
        command = option(command)
    return command


_prune = click.option("--prune", is_flag=True, help="Also remove entries that no solution defines.")
_sort = click.option("--sort", is_flag=True, help="Sort entries by name.")
_rename = click.option(
    "--rename", multiple=True, metavar="OLD=NEW", help="Give an entry a new name; its value stays."
)


@settings.command(
    cls=Command,
    examples={
        "pplint settings new . --environment prod -o settings/prod.json": "",
        "pplint settings new --template --tokens '#{NAME}#'": "shown only",
    },
)
@click.argument("path", default=".", type=click.Path())
@click.option(
    "--environment",
    metavar="NAME",
    shell_complete=complete_targets,
    help="The target environment, such as prod.",
)
@click.option(
    "-o", "--output", metavar="FILE", help="Write to a file that does not exist yet (default: show it)."
)
@click.option("--template", is_flag=True, help="Write a template, not the file of a target.")
@_settings_options
def new(path: str, **options: Any) -> int:
    """Make a settings file for the solutions in PATH."""
    from pplint.commands import settings as command

    return command.new(path, options)


@settings.command(
    cls=Command,
    short_help="Update the files of all targets, or FILES.",
    examples={
        "pplint settings sync": "every target",
        "pplint settings sync --dry-run": "only show what would change",
        "pplint settings sync settings/prod.json --rename old_Host=cto_Host": "",
    },
    exits="0 done, 2 a wrong command or a file that was not updated",
)
@click.argument("files", nargs=-1, type=click.Path())
@_prune
@_sort
@_rename
@click.option("--dry-run", is_flag=True, help="Only show what would change; values are hidden.")
@_settings_options
def sync(files: tuple[str, ...], **options: Any) -> int:
    """Bring FILES up to date (default: every target's file); values that you typed stay."""
    from pplint.commands import settings as command

    return command.sync(files, options)


@settings.command(
    "check",
    cls=Command,
    short_help="Show what `sync` would change; exit 1 if it would.",
    examples={
        "pplint settings check": "in a pipeline",
        "pplint settings check settings/prod.json --prune": "",
    },
    exits="0 up to date, 1 a file would change, 2 a wrong command or a file that cannot be read",
)
@click.argument("files", nargs=-1, type=click.Path())
@_prune
@_sort
@_rename
@_settings_options
def check_settings(files: tuple[str, ...], **options: Any) -> int:
    """Show what `sync` would change; exit with 1 if a file would change."""
    from pplint.commands import settings as command

    return command.sync(files, options, is_check=True)


@settings.command(
    "diff",
    cls=Command,
    short_help="Show two targets side by side.",
    examples={
        "pplint settings diff test prod": "",
        "pplint settings diff test prod --values": "with their values; secrets never",
    },
)
@click.argument("left", metavar="A", shell_complete=complete_targets)
@click.argument("right", metavar="B", shell_complete=complete_targets)
@click.argument("path", default=".", type=click.Path())
@click.option("--values", is_flag=True, help="Show values too; secrets never.")
@config_option
@root_option
def diff_settings(left: str, right: str, path: str, **options: Any) -> int:
    """Show two targets side by side: what is equal, different, or in one alone.

    To compare two states of the sources, use `pplint diff`.
    """
    from pplint.commands import settings as command

    return command.compare_targets(left, right, path, options)
