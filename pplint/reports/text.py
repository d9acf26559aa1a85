"""Findings for people, the most costly first: rule and message, place, source line, related places, and a summary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pplint.findings import Finding, Related, Report, Severity
from pplint.reports import Options
from pplint.reports.excerpts import excerpt
from pplint.reports.order import FindingGroup, by_cost, group, names
from pplint.reports.summary import (
    forecast,
    place,
    shorten_path,
    shorten_values,
    shown,
    statistics,
    summary,
    suppression_mark,
)
from pplint.terminal import link, paint, wrap
from pplint.text import plural, sanitise

MARGIN = 10
FIRST_NAMES = 3
"""How many further places of one cause are named."""


def render(report: Report, options: Options) -> str:
    """The whole report."""
    lines: list[str] = []
    if options.statistics:
        lines += statistics(report, options)
    else:
        lines += _findings(report, options)
    if not options.quiet:
        if lines and lines[-1]:
            lines.append("")
        lines += forecast(report, options)
        lines += summary(report, options)
    return "".join(line + "\n" for line in lines)


def _findings(report: Report, options: Options) -> Iterator[str]:
    findings = shown(report, options)
    if not options.by_path:
        findings = by_cost(report, findings)
    folded: list[Finding] = []
    if not options.verbose and options.min_severity is None:
        folded = [finding for finding in findings if finding.severity == Severity.NOTE]
        findings = [finding for finding in findings if finding.severity != Severity.NOTE]
    groups = [FindingGroup((f,)) for f in findings] if options.verbose else group(report, findings)
    for one in groups:
        yield from _block(report, one, options)
        yield ""
    yield from _notes(report, folded, options)


def _head(report: Report, finding: Finding, options: Options, words: str) -> list[str]:
    """``error[rule]: words``, wrapped; the rule is a link where the terminal can show one."""
    label = finding.severity.label
    mark = " [*]" if finding.is_fixable else ""
    plain = f"{label}[{finding.rule}]{mark}:"
    page = ""
    if options.links:
        # Late, since a log or a pipe shows none.
        from pplint.reports.pages import address

        page = next((address(rule) for rule in report.rules if rule.name == finding.rule), "")
    rule = paint(link(finding.rule, page, options.links), "rule", options.colour)
    painted = paint(label, label, options.colour) + f"[{rule}]{mark}:"
    if options.width is not None:
        words = shorten_values(words, options.width)
    first, *more = wrap(words, options.width, first=f"{plain} ")
    return [painted + first.removeprefix(plain), *more]


def _block(report: Report, one: FindingGroup, options: Options) -> Iterator[str]:
    finding = one.first
    colour, at = options.colour, finding.location
    yield from _head(report, finding, options, finding.message + suppression_mark(finding))
    margin = " " * len(str(at.line))
    yield f"{margin}{paint('-->', 'dim', colour)} {place(report, at)}"
    yield from excerpt(at, finding.severity.label, colour, options.width)
    details = list(_details(report, finding, options))
    if len(one.findings) > 1:
        details.append(_others(one, options))
    if finding.fixes:
        best = finding.fixes[0]
        details.append(f"{best.title} ({'--fix' if best.is_safe else '--fix --unsafe-fixes'})")
    elif finding.fix:
        details.append(f"`{finding.fix}` fixes this")
    for words in details:
        mark = f"{margin} = "
        first, *more = wrap(words, options.width, indent=" " * len(mark), first=mark)
        yield f"{margin} {paint('=', 'dim', colour)} " + first.removeprefix(mark)
        yield from more


def _details(report: Report, finding: Finding, options: Options) -> Iterator[str]:
    """The way of a value and the related places: each with ``-v``, else one line for all."""
    steps = [f"{n}. {_words(report, item, options)}" for n, item in enumerate(finding.flow, 1)]
    on_the_way = {item.location for item in finding.flow}
    related = [_words(report, item, options) for item in finding.related if item.location not in on_the_way]
    if options.verbose:
        yield from (*steps, *related)
        return
    if steps:
        more = f" (step {len(steps)} of {len(steps)}; -v lists all)" if len(steps) > 1 else ""
        yield steps[-1].partition(" ")[2] + more
    if related:
        more = f"; and {plural(len(related) - 1, 'more place')} (-v lists all)" if len(related) > 1 else ""
        yield related[0] + more


def _words(report: Report, item: Related, options: Options) -> str:
    at = place(report, item.location)
    if options.width is not None and not options.verbose:
        # A path that does not fit beside the words gets a line of its own.
        beside, alone = options.width - len(item.message) - MARGIN, options.width - MARGIN
        short = shorten_path(at, beside)
        at = short if len(short) <= beside else shorten_path(at, alone)
    # A colon at the end of the words would make a command of the two.
    return sanitise(f"{item.message}: {at}", 0)


def _others(one: FindingGroup, options: Options) -> str:
    """The findings of a group after its first, the first of them by name."""
    others = names(one.findings)[1:]
    folder = one.first.location.path.rpartition("/")[0] or "."
    named = ", ".join(others[:FIRST_NAMES])
    rest = len(others) - FIRST_NAMES
    more = f" and {rest} more" if rest > 0 else ""
    return sanitise(f"the same {len(others)} more times in {folder}: {named}{more} (-v lists all)", 0)


def _notes(report: Report, notes: Sequence[Finding], options: Options) -> Iterator[str]:
    """A line a rule: the message of a single note, else how many there are and what the rule finds."""
    by_rule: dict[str, list[Finding]] = {}
    for note in notes:
        by_rule.setdefault(note.rule, []).append(note)
    summaries = {rule.name: rule.summary for rule in report.rules}
    for rule, found in by_rule.items():
        if len(found) == 1:
            words = f"{found[0].message}{suppression_mark(found[0])} ({place(report, found[0].location)})"
        else:
            files = len({note.location.path for note in found})
            words = f"{len(found)} in {plural(files, 'file')}: {summaries.get(rule, '')}"
        yield from _head(report, found[0], options, words)
    if by_rule:
        yield ""
