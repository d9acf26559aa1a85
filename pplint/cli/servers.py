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

    The tools read below ROOT and nowhere else; one of them writes, and only when it is told to.
    """
    from pplint.commands import mcp as command

    return command.run(root)


@click.command(cls=Command, examples={"pplint server": "started by the editor, with which it talks"})
def server() -> int:
    """Serve an editor (Language Server Protocol over standard input)."""
    from pplint.commands import server as command

    return command.run()
