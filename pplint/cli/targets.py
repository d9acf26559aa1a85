"""The commands about targets and what is there: ``forecast``, ``handover``, ``inventory``, ``where`` and more."""

from __future__ import annotations

from typing import Any

import click

from pplint.cli.help import Command
from pplint.cli.options import (
    color_option,
    complete_names,
    config_option,
    format_option,
    root_option,
    rules_option,
    target_option,
)


@click.command(
    cls=Command,
    examples={
        "pplint forecast": "every target",
        "pplint forecast --target prod --fail-on open": "a gate before an import",
        "pplint forecast --against prod.json": "with the content of the environment",
    },
    exits="0 no verdict at or above --fail-on, 1 at least one, 2 a wrong command or a result that may be incomplete",
)
@click.argument("path", default=".", type=click.Path())
@target_option
@click.option(
    "--fail-on",
    type=click.Choice(
        ["stops", "left-out", "stays-off", "wrong-environment", "open", "never"], case_sensitive=False
    ),
    default="stops",
    metavar="VERDICT",
    help="Exit with 1 at stops (the default), left-out, stays-off, wrong-environment, open or worse; or never.",
)
@click.option("--against", metavar="DUMP", help="A saved dump of the environment (docs/environment.md).")
@format_option("text", "json", "markdown")
@click.option("--allow-empty", is_flag=True, help="Exit with 0 if there is no target.")
@color_option
@config_option
@root_option
def forecast(path: str, **options: Any) -> int:
    """Say for each target whether an import will stop, and why."""
    from pplint.commands import forecast as command

    return command.run((path,), options)


@click.command(
    cls=Command,
    examples={
        "pplint handover -o handover.md": "",
        "pplint handover solutions/Orders": "one solution, on standard output",
    },
    exits="0 done, 2 a wrong command or a rule that crashed",
)
@click.argument("path", default=".", type=click.Path())
@click.option("-o", "--output", metavar="FILE", help="Write the document to a file.")
@config_option
@root_option
def handover(path: str, **options: Any) -> int:
    """Write a handover document for the new owners of the environments."""
    from pplint.commands import handover as command

    return command.run((path,), options)


@click.command(
    cls=Command,
    examples={
        "pplint audit -o audit.html": "",
        "pplint audit -o audit.html --client Contoso --author 'Adatum'": "",
        "pplint audit -o audit.html --compare march.json": "and what changed since",
    },
    exits="0 done, 2 a wrong command or a rule that crashed",
)
@click.argument("path", default=".", type=click.Path())
@click.option("-o", "--output", metavar="FILE", help="Write the page to a file (default: show it).")
@click.option("--client", metavar="NAME", help="Name of the client, for the cover.")
@click.option("--author", metavar="NAME", help="Name of the author, for the cover.")
@click.option("--logo", metavar="FILE", help="A PNG, JPEG or plain SVG for the cover, up to 200 kB.")
@click.option(
    "--compare", metavar="OLD.json", help="Show what changed since a report of `pplint . -o json=OLD.json`."
)
@click.option("--csv", metavar="FOLDER", help="Also write the inventory and the findings as CSV.")
@config_option
@root_option
def audit(path: str, **options: Any) -> int:
    """Write one HTML page for people without a terminal."""
    from pplint.commands import audit as command

    return command.run((path,), options)


@click.command(
    cls=Command,
    short_help="Write tables of all components.",
    examples={
        "pplint inventory > inventory.json": "",
        "pplint inventory -f csv -o tables/": "one file for each table",
    },
    exits="0 done, 2 a wrong command or a rule that crashed",
)
@click.argument("path", default=".", type=click.Path())
@format_option("json", "csv")
@click.option(
    "-o", "--output", metavar="FILE|FOLDER", help="Write to a file; CSV to a folder, one file for each table."
)
@config_option
@root_option
def inventory(path: str, **options: Any) -> int:
    """Write tables of all components: solutions, flows, apps, variables and more."""
    from pplint.commands import inventory as command

    return command.run((path,), options)


@click.command(
    cls=Command,
    short_help="Show which value or connection each target gets, and why.",
    examples={
        "pplint value cto_OrdersApiHost": "in every target",
        "pplint value cto_Outlook --target prod": "a connection, in one",
    },
)
@click.argument("name", shell_complete=complete_names)
@click.argument("path", default=".", type=click.Path())
@target_option
@config_option
@root_option
def value(name: str, path: str, **options: Any) -> int:
    """Show which value a variable, or which connection a reference, gets in each target, and why."""
    from pplint.commands import value as command

    return command.run(name, path, options)


@click.command(
    cls=Command,
    examples={
        "pplint where cto_OrdersSite": "",
        "pplint where table:account solutions/Orders": "",
        "pplint where '*.sharepoint.com' -f json": "",
    },
)
@click.argument("name", shell_complete=complete_names)
@click.argument("path", default=".", type=click.Path())
@format_option("text", "json", "markdown")
@config_option
@root_option
def where(name: str, path: str, **options: Any) -> int:
    """List every place that uses NAME, and how.

    NAME is an environment variable, connection reference, connector, table, column, flow, app, agent, web resource,
    host, SharePoint site or e-mail address. It may be a glob; use 'kind:NAME' to search for one kind.
    """
    from pplint.commands import where as command

    return command.run(name, path, options)


@click.command(
    cls=Command,
    examples={
        "pplint graph > graph.mmd": "",
        "pplint graph --around cto_OrdersSite -f svg > site.svg": "",
    },
)
@click.argument("path", default=".", type=click.Path())
@click.option(
    "--around",
    metavar="NAME",
    shell_complete=complete_names,
    help="Only this component, its users and what it uses.",
)
@format_option("mermaid", "dot", "json", "svg")
@config_option
@root_option
def graph(path: str, **options: Any) -> int:
    """Draw what each flow, app and agent uses."""
    from pplint.commands import graph as command

    return command.run(path, options)


@click.command(
    cls=Command,
    examples={
        "pplint config": "the settings here, and where they come from",
        "pplint config solutions/Orders": "the settings for a folder",
    },
)
@click.argument("path", default=".", type=click.Path())
@rules_option()
@config_option
@root_option
def config(path: str, **options: Any) -> int:
    """Show the effective configuration and what was found."""
    from pplint.commands import config as command

    return command.run((path,), options)
