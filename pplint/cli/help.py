"""How help is laid out: commands and options in groups, examples and exit codes at the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import click

COMMANDS = {
    "Check": ("check", "baseline", "ignore", "init", "extract", "estate"),
    "Rules": ("explain", "rules", "new-rule"),
    "Deployment": ("settings", "forecast", "value", "handover"),
    "Contents of the repository": ("where", "graph", "diff", "inventory", "audit", "config"),
    "Editors and agents": ("server", "mcp"),
}
OPTIONS = {
    "Rules": ("--select", "--extend-select", "--ignore", "--rules", "--plugin", "--policy"),
    "New and hidden findings": (
        "--since",
        "--baseline",
        "--no-baseline",
        "--no-ignores",
        "--show-suppressed",
        "--min-severity",
    ),
    "Exit code": ("--fail-on", "--exit-zero", "--allow-empty"),
    "Output": (
        "--format",
        "--output",
        "--sort",
        "--statistics",
        "--quiet",
        "--verbose",
        "--color",
    ),
    "Fixes": ("--fix", "--unsafe-fixes", "--fix-only", "--diff"),
    "Input": (
        "--config",
        "--isolated",
        "--exclude",
        "--force-exclude",
        "--root",
        "--stdin-filename",
        "--jobs",
        "--no-cache",
    ),
}
"""Groups of options of commands that have many; what no group names comes last."""
EXITS = (
    "0 nothing at or above --fail-on (default: warning), 1 findings, 2 a wrong command or a result that may be "
    "incomplete, 130 interrupted"
)
MANY = 12
INDENT = 4


class Command(click.Command):
    """A command whose help ends with examples and exit codes.

    ``examples`` are command lines and what each does. ``exits`` says what the exit codes mean, for a command with
    more of them than 0 and 2.
    """

    def __init__(
        self,
        *arguments: Any,
        examples: Mapping[str, str] | None = None,
        exits: str = "0 done, 2 a wrong command",
        **attributes: Any,
    ) -> None:
        super().__init__(*arguments, **attributes)
        self.examples = dict(examples or {})
        self.exits = exits

    def format_options(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        # Arguments are explained by the text above.
        records = {
            parameter: record
            for parameter in self.get_params(context)
            if isinstance(parameter, click.Option)
            and (record := parameter.get_help_record(context)) is not None
        }
        if len(records) <= MANY:
            groups = {"Options": list(records.values())}
        else:
            named = {option: title for title, options in OPTIONS.items() for option in options}
            groups = {title: [] for title in (*OPTIONS, "Other")}
            for parameter, record in records.items():
                title = next((named[o] for o in parameter.opts if o in named), "Other")
                groups[title].append(record)
        _write_groups(formatter, groups)

    def format_epilog(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        write_end(formatter, self.examples, self.exits)


def write_end(formatter: click.HelpFormatter, examples: Mapping[str, str], exits: str) -> None:
    """Examples, with their words beside them where there is room and else below, and the exit codes."""
    if examples:
        with formatter.section("Examples"):
            begin = " " * formatter.current_indent
            room = formatter.width - len(begin) - 2
            beside = [line for line, words in examples.items() if words and len(line) + len(words) <= room]
            width = max(map(len, beside), default=0)
            for line, words in examples.items():
                if line in beside and width + len(words) <= room:
                    formatter.write(f"{begin}{line:{width}}  {words}\n")
                else:
                    formatter.write(f"{begin}{line}\n" + (f"{begin}    {words}\n" if words else ""))
    formatter.write_paragraph()
    formatter.write_text(f"Exit codes: {exits}.")


def write_commands(
    formatter: click.HelpFormatter, commands: Mapping[str, click.Command], groups: Mapping[str, Iterable[str]]
) -> None:
    """The commands in their groups, a line each, without empty lines between them: all of it fits on a screen."""
    width = max(map(len, commands))
    grouped = {name for names in groups.values() for name in names}
    rest = [name for name in commands if name not in grouped]
    formatter.write_paragraph()
    for title, names in {**groups, "Other": rest}.items():
        found = [name for name in names if name in commands]
        formatter.write(f"{title}:\n" if found else "")
        for name in found:
            words = commands[name].get_short_help_str(formatter.width - INDENT - width)
            formatter.write(f"  {name:{width}}  {words}\n")


def _write_groups(formatter: click.HelpFormatter, groups: Mapping[str, list[tuple[str, str]]]) -> None:
    for title, records in groups.items():
        if records:
            with formatter.section(title):
                formatter.write_dl(records)
