"""One module a format, one function each; imported only when chosen."""

from __future__ import annotations

from typing import NamedTuple

from pplint.findings import Report

COMPLETE = frozenset({"json", "sarif", "gitlab"})
"""Formats that hold every finding also where a run is compared with a revision: their readers compare runs themselves."""


class Options(NamedTuple):
    """How a report is to look; only ``text`` and ``concise`` look at it."""

    colour: bool = False
    statistics: bool = False
    quiet: bool = False
    show_suppressed: bool = False


def render(form: str, report: Report, options: Options) -> str:
    """The report as text, ending with a line end where it is not empty."""
    from importlib import import_module

    module = import_module(f"pplint.reports.{form}")
    if form not in COMPLETE:
        report = report.only_new()
    text: str = module.render(report, options)
    return text
