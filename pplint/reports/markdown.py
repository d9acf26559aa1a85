"""Markdown for the summary of a pipeline's run: the forecast, counts, and a table of findings."""

from __future__ import annotations

from collections.abc import Iterator

from pplint.findings import Report
from pplint.markdown import message, plain, table
from pplint.reports import Options
from pplint.reports.forecasts import markdown_table, unlinked
from pplint.reports.order import by_cost
from pplint.reports.summary import closing
from pplint.text import sanitise, sanitise_path

MOST_FINDINGS = 50
MOST_BYTES = 500_000
"""GitHub refuses summaries of more than 1 MiB a step."""


def render(report: Report, options: Options) -> str:
    """The whole report; without its tables where these would be too long for a summary."""
    text = "\n".join(_lines(report, MOST_FINDINGS)) + "\n"
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        text = "\n".join(_lines(report._replace(forecast=()), 0)) + "\n"
    return text


def _lines(report: Report, most: int) -> Iterator[str]:
    yield f"### pplint: {unlinked(message(closing(report)))}"
    yield ""
    if not report.successful:
        yield "**A rule crashed, so this result is not complete.**"
        yield ""
    for notification in report.notifications:
        yield f"- {unlinked(message(sanitise(notification, 0)))}"
    if report.notifications:
        yield ""
    if report.forecast:
        yield from markdown_table(report.forecast)
        yield ""
    findings = by_cost(report, report.findings)
    if findings and most:
        yield from table(
            ("", "rule", "place", "what is wrong"),
            (
                (
                    finding.severity.label,
                    finding.rule,
                    unlinked(f"{plain(sanitise_path(finding.location.path), 300)}:{finding.location.line}"),
                    unlinked(message(sanitise(finding.message, 0))),
                )
                for finding in findings[:most]
            ),
        )
        yield ""
    if len(findings) > most:
        yield f"{len(findings) - most} more are in the log."
