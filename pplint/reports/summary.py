"""What formats for people share: places, counts, the forecast, and the closing lines."""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Iterator

from pplint.compiling import compile_fixed
from pplint.files.paths import from_here
from pplint.findings import Finding, Location, Report, Severity
from pplint.reports import Options
from pplint.reports.order import by_cost, by_path
from pplint.terminal import cells, how_to_call, link, paint, wrap
from pplint.text import plural, sanitise, sanitise_path


def shown(report: Report, options: Options) -> list[Finding]:
    """The findings to list, in order of their paths; with the suppressed ones among them if they are wanted."""
    findings = list(report.findings)
    if options.show_suppressed:
        findings += report.suppressed
    if options.min_severity is not None:
        findings = [finding for finding in findings if finding.severity >= options.min_severity]
    return by_path(findings)


def display_path(report: Report, path: str) -> str:
    """A path relative to the current folder, safe at the start of a line."""
    return sanitise_path(from_here(report.root, path))


def place(report: Report, location: Location) -> str:
    """``path:line:column``."""
    return f"{display_path(report, location.path)}:{location.line}:{location.column}"


def shorten_path(path: str, room: int) -> str:
    """``path`` with folders in its middle left out where it has more than ``room`` characters."""
    parts = path.split("/")
    if len(path) <= room or len(parts) < 4:
        return path
    for kept in range(len(parts) - 2, 0, -1):
        short = "/".join([*parts[:kept], "…", parts[-1]])
        if len(short) <= room:
            return short
    return f"…/{parts[-1]}"


def shorten_values(words: str, width: int) -> str:
    """``words`` with quoted values that were cut already cut again, to fit a line of ``width`` columns of their own."""

    def cut(match: re.Match[str]) -> str:
        return match[0] if cells(match[0]) <= width - 6 else f"'{match[1][: width - 9]}…'"

    return compile_fixed(r"'([^' ]+)…'").sub(cut, words)


def suppression_mark(finding: Finding) -> str:
    """`` (suppressed: reason)`` where the finding is."""
    return f" (suppressed: {sanitise(finding.suppression.reason, 0)})" if finding.suppression else ""


def statistics(report: Report, options: Options) -> list[str]:
    """A line a rule, most findings first; those that are hidden too, and marked, where they are wanted."""
    rows = Counter((f.rule, f.severity, "") for f in report.findings)
    if options.show_suppressed:
        rows += Counter((f.rule, f.severity, f" ({_why_hidden(f)})") for f in report.suppressed)
    ordered = sorted(rows.items(), key=lambda item: (-item[1], item[0]))
    colour = options.colour
    # Late, since nothing else shows pages.
    from pplint.reports.pages import address

    pages = {rule.name: address(rule) for rule in report.rules}
    return [
        f"{count:6}  {paint(severity.label, severity.label, colour)}{'':{7 - len(severity.label)}}  "
        f"{paint(link(rule, pages.get(rule, ''), options.links), 'rule', colour)}{paint(mark, 'dim', colour)}"
        for (rule, severity, mark), count in ordered
    ]


def _why_hidden(finding: Finding) -> str:
    is_known = finding.suppression is not None and finding.suppression.kind == "baseline"
    return "in the baseline" if is_known else "ignored"


def forecast(report: Report, options: Options) -> Iterator[str]:
    """A line a target, at most as wide as the terminal, then an empty one; nothing where there is no target."""
    if not report.forecast:
        return
    rows = [(sanitise_path(line.target), line.verdict, sanitise(line.summary, 0)) for line in report.forecast]
    width = max(len(target) for target, _, _ in rows)
    verdicts = max(len(verdict) for _, verdict, _ in rows)
    for target, verdict, words in rows:
        room = None if options.width is None else max(options.width - width - verdicts - 4, 20)
        if room is not None and cells(words) > room:
            words = _shorten(words, room)
        yield f"{target:{width}}  {paint(f'{verdict:{verdicts}}', 'rule', options.colour)}  {words}".rstrip()
    yield ""


def _shorten(words: str, room: int) -> str:
    """``words`` cut to ``room`` columns with an ellipsis."""
    while words and cells(words) > room - 1:
        words = words[:-1]
    return words.rstrip(" ;,:") + "…"


