"""The commands that run rules and record what is known: ``check``, ``diff``, ``baseline``, ``ignore``."""

from __future__ import annotations

from typing import Any

import click

from pplint.cli.formats import FORMATS
from pplint.cli.help import EXITS, Command
from pplint.cli.options import (
    color_option,
    complete_rules,
    config_option,
    count_jobs,
    format_option,
    read_outputs,
    root_option,
    rules_option,
    split,
)


@click.command(
    cls=Command,
    examples={
        "pplint": "check everything here",
        "pplint solutions/Orders settings": "show findings for these; the rest is still read",
        "pplint --since main": "only findings that this branch adds",
        "pplint --select secrets -f json > found.json": "one family, as data",
        "pplint -o out/pplint.sarif -o out/summary.md": "reports for a pipeline, in addition to the text",
    },
    exits=EXITS,
)
@click.argument("paths", nargs=-1, type=click.Path())
# What is shown, and where
@format_option(*FORMATS)
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    callback=read_outputs,
    metavar="FORMAT=FILE",
    help="Also write a report to a file.",
)
@click.option(
    "--min-severity",
    type=click.Choice(["error", "warning", "note"], case_sensitive=False),
    metavar="SEVERITY",
    help="List only findings from this severity up in text and annotations.",
)
@click.option(
    "--sort",
    type=click.Choice(["cost", "path"], case_sensitive=False),
    default="cost",
    help="Order of findings in text (default: cost).",
)
@click.option("--statistics", is_flag=True, help="Show counts for each rule instead of findings.")
@click.option("-q", "--quiet", is_flag=True, help="Print findings only.")
@click.option("-v", "--verbose", is_flag=True, help="Also print what was found and why.")
@color_option
# Which rules
@click.option(
    "--select",
    multiple=True,
    callback=split,
    shell_complete=complete_rules,
    metavar="NAME|FAMILY|all",
    help="Run only these rules.",
)
@click.option(
    "--extend-select",
    multiple=True,
    callback=split,
    shell_complete=complete_rules,
    metavar="NAME|FAMILY",
    help="Run these too.",
)
@click.option(
    "--ignore",
    multiple=True,
    callback=split,
    shell_complete=complete_rules,
    metavar="NAME|FAMILY",
    help="Turn these rules off.",
)
@rules_option()
@click.option("--plugin", multiple=True, metavar="NAME", help="Also use the rules of this installed package.")
# What is an exit code of 1
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "note", "never"], case_sensitive=False),
    metavar="SEVERITY",
    help="Exit with 1 at error, warning (the default), note or above; or never.",
)
@click.option("--exit-zero", is_flag=True, help="The same as --fail-on never.")
@click.option("--allow-empty", is_flag=True, help="Exit with 0 if there is nothing to check.")
# What is hidden
@click.option("--baseline", metavar="FILE", help="Hide the findings that this baseline contains.")
@click.option(
    "--since",
    metavar="REV",
    help="Show only findings that are new since this git revision, and count the fixed ones.",
)
@click.option("--no-baseline", is_flag=True, help="Also show the findings that the baseline hides.")
@click.option("--no-ignores", is_flag=True, help="Also show the findings that ignores and notes hide.")
@click.option("--show-suppressed", is_flag=True, help="Also list hidden findings, with a mark.")
@click.option(
    "--policy", metavar="FILE", help="Rules that no repository can turn off: [policy] mandatory = [...]."
)
# What is read
@config_option
@click.option(
    "--isolated", is_flag=True, help="Do not use the repository's configuration, notes or baseline."
)
@click.option("--exclude", multiple=True, metavar="GLOB", help="Do not read these files at all.")
@click.option("--force-exclude", is_flag=True, help="Apply excludes to files named on the command line too.")
@root_option
@click.option(
    "-j",
    "--jobs",
    default="auto",
    callback=count_jobs,
    metavar="N|auto",
    help="Share the work out to N processes (default: auto, as many as make it faster).",
)
@click.option(
    "--no-cache",
    is_flag=True,
    help="Check everything again, even where nothing has changed since the last time.",
)
@click.option(
    "--stdin-filename",
    metavar="NAME",
    help="With the path '-': check standard input as if it were this file.",
)
# Fixes
@click.option("--fix", is_flag=True, help="Make safe fixes, and report the remaining findings.")
@click.option(
    "--unsafe-fixes", is_flag=True, help="With --fix or --diff: also make fixes that may change behaviour."
)
@click.option("--fix-only", is_flag=True, help="Like --fix, but do not report findings.")
@click.option(
    "--diff", is_flag=True, help="Show what --fix would change, and exit with 1 if it would change anything."
)
def check(paths: tuple[str, ...], **options: Any) -> int:
    """Lint PATHS (default: the current folder).

    PATHS are repositories, solutions, folders, files or solution zips. `pplint PATHS` is the same.
    """
    from pplint.commands import check as command

    return command.run(paths or (".",), options)


