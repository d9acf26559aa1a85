"""GitLab Code Quality: one JSON array of issues."""

from __future__ import annotations

from pplint.findings import Finding, Report, Severity
from pplint.reports import Options
from pplint.reports.common import encode_lines, message, well_formed
from pplint.typed import Any

SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def render(report: Report, options: Options) -> str:
    """The array, empty where there is nothing: that is what makes old issues go away in a merge request."""
    security = {rule.name for rule in report.rules if rule.security_severity is not None}
    return encode_lines(_issue(finding, security) for finding in report.findings) + "\n"


def _issue(finding: Finding, security: set[str]) -> dict[str, Any]:
    severity = SEVERITIES[finding.severity]
    if severity == "major" and finding.rule in security:
        severity = "critical"
    at = finding.location
    return {
        "description": message(finding),
        "check_name": finding.rule,
        # GitLab shows issues with one fingerprint once; the identity counts equals, so that none is lost.
        "fingerprint": finding.identity.fingerprint,
        "severity": severity,
        "location": {"path": well_formed(at.file), "lines": {"begin": 1 if at.member else at.line}},
    }
