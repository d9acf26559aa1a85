"""``pplint audit``: the report for people without a terminal, as one HTML file."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from typing import Any

from pplint.api import lint_workspace
from pplint.commands.inventory import write_csv
from pplint.commands.request import make_config
from pplint.errors import UsageError
from pplint.files.revisions import describe_head
from pplint.files.writing import write_atomically
from pplint.generate.audit.logo import LARGEST, data_address
from pplint.generate.audit.page import Cover, render_audit
from pplint.generate.audit.tables import finding_table
from pplint.generate.audit.trend import EarlierFinding, read_earlier
from pplint.generate.inventory.configuration import configuration_rows
from pplint.generate.inventory.tables import make_tables
from pplint.terminal import say, show
from pplint.text import sanitise

LARGEST_REPORT = 100_000_000


def run(paths: Sequence[str], options: Mapping[str, Any]) -> int:
    """Write the page to ``--output``, or to standard output, and the tables behind it to ``--csv``."""
    earlier = _read_report(options["compare"]) if options["compare"] else None
    logo = data_address(_read(options["logo"], LARGEST), options["logo"]) if options["logo"] else ""
    config, roots = make_config(paths, options)
    config.jobs = None
    workspace, report = lint_workspace(roots, config)
    cover = Cover(
        client=sanitise(options["client"] or "", 120),
        author=sanitise(options["author"] or "", 120),
        logo=logo,
        stamp=_stamp(roots.workspace),
    )
    page = render_audit(workspace, report, cover, earlier)
    if options["csv"]:
        tables = [
            *make_tables(workspace, report, configuration_rows(config)),
            finding_table(workspace, report),
        ]
        write_csv(options["csv"], tables, roots.report)
        say(f"pplint: wrote {len(tables)} tables to {sanitise(options['csv'], 0)}")
    if options["output"]:
        write_atomically(options["output"], page, root=roots.report)
        say(f"pplint: wrote {sanitise(options['output'], 0)}")
    else:
        show(page)
    for notification in report.notifications:
        say(f"pplint: warning: {notification}")
    return 2 if report.crashed else 0


def _stamp(folder: str) -> str:
    """Commit and date of the sources; nothing where they are in no git repository."""
    try:
        return describe_head(folder)
    except UsageError:
        return ""


def _read(path: str, largest: int) -> bytes:
    """A file that the user names, wherever it is."""
    try:
        if os.path.getsize(path) > largest:
            raise UsageError(f"{path!r} is larger than {largest // 1000:,} kB")
        with open(path, "rb") as file:
            return file.read(largest + 1)
    except OSError as error:
        raise UsageError(f"{path!r} cannot be read: {error.strerror}") from error


def _read_report(path: str) -> list[EarlierFinding]:
    try:
        earlier = read_earlier(json.loads(_read(path, LARGEST_REPORT)))
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path!r} is not JSON") from error
    if earlier is None:
        raise UsageError(f"{path!r} is not a report of pplint; write one with 'pplint . -o json=FILE'")
    return earlier
