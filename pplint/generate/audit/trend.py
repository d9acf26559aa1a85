"""Changes since an earlier report: new findings, fixed findings, and the number that stayed."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from pplint.generate.audit.context import Context, Item, title_of
from pplint.secrets.masking import mask
from pplint.text import sanitise

MOST_FIXED = 200


class EarlierFinding(NamedTuple):
    """A finding of the earlier report."""

    fingerprint: str
    rule: str
    family: str
    severity: str
    message: str
    place: str


class FamilyTrend(NamedTuple):
    """A family before and now."""

    title: str
    before: int
    now: int
    new: int
    fixed: int


class Trend(NamedTuple):
    """The comparison; ``no_longer_run`` counts earlier findings of rules that did not run now."""

    new: list[Item]
    fixed: list[EarlierFinding]
    fixed_left_out: int
    same: int
    no_longer_run: int
    families: list[FamilyTrend]


def read_earlier(report: Any) -> list[EarlierFinding] | None:
    """The findings of a report that ``-f json`` wrote; ``None`` if it is not such a report."""
    if not isinstance(report, dict) or report.get("version") != 1:
        return None
    tool, rows = report.get("tool"), report.get("findings")
    if not isinstance(tool, dict) or tool.get("name") != "pplint" or not isinstance(rows, list):
        return None
    names = {r.get("name"): r.get("family") for r in report.get("rules") or () if isinstance(r, dict)}
    found = []
    for row in rows:
        if not isinstance(row, dict) or not isinstance(row.get("fingerprint"), str):
            return None
        rule = _text(row.get("rule"))
        # Reports of the first version have the family with the rules alone.
        family = _text(row.get("family") or names.get(rule))
        place = f"{_text(row.get('path'))}:{_text(row.get('line'))}"
        found.append(
            EarlierFinding(
                *(row["fingerprint"], rule, family, _text(row.get("severity")), _text(row.get("message"))),
                place,
            )
        )
    return found


def _text(value: Any) -> str:
    return sanitise(mask(str(value)), 0) if value is not None else ""


def trend(context: Context, earlier: list[EarlierFinding]) -> Trend:
    """Fingerprints match findings of the two reports."""
    before = {finding.fingerprint: finding for finding in earlier}
    now = {item.finding.identity.fingerprint: item for item in context.items}
    ran = set(context.rules)
    gone = [finding for key, finding in before.items() if key not in now]
    fixed = [finding for finding in gone if finding.rule in ran]
    new = [item for key, item in now.items() if key not in before]
    counts = {
        "before": Counter(finding.family for finding in before.values()),
        "now": Counter(item.family for item in now.values()),
        "new": Counter(item.family for item in new),
        "fixed": Counter(finding.family for finding in fixed),
    }
    families = sorted({*counts["before"], *counts["now"]})
    return Trend(
        new=new,
        fixed=fixed[:MOST_FIXED],
        fixed_left_out=max(0, len(fixed) - MOST_FIXED),
        same=len(now) - len(new),
        no_longer_run=len(gone) - len(fixed),
        families=[
            FamilyTrend(title_of(f), *(counts[name][f] for name in FamilyTrend._fields[1:])) for f in families
        ],
    )
