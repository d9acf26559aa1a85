"""Options that several commands share, and how their values are read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from pplint.cli.formats import (
    ENDINGS,
    FORMATS,
    MOST_JOBS,
    read_jobs,
    read_output,
    says_jobs,
    split_names,
)

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

config_option = click.option("--config", metavar="FILE", help="Use this configuration.")
root_option = click.option(
    "--root", metavar="DIR", help="Root folder of the workspace and of paths in reports."
)
color_option = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"], case_sensitive=False),
    default="auto",
    help="Colours in text.",
)


def complete_targets(context: click.Context, _: click.Parameter, typed: str) -> list[str]:
    """Names of the targets of the repository, for the shell."""
    from pplint.commands.completion import targets

    return [name for name in targets(_path(context)) if name.startswith(typed.lower())]


def complete_names(context: click.Context, _: click.Parameter, typed: str) -> list[str]:
    """Names of environment variables and connection references of the repository, for the shell."""
    from pplint.commands.completion import names

    return [name for name in names(_path(context)) if name.lower().startswith(typed.lower())]


def _path(context: click.Context) -> str:
    return str(context.params.get("path") or ".")


target_option = click.option(
    "--target",
    metavar="NAME",
    shell_complete=complete_targets,
    help="Only this target, in any spelling (prod, production).",
)


def rules_option(name: str = "rules") -> Callable[[Decorated], Decorated]:
    """The option ``--rules``, passed on as ``name``: a function's own name may stand in the way."""
    return click.option(
        "--rules", name, multiple=True, metavar="DIR", help="Also use the rules in this folder."
    )


def format_option(*formats: str) -> Callable[[Decorated], Decorated]:
    """The option ``-f``: the same in every command, in upper or lower case; the first format is the default."""
    return click.option(
        "-f",
        "--format",
        "form",
        type=click.Choice(formats, case_sensitive=False),
        default=formats[0],
        metavar="FORMAT",
        help=f"Format of standard output: {', '.join(formats[:-1])} or {formats[-1]}.",
    )


def complete_rules(_: click.Context, __: click.Parameter, typed: str) -> list[str]:
    """Names of rules and families for the shell; what stands before a comma stays."""
    from pplint import registry

    before, comma, begun = typed.rpartition(",")
    names = [*registry.FAMILIES, *registry.load()]
    return [f"{before}{comma}{name}" for name in names if name.startswith(begun.lower())]


def split(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """The names in an option that may be given several times, each time with a list separated by commas."""
    return split_names(values)


def count_jobs(_: click.Context, __: click.Parameter, value: str) -> int | None:
    """A number of processes, or ``None`` for ``auto``; a ``click.BadParameter`` for anything else."""
    if not says_jobs(value):
        raise click.BadParameter(f"{value!r} is neither 'auto' nor a number from 1 to {MOST_JOBS}")
    return read_jobs(value)


def read_outputs(
    _: click.Context, __: click.Parameter, values: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """Formats and files of ``--output``; a ``click.BadParameter`` where one is neither."""
    outputs = []
    for value in values:
        output = read_output(value)
        if output is None:
            raise click.BadParameter(
                f"{value!r} is neither FORMAT=FILE, where FORMAT is one of {', '.join(FORMATS)}, nor a file "
                f"whose ending says its format: {', '.join(ENDINGS)}"
            )
        outputs.append(output)
    return tuple(outputs)
