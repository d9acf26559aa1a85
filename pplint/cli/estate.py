"""The command over many repositories: ``estate``."""

from __future__ import annotations

from typing import Any

import click

from pplint.cli.help import Command


@click.command(
    cls=Command,
    short_help="Check many repositories, on one machine or a cluster.",
    examples={
        "pplint estate repositories/* -o estate": "folders on this machine",
        "pplint estate addresses.txt -o estate --resume": "git addresses, one on each line; unchanged ones are skipped",
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
    help="An existing Dask scheduler (default: a cluster on this machine).",
)
@click.option("--resume", is_flag=True, help="Skip repositories that have not changed since the last run.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=10.0,
    metavar="MINUTES",
    help="Give up on a repository after this time (default: 10).",
)
@click.option(
    "--memory",
    type=click.IntRange(min=200),
    default=2000,
    metavar="MB",
    help="Give up on a repository that needs more (default: 2000; not on Windows).",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes on this machine (default: one for each core).",
)
def estate(sources: tuple[str, ...], **options: Any) -> int:
    """Check many repositories: folders, globs, solution zips, git addresses, or a .txt file of them.

    Git addresses are cloned with your own git (only the newest commit) into a temporary folder, which is
    deleted afterwards.
    """
    from pplint.commands import estate as command

    return command.run(sources, options)