@click.command(
    cls=Command,
    short_help="Say what changed in flows, definitions and settings.",
    examples={
        "pplint diff main": "compare the working tree with a git revision",
        "pplint diff v1.2 v1.3 -f markdown": "",
        "pplint diff Orders_1_0_0_0.zip Orders_1_1_0_0.zip": "",
    },
    exits="0 done, 1 a change and --exit-code, 2 a wrong command",
)
@click.argument("old")
@click.argument("new", required=False)
@format_option("text", "markdown", "json")
@click.option("--exit-code", is_flag=True, help="Exit with 1 if anything other than layout changed.")
@config_option
@root_option
def diff(old: str, new: str | None, **options: Any) -> int:
    """Say what changed in flows, definitions and settings between two states of the sources.

    OLD and NEW are folders, solution zips or git revisions, which are read without a checkout; without
    NEW, the working tree is compared. To compare two targets, use `pplint settings diff`.
    """
    from pplint.commands import diff as command

    return command.run(old, new, options)


@click.command(
    cls=Command,
    examples={
        "pplint baseline": "record today's findings",
        "pplint baseline --prune": "remove what is fixed",
        "pplint baseline --rule hardcoded-url": "only this rule; other entries stay",
    },
    exits="0 written, 2 a wrong command or a rule that crashed",
)
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--prune", is_flag=True, help="Remove entries that no longer match a finding.")
@click.option(
    "--rule", "only", multiple=True, callback=split, metavar="NAME|FAMILY", help="Record only these rules."
)
@click.option(
    "--include-secrets", is_flag=True, help="Also record credentials, although it is better to revoke them."
)
@click.option("--baseline", metavar="FILE", help="The file to write.")
@rules_option()
@config_option
@root_option
def baseline(paths: tuple[str, ...], **options: Any) -> int:
    """Record today's findings, so that only new ones are shown.

    Writes them to pplint-baseline.jsonl beside the configuration, else at the root of the repository.
    """
    from pplint.commands import baseline as command

    return command.run(paths or (".",), options)


@click.command(
    cls=Command,
    short_help="Ignore the finding at a place, with a reason.",
    examples={
        "pplint ignore settings/prod.json:12 --reason 'same in all stages'": "",
        "pplint ignore flow.json:40:9 --reason 'sandbox' --until 2027-03-31": "",
        "pplint ignore flow.json:40:9 --reason 'sandbox' --note": "a text for the designer",
    },
    exits="0 written, 2 a wrong command or no finding at that place",
)
@click.argument("place", metavar="FILE:LINE[:COLUMN]")
@click.option(
    "--reason", required=True, metavar="TEXT", help="The reason; it is shown with the hidden finding."
)
@click.option("--until", metavar="DATE", help="Report it again after this day, such as 2027-03-31.")
@click.option(
    "--note", is_flag=True, help="Print the note for the designer instead of writing the configuration."
)
@click.option("--config", metavar="FILE", help="Write to this configuration.")
@root_option
def ignore(place: str, **options: Any) -> int:
    """Ignore the finding at a place (as pplint prints it), with a reason.

    Writes an [[ignore]] into pplint.toml; the entry names the component and the place in it, not the line.
    """
    from pplint.commands import ignore as command

    return command.run(place, options)
