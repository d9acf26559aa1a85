"""The report as JSON, for programs; ``data/report.schema.json`` describes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pplint import __version__
from pplint.data.quality import precision_of
from pplint.findings import Finding, Forecast, Location, Related, Report, RuleInfo
from pplint.reports import Options, pages
from pplint.reports.common import LEVELS, encode, encode_lines, well_formed
from pplint.reports.forecasts import Steps
from pplint.text import sanitise, sanitise_path
from pplint.typed import Any

VERSION = 1
"""Raised when a reader of an older version would misread the report; new keys alone do not raise it."""


def render(report: Report, options: Options) -> str:
    """One object, one line a finding. Suppressed findings are counted always and listed if they are asked for."""
    head = {
        "version": VERSION,
        "tool": {"name": "pplint", "version": __version__},
        "successful": report.successful,
        "checked": report.checked._asdict(),
        "counts": {
            **{severity.label: report.count(severity) for severity in LEVELS},
            "suppressed": len(report.suppressed),
            "baseline_unmatched": report.baseline_unmatched,
        },
        "notifications": [sanitise(text, 0) for text in report.notifications],
    }
    if report.comparison is not None:
        new = sum(finding.state == "new" for finding in report.findings)
        revision = sanitise(report.comparison.revision, 0)
        head["since"] = {"revision": revision, "new": new, "fixed": report.comparison.fixed}
    about = _about(report)
    rows = (_finding(finding, about) for finding in report.findings)
    parts = [encode(head)[1:-1], f'"findings":{encode_lines(rows)}']
    if options.show_suppressed:
        rows = (_finding(finding, about) for finding in report.suppressed)
        parts.append(f'"suppressed":{encode_lines(rows)}')
    parts.append(f'"forecast":{encode_lines(map(_forecast, report.forecast))}')
    parts.append(f'"rules":{encode_lines(map(_rule, report.rules))}')
    return "{" + ",\n".join(parts) + "}\n"


def finding_rows(report: Report) -> list[dict[str, Any]]:
    """The findings as the document holds them, for whoever collects those of many repositories."""
    about = _about(report)
    return [_finding(finding, about) for finding in report.findings]


def _about(report: Report) -> dict[str, dict[str, Any]]:
    return {rule.name: rule_facts(rule) for rule in report.rules}


def render_forecasts(report: Report, forecasts: Sequence[tuple[Forecast, Steps]]) -> str:
    """The forecasts alone, with what is done by hand, for ``pplint forecast``."""
    rows = [{**_forecast(line), "before": list(s.before), "after": list(s.after)} for line, s in forecasts]
    head = {
        "version": VERSION,
        "tool": {"name": "pplint", "version": __version__},
        "successful": report.successful,
    }
    return "{" + encode(head)[1:-1] + f',\n"forecast":{encode_lines(rows)}}}\n'


def rule_facts(rule: RuleInfo) -> dict[str, Any]:
    """What a finding's row says of its rule: family, published precision, address of its page, how to fix it."""
    precision = precision_of(rule.name)
    return {
        "family": rule.family,
        "precision": None if precision is None else round(precision, 3),
        "page": pages.address(rule) or None,
        "how_to_fix": sanitise(pages.fix_line(rule), 0),
    }


UNKNOWN = {"family": "", "precision": None, "page": None, "how_to_fix": ""}
"""Of a finding whose rule is not among those that ran, such as the engine's own."""


def _finding(finding: Finding, about: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    logical = finding.logical
    row: dict[str, Any] = {
        "rule": finding.rule,
        **about.get(finding.rule, UNKNOWN),
        "severity": finding.severity.label,
        "consequence": str(finding.consequence),
        "fix_command": sanitise(finding.fix, 0),
        "message": sanitise(finding.message, 0),
        **_location(finding.location),
        "excerpt": sanitise(finding.location.excerpt, 0),
        "solution": sanitise(logical.solution, 0),
        "kind": logical.kind,
        "name": sanitise(logical.name, 0),
        "action": sanitise(logical.action, 0),
        "component": sanitise(finding.identity.component, 0),
        "name_path": sanitise(finding.name_path, 0),
        "fingerprint": finding.identity.fingerprint,
        "related": [_related(item) for item in finding.related],
        "flow": [_related(item) for item in finding.flow],
    }
    if finding.state:
        row["state"] = finding.state
    if finding.suppression is not None:
        reason = sanitise(finding.suppression.reason, 0)
        row["suppression"] = {"kind": finding.suppression.kind, "reason": reason}
    return row


def _location(location: Location) -> dict[str, Any]:
    return {
        "path": well_formed(location.path),
        "line": location.line,
        "column": location.column,
        "end_line": location.end_line,
        "end_column": location.end_column,
        "pointer": well_formed(location.pointer),
    }


def _related(related: Related) -> dict[str, Any]:
    return {"message": sanitise(related.message, 0), **_location(related.location)}


def _forecast(line: Forecast) -> dict[str, Any]:
    return {
        "target": sanitise(line.target, 0),
        "solutions": [sanitise(name, 0) for name in line.solutions],
        "verdict": line.verdict,
        "causes": [
            {
                "consequence": cause.consequence,
                "words": sanitise(cause.words, 0),
                "rule": cause.rule,
                "place": sanitise_path(cause.place),
                "flows": [sanitise(name, 0) for name in cause.flows],
                "on_first_import": cause.is_first,
            }
            for cause in line.causes
        ],
        "summary": sanitise(line.summary, 0),
        "spellings": [sanitise(name, 0) for name in line.spellings],
        "files": [sanitise_path(path) for path in line.files],
        "choice": sanitise(line.choice, 0),
        "stays_off": [sanitise(name, 0) for name in line.stays_off],
        "left_out": [sanitise(name, 0) for name in line.left_out],
        "shipped_off": line.shipped_off,
        "shipped_off_broken": line.shipped_off_broken,
        "sources": [{"kind": s.kind, "name": sanitise(s.name, 0), "source": s.source} for s in line.sources],
        "ignored": line.ignored,
        "rules_off": list(line.rules_off),
        "hardcoded": line.hardcoded,
        "notes": [sanitise(note, 0) for note in line.notes],
        "starts": [{"flow": sanitise(name, 0), "when": sanitise(when, 0)} for name, when in line.starts],
    }


def _rule(rule: RuleInfo) -> dict[str, Any]:
    return {
        "name": rule.name,
        "family": rule.family,
        "severity": rule.severity.label,
        "default": rule.default,
        "summary": rule.summary,
    }
