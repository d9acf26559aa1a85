"""The command that makes a literal an environment variable: ``extract``."""

from __future__ import annotations

from typing import Any

import click

from pplint.cli.help import Command
from pplint.cli.options import config_option, root_option


@click.command(
    cls=Command,
    short_help="Turn a hard-coded value into an environment variable.",
    examples={
        "pplint extract hardcoded-url --name cto_OrdersSite --diff": "look first",
        "pplint extract flow.json:40 --name cto_OrdersSite": "the literal at a place",
        "pplint extract https://api.example.com --name cto_ApiHost": "wherever it is",
    },
    exits="0 written, or nothing to do, 1 with --diff: something would change, 2 refused or a wrong command",
)
@click.argument("literal", metavar="PLACE|RULE|VALUE")
@click.argument("path", default=".", type=click.Path())
@click.option("--name", required=True, metavar="SCHEMA", help="Schema name of the variable, with its prefix.")
@click.option("--display-name", metavar="TEXT", help="Display name (default: the words of the schema name).")
@click.option(
    "--type",
    type=click.Choice(["string", "number", "boolean", "json", "data-source"], case_sensitive=False),
    metavar="TYPE",
    help="Type: string, number, boolean, json or data-source (default: that of the literal).",
)
@click.option(
    "--value", is_flag=True, help="Treat the argument as a value, even if it looks like a place or a rule."
)
@click.option("--across", is_flag=True, help="Also change other solutions, which then depend on this one.")
@click.option(
    "--leave-empty", is_flag=True, help="Leave new settings entries empty instead of keeping the literal."
)
@click.option(
    "--unsafe-fixes",
    is_flag=True,
    help="Also change triggers, and parameters whose columns the designer may lose.",
)
@click.option("--diff", is_flag=True, help="Only show what would change, and exit with 1 if anything would.")
@config_option
@root_option
def extract(literal: str, path: str, **options: Any) -> int:
    """Turn a value that is hard-coded in a flow into an environment variable.

    The value is one that a rule reports, the one at FILE:LINE[:COLUMN], or the text itself. pplint writes the
    definition, uses the variable wherever the flows of the solution have the value, and adds an entry to the
    settings of each target.
    """
    from pplint.commands import extract as command

    return command.run(literal, path, options)
