"""``pplint check``: lint, report, exit code."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

import click

from pplint.api import lint
from pplint.config import Config
from pplint.errors import NothingToCheck
from pplint.files import write_atomically
from pplint.reports import Options, render
from pplint.rule import Severity
from pplint.terminal import wants_colour


def run(paths: Sequence[str], options: Mapping[str, Any]) -> int:
    """Lint ``paths``; results go to standard output, everything else to standard error."""
    begin = time.perf_counter()
    fail_on = options["fail_on"] or "warning"
    if options["exit_zero"]:
        fail_on = "never"
    config = Config(
        select=options["select"] or ("default",),
        extend_select=options["extend_select"],
        ignore=options["ignore"],
        root=options["root"],
    )
    try:
        report = lint(paths, config)
    except NothingToCheck as error:
        if not options["allow_empty"]:
            raise
        click.echo(f"pplint: {error}", err=True)
        return 0
    for notification in report.notifications:
        click.echo(f"pplint: warning: {notification}", err=True)
    if options["verbose"]:
        for line in report.found:
            click.echo(line, err=True)
        click.echo(f"checked in {time.perf_counter() - begin:.2f} s", err=True)
    presentation = Options(
        colour=wants_colour(options["color"], sys.stdout),
        statistics=options["statistics"],
        quiet=options["quiet"],
    )
    for form, file in options["outputs"]:
        write_atomically(file, render(form, report, Options()))
    click.echo(render(options["form"], report, presentation), nl=False, color=presentation.colour)
    return report.exit_code(None if fail_on == "never" else Severity.parse(fail_on))
