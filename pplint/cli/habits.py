"""Options that other tools have, and what they are called here."""

from __future__ import annotations

import click

HABITS = {
    "--disable": ("--ignore",),
    "--enable": ("--extend-select",),
    "--env": ("--environment", "--target"),
    "--environment": ("--target",),
    "--exit-code": ("--fail-on",),
    "--format-json": ("--format",),
    "--json": ("--format",),
    "--level": ("--min-severity",),
    "--only": ("--select", "--rule"),
    "--out": ("--output",),
    "--output-file": ("--output",),
    "--output-format": ("--format",),
    "--rule": ("--select",),
    "--sarif": ("--format",),
    "--severity": ("--min-severity",),
    "--skip": ("--ignore", "--exclude"),
    "--strict": ("--select",),
    "--target": ("--environment",),
    "--warn-only": ("--exit-zero",),
    "--yes": ("--fix",),
}
"""Each with the options that may be meant; of these the first that a command has."""
VALUES = {"--format-json": " json", "--json": " json", "--sarif": " sarif", "--strict": " all"}
TARGET = "`pplint forecast --target NAME` looks at one target"
ELSEWHERE = {
    ("check", "--env"): TARGET,
    ("check", "--environment"): TARGET,
    ("check", "--target"): TARGET,
    ("sync", "--env"): "name its settings file",
    ("sync", "--environment"): "name its settings file",
    ("", "--since"): "`pplint --since REV` compares with a revision",
    ("", "--fix"): "`pplint check --fix` fixes findings, `pplint settings sync` corrects settings files",
}
"""What to say where a command has none of them; an empty name is any command."""


def hint(option: str, command: click.Command | None) -> str:
    """``; here it is --x``, or where it is to be had; empty where nothing is known."""
    options = {name for p in command.params for name in p.opts} if command is not None else set()
    for meant in HABITS.get(option, ()):
        if meant in options:
            return f"; here it is {meant}{VALUES.get(option, '')}"
    name = command.name if command is not None else ""
    words = ELSEWHERE.get((name or "", option)) or ELSEWHERE.get(("", option))
    return f"; {words}" if words else ""
