"""Shared by all sections of the audit: findings in order, their rules, and the inventory."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from pplint.findings import Finding, Location, Report, RuleInfo, Severity
from pplint.generate.audit.effort import Effort, effort_for
from pplint.generate.contents import Contents
from pplint.generate.inventory.tables import Table, make_tables
from pplint.model.workspace import Workspace
from pplint.reports.order import by_cost
from pplint.text import sanitise_path

SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
UNKNOWN = RuleInfo("", "", Severity.NOTE, False, "", "", "", (), None)
TITLES = {
    "hardcoded": "hard-coded values",
    "variables": "environment variables",
    "settings": "deployment settings",
    "files": "unreadable files",
    "ignores": "ignored findings",
}
"""Families whose own name is unclear to people who do not know pplint."""


class Item(NamedTuple):
    """A finding ready to be shown: ``anchor`` is its place in the page, ``where`` its component in words."""

    anchor: str
    finding: Finding
    rule: RuleInfo
    effort: Effort
    place: str
    where: str

    @property
    def severity(self) -> str:
        return self.finding.severity.label

    @property
    def family(self) -> str:
        return self.rule.family


class Context:
    """The run, its inventory, and its findings with the most costly first."""

    def __init__(self, workspace: Workspace, report: Report) -> None:
        self.workspace = workspace
        self.report = report
        self.contents = Contents(workspace, report, report.forecast)
        self.tables: dict[str, Table] = {table.name: table for table in make_tables(workspace, report)}
        self.rules = {rule.name: rule for rule in report.rules}
        self.items = [self._item(n, f) for n, f in enumerate(by_cost(report, report.findings), 1)]

    def rows(self, table: str) -> tuple[Any, ...]:
        """The rows of a table of the inventory."""
        return self.tables[table].rows

    def count(self, severity: Severity) -> int:
        return self.report.count(severity)

    def _item(self, number: int, finding: Finding) -> Item:
        rule = self.rules.get(finding.rule, UNKNOWN)
        return Item(
            f"f{number}", finding, rule, effort_for(finding), place_of(finding.location), where_of(finding)
        )


def place_of(location: Location) -> str:
    """``path:line``."""
    return f"{sanitise_path(location.path)}:{location.line}"


def where_of(finding: Finding) -> str:
    """The component that a finding belongs to, in words."""
    logical = finding.logical
    if logical.kind == "file" or not logical.name:
        return finding.location.path.rpartition("/")[2]
    name = f"{logical.kind.replace('-', ' ')} {logical.name}"
    return f"{name}, {logical.action}" if logical.action else name


def title_of(family: str) -> str:
    """A family as people read it."""
    return TITLES.get(family, family)


def by_rule(items: Iterable[Item]) -> dict[str, list[Item]]:
    """Findings by rule, the rule of the most costly finding first."""
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(item.finding.rule, []).append(item)
    return found


def count_words(number: int, one: str, many: str = "") -> str:
    """``1 flow``, ``2 flows``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def sentence_case(text: str) -> str:
    """``text`` with a capital letter at its beginning if it begins with a word and not a name."""
    return text[:1].upper() + text[1:]


def soft_breaks(html: str) -> str:
    """Escaped text with places to break it: after ``_ / . : -`` and before a capital letter inside a word."""
    return re.sub(r"(?<=[_/.:-])(?=[^_/.:\s-])|(?<=[a-z])(?=[A-Z])", "<wbr>", html)


def listed(words: Iterable[str], most: int = 6) -> str:
    """``a, b and c``, the rest as a number."""
    names = list(words)
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
