"""The command over many repositories: ``estate``."""

from __future__ import annotations

from typing import Any

import click

from pplint.cli.help import Command


@click.command(
    cls=Command,
    short_help="Examine many repositories, on one machine or a cluster.",
    examples={
        "pplint estate repositories/* -o estate": "folders of this machine",
        "pplint estate addresses.txt -o estate --resume": "git addresses, a line each; what is unchanged is skipped",
        "pplint estate addresses.txt -o estate --scheduler tcp://scheduler:8786": "on a cluster",
    },
    exits="0 examined, 2 a wrong command, or no repository could be examined",
)
@click.argument("sources", nargs=-1, required=True)
@click.option(
    "-o", "--output", metavar="DIR", required=True, help="The folder for Parquet tables and index.html."
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="A Dask scheduler that exists (default: a cluster of this machine).",
)
@click.option(
    "--resume", is_flag=True, help="Skip what is unchanged since the last run into the same folder."
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=10.0,
    metavar="MINUTES",
    help="Give a repository up after so long (default: 10).",
)
@click.option(
    "--memory",
    type=click.IntRange(min=200),
    default=2000,
    metavar="MB",
    help="Give a repository up that needs more (default: 2000; not on Windows).",
)
@click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N", help="Processes of this machine (default: one a core)."
)
def estate(sources: tuple[str, ...], **options: Any) -> int:
    """Examine many repositories: folders, globs, solution zips, git addresses, or a .txt file of them.

    Git addresses are cloned shallow with your own git into a temporary folder, which is deleted afterwards.
    """
    from pplint.commands import estate as command

    return command.run(sources, options)
