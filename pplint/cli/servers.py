"""The commands that editors and coding agents start: ``mcp``, ``server``."""

from __future__ import annotations

import click

from pplint.cli.help import Command


@click.command(
    cls=Command,
    short_help="Serve coding agents over standard input and output.",
    examples={"pplint mcp": "for the repository here", "pplint mcp ~/src/orders": "for that one"},
)
@click.argument("root", default=".", type=click.Path())
def mcp(root: str) -> int:
    """Serve coding agents over standard input and output (Model Context Protocol).

    The tools read only files below ROOT. One of them can change files, and only if it is asked to.
    """
    from pplint.commands import mcp as command

    return command.run(root)


@click.command(cls=Command, examples={"pplint server": "the editor starts it and talks to it"})
def server() -> int:
    """Serve an editor (Language Server Protocol over standard input)."""
    from pplint.commands import server as command

    return command.run()
