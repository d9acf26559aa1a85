"""One line a finding."""

from __future__ import annotations

from collections.abc import Iterator

from pplint.findings import Report
from pplint.reports import Options
from pplint.reports.summary import closing, forecast, place, shown, statistics, suppression_mark
from pplint.terminal import paint


def render(report: Report, options: Options) -> str:
    """``path:line:column: severity rule message``, then the forecast and the summary."""
    lines = statistics(report, options) if options.statistics else list(_lines(report, options))
    if not options.quiet:
        lines += [line for line in forecast(report, options) if line]
        lines.append(closing(report))
    return "".join(line + "\n" for line in lines)


def _lines(report: Report, options: Options) -> Iterator[str]:
    for finding in shown(report, options):
        label = finding.severity.label
        yield (
            f"{place(report, finding.location)}: {paint(label, label, options.colour)} "
            f"{paint(finding.rule, 'rule', options.colour)} {finding.message}{suppression_mark(finding)}"
        )
