"""Markdown for the summary of a pipeline's run: the forecast, counts, and a table of the findings that cost most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pplint.findings import Location, Report
from pplint.markdown import message, plain, table
from pplint.reports import Options
from pplint.reports.common import count_words
from pplint.reports.forecasts import markdown_table, unlinked
from pplint.reports.order import by_cost
from pplint.reports.pages import address
from pplint.reports.provenance import Provenance, find_provenance
from pplint.reports.summary import closing
from pplint.text import sanitise, sanitise_path

MOST_FINDINGS = 30
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
        provenance = find_provenance()
        pages = {rule.name: address(rule) for rule in report.rules}
        yield from table(
            ("", "rule", "place", "what is wrong"),
            (
                (
                    finding.severity.label,
                    link(finding.rule, pages.get(finding.rule, "")),
                    _place(finding.location, provenance),
                    unlinked(message(sanitise(finding.message, 0))),
                )
                for finding in findings[:most]
            ),
        )
        yield ""
    if len(findings) > most:
        rest = Counter(finding.severity for finding in findings[most:])
        yield f"Left out: {count_words(rest)}. Shown are the {most} that cost most; the SARIF file has the rest."


def _place(location: Location, provenance: Provenance | None) -> str:
    """The file and line, as a link into the repository where the run says which it is."""
    words = unlinked(f"{plain(sanitise_path(location.path), 300)}:{location.line}")
    target = ""
    if provenance is not None:
        target = provenance.link(location.file, 1 if location.member else location.line)
    return link(words, target)


def link(words: str, target: str) -> str:
    """A link, or the words alone where there is no address."""
    return f"[{words}]({target})" if target else words
