"""One module a format, one function each; imported only when chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module

from pplint.findings import Report, Severity
from pplint.records import NamedTuple
from pplint.text import defuse

OWN_COMMANDS = {"github": ("::error ", "::warning ", "::notice "), "azure": ("##vso[task.logissue ",)}
COMPLETE = frozenset({"json", "sarif", "gitlab"})
"""Formats that hold every finding also where a run is compared with a revision: their readers compare runs themselves."""

PAGELESS = frozenset({"text", "concise", "github", "azure", "junit", "markdown"})
"""Formats that quote nothing of the pages of rules."""


class Options(NamedTuple):
    """How a report is to look.

    ``width`` is in columns, ``None`` where nothing is to be cut; ``min_severity`` says what formats for people
    and annotations list (the machine formats list everything); ``by_path`` and ``links`` are for ``text``.
    ``line_hashes`` gives what is known already of the hashes of lines, by path and number.
    """

    colour: bool = False
    statistics: bool = False
    quiet: bool = False
    show_suppressed: bool = False
    verbose: bool = False
    width: int | None = None
    min_severity: Severity | None = None
    by_path: bool = False
    links: bool = False
    line_hashes: Callable[[], Mapping[str, Mapping[int, str]] | None] = dict


def render(form: str, report: Report, options: Options) -> str:
    """The report as text, ending with a line end where it is not empty."""
    module = import_module(f"pplint.reports.{form}")
    if form not in COMPLETE:
        report = report.only_new()
    text: str = module.render(report, options)
    return defuse(text, OWN_COMMANDS.get(form, ()))
