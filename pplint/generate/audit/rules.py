"""Findings by rule, the work they need, and how far each rule can be trusted."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from pplint.data.quality import Judged, read_judged
from pplint.generate.audit.context import Context, Item, by_rule, title_of
from pplint.generate.audit.effort import BY, SIZES, SYNC
from pplint.generate.audit.security import numbers
from pplint.generate.audit.text import render
from pplint.rule_page import section


class RuleBlock(NamedTuple):
    """A rule with its findings; ``why`` and ``how`` are HTML made from its page."""

    name: str
    family: str
    title: str
    severity: str
    summary: str
    why: str
    how: str
    size: str
    by: str
    command: str
    judged: Judged | None
    numbers: str
    consequence: str
    items: list[Item]


class EffortRow(NamedTuple):
    """The findings of one size by who does them."""

    size: str
    words: str
    counts: list[int]


class EffortTable(NamedTuple):
    """Sizes by who does the work, with sums."""

    by: list[str]
    rows: list[EffortRow]
    unknown: int


def rule_blocks(context: Context) -> list[RuleBlock]:
    """The rules with findings, the one with the most costly finding first."""
    return [_block(name, items) for name, items in by_rule(context.items).items()]


def _block(name: str, items: list[Item]) -> RuleBlock:
    rule = items[0].rule
    effort = next((item.effort for item in items if item.effort.by != SYNC), items[0].effort)
    return RuleBlock(
        name=name,
        family=rule.family,
        title=title_of(rule.family),
        severity=max((item.finding.severity for item in items), default=rule.severity).label,
        summary=rule.summary,
        why=render(section(rule.page, "Why")),
        how=render(section(rule.page, "How to fix")),
        size=effort.size,
        by=BY.get(effort.by, ""),
        command=next((item.finding.fix for item in items if item.finding.fix), ""),
        judged=read_judged().get(name),
        numbers=numbers(rule),
        consequence=rule.consequence if rule.consequence != "none" else "",
        items=items,
    )


def effort_table(context: Context) -> EffortTable:
    """How many findings there are of each size, by who does them."""
    counts = Counter((item.effort.size, item.effort.by) for item in context.items)
    rows = [EffortRow(size, words, [counts[size, by] for by in BY]) for size, words in SIZES.items()]
    unknown = sum(n for (size, _), n in counts.items() if not size)
    return EffortTable([*BY.values()], rows, unknown)
