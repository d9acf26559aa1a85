"""JUnit XML: a test case a finding, for the test tabs of CI systems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from html import escape

from pplint.findings import Finding, Report, Severity
from pplint.reports import Options
from pplint.reports.common import NOT_CHECKED, message, place_words, related_words
from pplint.reports.order import by_cost
from pplint.text import sanitise

MAX_BYTES = 29_000_000
"""GitLab refuses a file of more than 30 MB."""


def render(report: Report, options: Options) -> str:
    """One suite. Errors and warnings are failures, what was not checked is an error, notes are skipped.

    A clean run is one passing case, since some dashboards take an empty suite for a fault.
    """
    findings = by_cost(report, report.findings)
    if options.show_suppressed:
        findings += report.suppressed
    cases: list[tuple[str, str]] = []
    size = 0
    for kind, case in _cases(findings):
        size += len(case.encode("utf-8")) + 1
        if size > MAX_BYTES:
            rest = len(findings) - len(cases)
            words = f"{rest:,} more findings are left out: GitLab reads at most 30 MB"
            cases.append(("failure", _case("pplint", "left out", "", "failure", words, "limit", words)))
            break
        cases.append((kind, case))
    if not cases:
        cases.append(("", '    <testcase classname="pplint" name="no findings" time="0"/>'))
    counts = Counter(kind for kind, _ in cases)
    totals = (
        f'name="pplint" tests="{len(cases)}" failures="{counts["failure"]}" errors="{counts["error"]}" '
        f'skipped="{counts["skipped"]}" time="0"'
    )
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<testsuites {totals}>", f"  <testsuite {totals}>"]
    lines += [case for _, case in cases]
    lines += ["  </testsuite>", "</testsuites>"]
    return "".join(line + "\n" for line in lines)


def _cases(findings: list[Finding]) -> Iterator[tuple[str, str]]:
    seen: Counter[tuple[str, str]] = Counter()
    for finding in findings:
        at = finding.location
        name = f"{finding.rule} {at.line}:{at.column}"
        # Of cases with one name GitLab keeps the first.
        seen[(at.path, name)] += 1
        count = seen[(at.path, name)]
        if count > 1:
            name += f" #{count}"
        words = message(finding)
        kind = "skipped" if finding.severity == Severity.NOTE else "failure"
        if finding.rule in NOT_CHECKED:
            kind = "error"
        if finding.suppression is not None:
            kind, words = "skipped", f"suppressed: {sanitise(finding.suppression.reason, 0)}: {words}"
        lines = [f"{place_words(at)}: {finding.severity.label} {finding.rule}"]
        lines += [related_words(item) for item in finding.related]
        text = "\n".join(lines)
        yield kind, _case(at.path, name, at.file, kind, words, finding.severity.label, text)


def _case(classname: str, name: str, file: str, kind: str, words: str, severity: str, text: str) -> str:
    where = f' file="{_escape(file)}"' if file else ""
    type_ = "" if kind == "skipped" else f' type="{severity}"'
    return (
        f'    <testcase classname="{_escape(classname)}" name="{_escape(name)}"{where} time="0">'
        f'<{kind} message="{_escape(words)}"{type_}>{_escape(text, keep_lines=True)}</{kind}></testcase>'
    )


def _escape(text: str, keep_lines: bool = False) -> str:
    """Text for XML 1.0; ``[[`` is broken, which starts an attachment in GitLab and Jenkins."""
    if keep_lines:
        return "\n".join(map(_escape, text.split("\n")))
    safe = sanitise(text, 0).replace("[[", "[ [").replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")
    return escape(safe)
