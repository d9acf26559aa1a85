"""Tells how much work a rule's findings are, who does it, and whom to ask about a credential."""

from __future__ import annotations

from typing import NamedTuple

from pplint.data.tables import read_table
from pplint.findings import Finding

SIZES = {"S": "minutes", "M": "an hour up to half a day", "L": "days, or a change of design"}
SYNC = "sync"
BY = {
    SYNC: "pplint settings sync",
    "maker": "a maker, in the portal",
    "developer": "a developer, in the sources",
    "client": "needs the client: a decision, a value or access",
}
"""Who does the work, the quickest first."""


class Effort(NamedTuple):
    """Size (``S``, ``M``, ``L``) and who does it; both empty for a rule without an entry."""

    size: str = ""
    by: str = ""
    ask: str = ""
    """Whom to ask about a credential; empty for other findings."""


def effort_of(rule: str) -> Effort:
    """The table's entry for a rule; empty for rules from outside pplint."""
    row = read_table("effort").get(rule, {})
    return Effort(row.get("size", ""), row.get("by", ""), row.get("ask", ""))


def effort_for(finding: Finding) -> Effort:
    """The effort of the finding's rule; a command does the work if there is one."""
    effort = effort_of(finding.rule)
    return effort._replace(size="S", by=SYNC) if "settings sync" in finding.fix else effort
