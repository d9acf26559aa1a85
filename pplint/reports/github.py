"""Workflow commands of GitHub Actions: annotations on the lines of a pull request."""

from __future__ import annotations

from pplint.findings import Finding, Report, Severity
from pplint.reports import Options
from pplint.reports.common import closing, limit_levels, message, related_words
from pplint.reports.summary import shown
from pplint.text import sanitise

MAX_PER_LEVEL = 10
"""What the runner keeps of each level in a step. Source: actions/runner, ExecutionContext.cs."""
MAX_MESSAGE = 4_096
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(report: Report, options: Options) -> str:
    """A command a finding, the most severe first, as many as GitHub shows; then what was left out."""
    kept, left_out = limit_levels(
        report, shown(report, options._replace(show_suppressed=False)), dict.fromkeys(LEVELS, MAX_PER_LEVEL)
    )
    lines = [_command(finding) for finding in kept]
    why = f"GitHub shows {MAX_PER_LEVEL} annotations of each level in a step"
    lines += closing(report, options, left_out, why)
    return "".join(line + "\n" for line in lines)


def _command(finding: Finding) -> str:
    at = finding.location
    properties = {"file": sanitise(at.file, 0)}
    if not at.member:
        properties |= {"line": str(at.line), "endLine": str(at.end_line)}
        if at.line == at.end_line:
            # Columns of more than one line are dropped by the runner, and the rest with them by some readers.
            properties |= {"col": str(at.column), "endColumn": str(at.end_column)}
    properties["title"] = sanitise(finding.rule, 0)
    named = ",".join(f"{key}={_escape_property(value)}" for key, value in properties.items())
    return f"::{LEVELS[finding.severity]} {named}::{_escape(_text(finding))}"


def _text(finding: Finding) -> str:
    lines = [message(finding)]
    lines += [related_words(item) for item in finding.related]
    text = "\n".join(lines)
    return text if len(text) <= MAX_MESSAGE else text[: MAX_MESSAGE - 1] + "…"


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
