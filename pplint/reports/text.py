"""Findings for people: place, message, source line, related places, and a summary."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator

from pplint.findings import Finding, Location, Report
from pplint.model.problem import Severity
from pplint.reports import Options
from pplint.terminal import paint
from pplint.text import sanitise, sanitise_path

MOST_RELATED = 12
"""Related places that are listed; a value may stand in a hundred."""


def render(report: Report, options: Options) -> str:
    """The whole report."""
    lines: list[str] = []
    if options.statistics:
        lines += statistics(report)
    else:
        for finding in shown(report, options):
            lines += _finding(report, finding, options)
    if not options.quiet:
        if report.findings:
            lines.append("")
        lines += list(forecast(report, options))
        lines += summary(report)
    return "".join(line + "\n" for line in lines)


def shown(report: Report, options: Options) -> list[Finding]:
    """Findings in order, with the suppressed ones among them if they are wanted."""
    findings = list(report.findings)
    if options.show_suppressed:
        findings += report.suppressed
        findings.sort(key=lambda f: (f.location.path, f.location.line, f.location.column, f.rule))
    return findings


def display_path(report: Report, path: str) -> str:
    """A path relative to the current folder, safe at the start of a line."""
    absolute = os.path.join(report.root, *path.split("/"))
    try:
        relative = os.path.relpath(absolute)
    except ValueError:
        relative = absolute
    return sanitise_path(relative.replace(os.sep, "/"))


def place(report: Report, location: Location) -> str:
    """``path:line:column``."""
    return f"{display_path(report, location.path)}:{location.line}:{location.column}"


def suppression_mark(finding: Finding) -> str:
    """`` (suppressed: reason)`` where the finding is."""
    return f" (suppressed: {sanitise(finding.suppression.reason, 0)})" if finding.suppression else ""


def _finding(report: Report, finding: Finding, options: Options) -> Iterator[str]:
    colour = options.colour
    label = finding.severity.label
    head = f"{paint(place(report, finding.location), 'path', colour)}: {paint(label, label, colour)} "
    yield head + paint(finding.rule, "rule", colour) + suppression_mark(finding)
    yield f"  {finding.message}"
    at = finding.location
    if at.excerpt:
        number = str(at.line)
        gutter = " " * (len(number) + 4)
        yield paint(f"    {number} | ", "dim", colour) + at.excerpt
        yield (
            paint(f"{gutter} | ", "dim", colour)
            + " " * at.excerpt_start
            + paint("^" * at.excerpt_length, label, colour)
        )
    for step, item in enumerate(finding.flow, 1):
        yield f"    {step}. {item.message}: {place(report, item.location)}"
    on_the_way = {item.location for item in finding.flow}
    related = [item for item in finding.related if item.location not in on_the_way]
    for item in related[:MOST_RELATED]:
        # A colon at the end of the words would make a command of the two.
        yield "    " + sanitise(f"{item.message}: {place(report, item.location)}", 0)
    if len(related) > MOST_RELATED:
        yield f"    and {len(related) - MOST_RELATED} more places, which -f json lists"


def statistics(report: Report) -> list[str]:
    """A line a rule, most findings first."""
    counts = Counter((f.rule, f.severity) for f in report.findings)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [f"{count:6}  {severity.label:7}  {rule}" for (rule, severity), count in ordered]


def forecast(report: Report, options: Options) -> Iterator[str]:
    """A line a target, then an empty one; nothing where there is no target."""
    if not report.forecast:
        return
    rows = [(sanitise_path(line.target), line.verdict, sanitise(line.summary, 0)) for line in report.forecast]
    width = max(len(target) for target, _, _ in rows)
    verdicts = max(len(verdict) for _, verdict, _ in rows)
    for target, verdict, words in rows:
        yield f"{target:{width}}  {paint(f'{verdict:{verdicts}}', 'rule', options.colour)}  {words}"
    yield ""


def plural(count: int, noun: str) -> str:
    """``1 flow``, ``2 flows``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def checked(report: Report) -> str:
    """What was looked at, in words."""
    what = report.checked
    words = [plural(what.solutions, "solution"), plural(what.flows, "flow")]
    words.append(plural(what.settings_files, "settings file"))
    return ", ".join(words)


def summary(report: Report) -> list[str]:
    """The last lines: how many findings in what, and where to read on."""
    suppressed = f"; {len(report.suppressed)} suppressed" if report.suppressed else ""
    known = sum(f.suppression is not None and f.suppression.kind == "baseline" for f in report.suppressed)
    if known:
        suppressed += f" ({'all' if known == len(report.suppressed) else known} by the baseline)"
    if report.baseline_unmatched:
        entries = (
            "entry of the baseline matches"
            if report.baseline_unmatched == 1
            else "entries of the baseline match"
        )
        suppressed += f"; {report.baseline_unmatched} {entries} nothing any more"
    if report.comparison is not None:
        revision = sanitise(report.comparison.revision, 0)
        suppressed += f"; fixed since {revision}: {report.comparison.fixed}"
    if not report.findings:
        what = "No findings" if report.comparison is None else f"No new findings since {revision}"
        return [f"{what}: {checked(report)}{suppressed}"]
    counts = ", ".join(
        plural(report.count(severity), severity.label)
        for severity in (Severity.ERROR, Severity.WARNING, Severity.NOTE)
    )
    if report.comparison is not None:
        counts = f"New since {revision}: {counts}"
    files = len({finding.location.path for finding in report.findings})
    first = max(report.findings, key=lambda f: f.severity)
    return [
        f"{counts} in {files} of {plural(report.checked.files, 'file')} ({checked(report)}){suppressed}",
        f"Run `pplint explain {first.rule}` for why it matters and how to fix it.",
    ]
