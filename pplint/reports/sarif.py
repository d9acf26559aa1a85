"""SARIF 2.1.0 for code scanning: one run, one line a result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pplint import __version__
from pplint.findings import Finding, Forecast, PlacedFix, Related, Report, RuleInfo, Severity
from pplint.reports import Options
from pplint.reports.common import (
    NOT_CHECKED,
    count_words,
    encode,
    encode_lines,
    join_lines,
    message,
    quoted,
    well_formed,
)
from pplint.reports.fingerprints import find_line_hashes
from pplint.reports.order import by_cost
from pplint.reports.pages import PRACTICE, address, advise, describe, sentence
from pplint.reports.provenance import Provenance, find_provenance
from pplint.reports.sarif_places import BASE, add_snippet, encode_path, logical_names, physical
from pplint.text import escape_markdown, sanitise
from pplint.typed import Any

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MAX_RESULTS = 5_000
"""GitHub shows that many results of a run and refuses a file with more than 25,000."""
MAX_TEXT = 1_024
MAX_MESSAGE = 4_000
MAX_RELATED = 100
MAX_STEPS = 1_000
MAX_NOTIFICATIONS = 1_000
MAX_TAGS = 10


def render(report: Report, options: Options) -> str:
    """The log. Suppressed findings are in it only if they are asked for: GitHub shows them as open alerts."""
    findings, dropped = _cut(report, report.findings, MAX_RESULTS)
    suppressed: Sequence[Finding] = ()
    if options.show_suppressed:
        suppressed, more = _cut(report, report.suppressed, MAX_RESULTS - len(findings))
        dropped += more
    index = {rule.name: number for number, rule in enumerate(report.rules)}
    shown = [*findings, *suppressed]
    fired = {finding.rule for finding in shown}
    hashes = find_line_hashes(report.root, shown, options.line_hashes() or {})
    results = [_result(finding, index, hashes.get(finding.identity)) for finding in shown]
    run: dict[str, Any] = {
        "columnKind": "utf16CodeUnits",
        "originalUriBaseIds": {BASE: {"description": {"text": "The root of the repository."}}},
        "invocations": [
            {
                "executionSuccessful": report.successful,
                "toolExecutionNotifications": _notifications(report, index, dropped),
            }
        ],
    }
    if report.forecast:
        run["properties"] = {"forecast": [_forecast(line) for line in report.forecast]}
    provenance = find_provenance()
    if provenance is not None:
        run["versionControlProvenance"] = [_provenance(provenance)]
    # Rules and results a line each: two logs can be compared, and no line begins with words of the repository.
    return (
        f'{{"$schema":{encode(SCHEMA)},"version":"2.1.0","runs":[{{"tool":{{"driver":{encode(_driver())[:-1]},'
        f'"rules":{join_lines([_rule(rule, rule.name in fired) for rule in report.rules])}}}}},{encode(run)[1:-1]},'
        f'"results":{encode_lines(results)}}}]}}\n'
    )


def _forecast(line: Forecast) -> dict[str, Any]:
    return {
        "target": sanitise(line.target, 0),
        "verdict": line.verdict,
        "summary": sanitise(line.summary, MAX_TEXT),
    }


def _provenance(provenance: Provenance) -> dict[str, Any]:
    known = {
        "repositoryUri": provenance.repository,
        "revisionId": provenance.revision,
        "branch": sanitise(provenance.branch, MAX_TEXT),
    }
    return {key: value for key, value in known.items() if value} | {"mappedTo": {"uriBaseId": BASE}}


def _cut(report: Report, findings: Sequence[Finding], limit: int) -> tuple[list[Finding], str]:
    """The most costly findings in the order given, and how many of which severity were dropped."""
    if len(findings) <= limit:
        return list(findings), ""
    ordered = by_cost(report, findings)
    chosen = set(map(id, ordered[:limit]))
    return [f for f in findings if id(f) in chosen], count_words(Counter(f.severity for f in ordered[limit:]))


def _driver() -> dict[str, Any]:
    return {
        "name": "pplint",
        "fullName": f"pplint {__version__}, a linter for Power Platform solution sources",
        "version": __version__,
        "semanticVersion": __version__,
        "informationUri": PRACTICE,
        "language": "en-US",
    }


def _rule(rule: RuleInfo, has_results: bool) -> str:
    """A rule as JSON. Its page is there only if it has results, so that the log of a clean run is small.

    Code scanning refuses a rule without any help, so the others have their summary.
    """
    tags = [rule.family, *rule.tags]
    security = ""
    if rule.security_severity is not None:
        tags.insert(0, "security")
        security = f',"security-severity":{quoted(str(rule.security_severity))}'
    words = rule.name.split("-")
    if len(words) == 1:
        words.append("rule")  # A name that differs from the id in case only is refused.
    level = quoted(rule.severity.label)
    kind = '"recommendation"' if rule.severity == Severity.NOTE else level
    summary = quoted(sentence(rule.summary)[:MAX_TEXT])
    description, help_ = summary, f'"text":{summary}'
    if has_results:
        description = quoted(_cut_text(describe(rule), MAX_TEXT))
        page = rule.page or sentence(rule.summary)
        help_ = f'"text":{quoted(advise(rule))},"markdown":{quoted(page)}'
    address_ = f'"helpUri":{quoted(address(rule))},' if address(rule) else ""
    # Written as it is: a log has two hundred rules, and a dictionary of each would take the most of its time.
    return (
        f'{{"id":{quoted(rule.name)},"name":{quoted("".join(map(str.capitalize, words)))},'
        f'"shortDescription":{{"text":{summary}}},"fullDescription":{{"text":{description}}},"help":{{{help_}}},'
        f'{address_}"defaultConfiguration":{{"level":{level}}},"properties":{{'
        f'"tags":[{",".join(map(quoted, list(dict.fromkeys(tags))[:MAX_TAGS]))}],"precision":{quoted(rule.precision)},'
        f'"problem.severity":{kind}{security}}}}}'
    )


def _result(finding: Finding, index: dict[str, int], line_hash: str | None) -> dict[str, Any]:
    fingerprint = finding.identity.fingerprint
    result: dict[str, Any] = {"ruleId": finding.rule}
    if finding.rule in index:
        result["ruleIndex"] = index[finding.rule]
    related = finding.related[:MAX_RELATED]
    result["level"] = finding.severity.label
    words = sentence(message(finding))
    result["message"] = {"text": _message(words, related), "markdown": _markdown(words, related)}
    place = physical(finding.location)
    add_snippet(place["physicalLocation"], finding.location)
    result["locations"] = [{**place, "logicalLocations": logical_names(finding)}]
    if related:
        result["relatedLocations"] = [
            {"id": number, **physical(item.location), "message": {"text": _step(item)}}
            for number, item in enumerate(related, 1)
        ]
    if finding.flow:
        steps = [
            {"location": {**physical(item.location), "message": {"text": _step(item)}}}
            for item in finding.flow[:MAX_STEPS]
        ]
        result["codeFlows"] = [{"threadFlows": [{"locations": steps}]}]
    result["partialFingerprints"] = {
        "pplintIdentity/v1": fingerprint,
        "primaryLocationLineHash": line_hash or f"{fingerprint[:16]}:1",
    }
    if finding.state:
        result["baselineState"] = finding.state
    if finding.suppression is not None:
        result["suppressions"] = [
            {
                "kind": "inSource" if finding.suppression.kind == "note" else "external",
                "status": "accepted",
                "justification": sanitise(finding.suppression.reason, 0),
            }
        ]
    if finding.fixes:
        result["fixes"] = [_fix(fix) for fix in finding.fixes]
    if finding.location.pointer:
        result["properties"] = {"pointer": well_formed(finding.location.pointer)}
    return result


def _fix(fix: PlacedFix) -> dict[str, Any]:
    """Source: SARIF 2.1.0, section 3.55."""
    changes: dict[str, list[dict[str, Any]]] = {}
    for edit in fix.edits:
        region = physical(edit.location)["physicalLocation"]["region"]
        changes.setdefault(encode_path(edit.location.file), []).append(
            {"deletedRegion": region, "insertedContent": {"text": well_formed(edit.text)}}
        )
    return {
        "description": {"text": sentence(fix.title)},
        "artifactChanges": [
            {"artifactLocation": {"uri": uri, "uriBaseId": BASE}, "replacements": replacements}
            for uri, replacements in changes.items()
        ],
        "properties": {"applicability": "safe" if fix.is_safe else "unsafe"},
    }


def _message(text: str, related: Sequence[Related]) -> str:
    if not related:
        return text
    if text.rfind("[") > text.rfind("]"):
        # An open bracket would become part of the link that follows.
        text = text.replace("[", "(")
    links = [
        f"[{_step(item).rstrip('.').replace('[', '(').replace(']', ')')}]({number})"
        for number, item in enumerate(related, 1)
    ]
    return f"{text} See: {', '.join(links)}."


def _markdown(words: str, related: Sequence[Related]) -> str:
    """The message for viewers that read markdown, in which nothing of the repository is marked up."""
    text = escape_markdown(_cut_text(words, MAX_MESSAGE))
    links = [f"[{escape_markdown(_step(item))}]({number})" for number, item in enumerate(related, 1)]
    return f"{text} See: {', '.join(links)}." if links else text


def _step(item: Related) -> str:
    return sanitise(item.message, 0) or "here"


def _notifications(report: Report, index: dict[str, int], dropped: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if dropped:
        text = f"Only {MAX_RESULTS:,} results are listed, the most severe; {dropped} more were found"
        found.append(_notification(text, "warning"))
    found += [_notification(text, "warning") for text in report.notifications]
    for finding in report.findings:
        if finding.rule in NOT_CHECKED:
            rule: dict[str, Any] = {"id": finding.rule}
            if finding.rule in index:
                rule["index"] = index[finding.rule]
            found.append(
                {
                    **_notification(message(finding), "error"),
                    "locations": [physical(finding.location)],
                    "associatedRule": rule,
                }
            )
    return _cut_list(found, MAX_NOTIFICATIONS)


def _notification(words: str, level: str) -> dict[str, Any]:
    return {"level": level, "message": {"text": sentence(sanitise(words, 0))}}


def _cut_list(notifications: list[dict[str, Any]], limit: int) -> list[dict[str, Any]]:
    if len(notifications) <= limit:
        return notifications
    rest = len(notifications) - limit
    return [*notifications[:limit], _notification(f"{rest:,} more notifications are left out", "warning")]


def _cut_text(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
