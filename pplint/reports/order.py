"""What comes first: the order of findings by what they cost, and findings with one cause as one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pplint.compiling import compile_fixed
from pplint.findings import Finding, Report, Severity
from pplint.records import NamedTuple

AFFECTS_IMPORT = ("stops", "left out", "stays off", "wrong environment")
"""Consequences that count for the order, the worst first."""

FEWEST_IN_GROUP = 3
QUOTED = r"'([^']*)'"


class FindingGroup(NamedTuple):
    """Findings of one rule with one cause in one folder, in order."""

    findings: Sequence[Finding]

    @property
    def first(self) -> Finding:
        return self.findings[0]


def by_cost(report: Report, findings: Iterable[Finding]) -> list[Finding]:
    """Credentials, what stops or misleads an import, other errors, warnings, notes; within that by solution and path."""
    credentials = {rule.name for rule in report.rules if rule.finds_credential}

    def key(finding: Finding) -> tuple[object, ...]:
        rank, step = 2, 0
        if finding.severity == Severity.NOTE:
            rank = 3
        elif finding.rule in credentials:
            rank = 0
        elif finding.consequence in AFFECTS_IMPORT:
            rank, step = 1, AFFECTS_IMPORT.index(finding.consequence)
        at = finding.location
        where = (finding.logical.solution.lower(), at.path, at.line, at.column, finding.rule)
        return (rank, step, -finding.severity, *where)

    return sorted(findings, key=key)


def by_path(findings: Iterable[Finding]) -> list[Finding]:
    """By path, line, column and rule."""
    return sorted(findings, key=lambda f: (f.location.path, f.location.line, f.location.column, f.rule))


def group(report: Report, findings: Iterable[Finding]) -> list[FindingGroup]:
    """Findings with the same cause in one folder together, at the place of the first; credentials stay apart."""
    alone = {rule.name for rule in report.rules if rule.finds_credential}
    about_values = {rule.name for rule in report.rules if rule.family == "hardcoded"}
    groups: dict[object, list[Finding]] = {}
    for number, finding in enumerate(findings):
        key: object = (
            number
            if finding.rule in alone or finding.suppression
            else _cause(finding, finding.rule in about_values)
        )
        groups.setdefault(key, []).append(finding)
    result = []
    for members in groups.values():
        if len(members) < FEWEST_IN_GROUP:
            result += [(members[0], [member]) for member in members]
        else:
            result.append((members[0], members))
    return [FindingGroup(tuple(members)) for _, members in result]


def names(members: Sequence[Finding]) -> list[str]:
    """What tells findings of a group apart: the names in their messages, their components, else file and line."""
    quoted = [compile_fixed(QUOTED).findall(finding.message) for finding in members]
    for place in zip(*quoted, strict=False):
        if len(set(place)) == len(members):
            return [f"'{name}'" for name in place]
    for attribute in ("name", "action"):
        found = [str(getattr(finding.logical, attribute)) for finding in members]
        if all(found) and len(set(found)) == len(found):
            return [f"'{name}'" for name in found]
    return [f"{f.location.path.rpartition('/')[2]}:{f.location.line}" for f in members]


def _cause(finding: Finding, is_about_value: bool) -> tuple[object, ...]:
    """The rule, the folder, and the message without what names the finding's own place.

    A finding about a value names it too, and another value is another cause.
    """
    at, logical = finding.location, finding.logical
    folder, _, file = at.path.rpartition("/")
    own = {logical.name, logical.action, logical.action.replace("_", " "), file, at.path}
    if not is_about_value:
        own.update(finding.identity.path.split("/"))

    folded = {name.lower() for name in own}

    def blank(match: re.Match[str]) -> str:
        name = match[1].lower()
        return "''" if name in folded or file.lower() in name else match[0]

    message = compile_fixed(QUOTED).sub(blank, finding.message)
    return (finding.rule, finding.severity, folder, logical.solution, message)
