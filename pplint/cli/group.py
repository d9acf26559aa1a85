"""The group of all commands; each is loaded when it is called or listed."""

from __future__ import annotations

import importlib
import os

import click

from pplint import __version__
from pplint.cli.commands import ALIASES, COMMANDS, WORDS


class DefaultCheck(click.Group):
    """A group whose default command is ``check``; a mistyped command gets the nearest name."""

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        place = COMMANDS.get(ALIASES.get(name, name))
        if place is None:
            return None
        module, _, function = place.partition(":")
        command = getattr(importlib.import_module(f"pplint.cli.{module}"), function)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name, command, rest = super().resolve_command(context, args)
        return ALIASES.get(name or "", name), command, rest

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        if args and args[0] in WORDS and not os.path.lexists(args[0]):
            # `pplint help settings` and `pplint version`, as other tools have them.
            args = [*args[1:], WORDS[args[0]]] if args[0] == "help" else [WORDS[args[0]]]
        if context.resilient_parsing:
            # The shell completes commands first; paths are its own business.
            return super().parse_args(context, args)
        own = {"--help", "-h", "--version"}
        if not args or (args[0] not in own and args[0] not in COMMANDS and args[0] not in ALIASES):
            if args and not args[0].startswith("-") and not os.path.lexists(args[0]):
                self._refuse(args[0])
            args = ["check", *args]
        return super().parse_args(context, args)

    def format_options(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        from pplint.cli.help import COMMANDS as GROUPS
        from pplint.cli.help import write_commands

        commands = {name: self.get_command(context, name) for name in self.list_commands(context)}
        write_commands(formatter, {name: c for name, c in commands.items() if c is not None}, GROUPS)

    def format_epilog(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        from pplint.cli.help import write_end

        # A line each: with all commands it is to fit on a screen.
        write_end(formatter, {}, "0 no findings, 1 findings, 2 the result cannot be trusted")
        formatter.write_text("`pplint COMMAND --help` has its options, examples and exit codes.")

    def _refuse(self, word: str) -> None:
        from pplint.errors import nearest_hint

        hint = nearest_hint(word, COMMANDS) if os.sep not in word and "/" not in word else ""
        raise click.UsageError(f"{word!r} is neither a command nor an existing path{hint}")


@click.group(
    cls=DefaultCheck,
    options_metavar="",
    subcommand_metavar="[PATHS]... | COMMAND [ARGS]...",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(
    package_name=None, version=__version__, message="pplint %(version)s (power-platform-lint)"
)
def pplint() -> None:
    """Find what will fail or behave differently when a Power Platform solution is imported.

    \b
    pplint .                           check this repository (pplint check .)
    pplint . --since main              only findings that this branch adds
    pplint explain direct-connection   why a rule matters, and how to fix it
    """