def checked(report: Report) -> str:
    """What was looked at, in words."""
    what = report.checked
    words = [plural(what.solutions, "solution"), plural(what.flows, "flow")]
    if what.desktop_flows:
        words.append(plural(what.desktop_flows, "desktop flow"))
    words.append(plural(what.settings_files, "settings file"))
    unread = f"; {plural(what.not_read, 'file')} not checked, see pplint config" if what.not_read else ""
    return ", ".join(words) + unread


def hidden(report: Report) -> str:
    """``; hidden: 12 by the baseline, 3 ignored; 2 of them credentials``; empty where nothing is."""
    known = sum(f.suppression is not None and f.suppression.kind == "baseline" for f in report.suppressed)
    ignored = len(report.suppressed) - known
    words = [f"{known} by the baseline"] if known else []
    words += [f"{ignored} ignored"] if ignored else []
    credentials = {rule.name for rule in report.rules if rule.finds_credential}
    secret = sum(finding.rule in credentials for finding in report.suppressed)
    text = f"; hidden: {', '.join(words)}" if words else ""
    if secret:
        text += f"; {secret} of them {'a credential' if secret == 1 else 'credentials'}"
    if report.baseline_unmatched:
        one = report.baseline_unmatched == 1
        entries = "entry of the baseline matches" if one else "entries of the baseline match"
        text += f"; {report.baseline_unmatched} {entries} nothing any more"
    return text


def short_revision(revision: str) -> str:
    """The beginning of a commit's full hash; any other revision as it was given."""
    return revision[:10] if re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", revision) else revision


def closing(report: Report) -> str:
    """The line that counts: findings by severity, in what, and what is hidden."""
    more = hidden(report)
    if not report.is_default_set:
        # Whatever is selected, a rule that crashes is told; that is no choice of rules.
        count = sum(rule.name != "rule-crashed" for rule in report.rules)
        more = f"; {plural(count, 'rule')} ran{more}"
    revision = ""
    if report.comparison is not None:
        revision = sanitise(short_revision(report.comparison.revision), 0)
        if report.comparison.fixed:
            more += f"; fixed since {revision}: {report.comparison.fixed}"
    if not report.findings:
        what = f"No new findings since {revision}" if revision else "No findings"
        return f"{what}: {checked(report)}{more}"
    counts = ", ".join(
        plural(report.count(severity), severity.label)
        for severity in (Severity.ERROR, Severity.WARNING, Severity.NOTE)
    )
    if revision:
        counts = f"New since {revision}: {counts}"
    files = len({finding.location.path for finding in report.findings})
    return f"{counts} in {files} of {plural(report.checked.files, 'file')} ({checked(report)}){more}"


def summary(report: Report, options: Options) -> list[str]:
    """The last lines: how many findings in what, and where to read on."""
    lines = wrap(closing(report), options.width)
    if report.findings:
        lines += _fixable(report, options)
        fixes = Counter(finding.fix for finding in report.findings if finding.fix and not finding.fixes)
        for fix, count in sorted(fixes.items()):
            lines += wrap(
                f"{count} of {len(report.findings)}: `{fix}` fixes {'it' if count == 1 else 'them'}.",
                options.width,
            )
        first = by_cost(report, report.findings)[0]
        lines += wrap(
            f"Run `{_command()} explain {first.rule}` for why it matters and how to fix it.", options.width
        )
    return lines


def fix_command(is_safe: bool = True) -> str:
    """The command that makes the fixes of what was checked."""
    return f"{_command()} check --fix{'' if is_safe else ' --unsafe-fixes'}"


def _fixable(report: Report, options: Options) -> list[str]:
    safe = sum(finding.is_fixable for finding in report.findings)
    unsafe = sum(bool(finding.fixes) and not finding.is_fixable for finding in report.findings)
    if not safe and not unsafe:
        return []
    total = len(report.findings)
    words = f"{safe} of {total} can be fixed with `{fix_command()}`" if safe else ""
    if unsafe:
        more = f"{unsafe} {'more ' if safe else f'of {total} can be fixed '}with --unsafe-fixes"
        words = f"{words} ({more})" if safe else f"{more}: `{fix_command(False)}`"
    return wrap(f"{words}.", options.width)


def _command() -> str:
    """How to call pplint from where its output is read: pre-commit's environment is on no search path."""
    if os.environ.get("PRE_COMMIT") == "1":
        return f"{sys.executable} -m pplint"
    return how_to_call()
