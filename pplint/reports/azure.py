"""Logging commands of Azure Pipelines: issues of a task, with their places."""

from __future__ import annotations

from pplint.findings import Finding, Report, Severity
from pplint.reports import Options
from pplint.reports.common import closing, limit_levels, message, related_words
from pplint.reports.summary import shown
from pplint.text import sanitise

MAX_PER_LEVEL = 10
"""What the agent keeps of each level in a task. Source: microsoft/azure-pipelines-agent."""
LIMITS = {Severity.ERROR: MAX_PER_LEVEL, Severity.WARNING: MAX_PER_LEVEL, Severity.NOTE: 0}


def render(report: Report, options: Options) -> str:
    """A command an error and a warning, as many as Azure shows; then what was left out.

    The agent knows no level below a warning, and a note as a warning would be more than it is.
    """
    kept, left_out = limit_levels(report, shown(report, options._replace(show_suppressed=False)), LIMITS)
    lines = [_command(finding) for finding in kept]
    why = f"Azure Pipelines shows {MAX_PER_LEVEL} errors and {MAX_PER_LEVEL} warnings of a task, and no notes"
    lines += closing(report, options, left_out, why)
    return "".join(line + "\n" for line in lines)


def _command(finding: Finding) -> str:
    at = finding.location
    properties = {"type": finding.severity.label, "sourcepath": sanitise(at.file, 0)}
    if not at.member:
        properties |= {"linenumber": str(at.line), "columnnumber": str(at.column)}
    properties["code"] = sanitise(finding.rule, 0)
    named = ";".join(f"{key}={_escape_property(value)}" for key, value in properties.items())
    return f"##vso[task.logissue {named};]{_escape(_text(finding))}"


def _text(finding: Finding) -> str:
    related = [related_words(item) for item in finding.related]
    return "; ".join([message(finding), *related])


def _escape(text: str) -> str:
    return text.replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace("]", "%5D").replace(";", "%3B")
