"""Security: credentials and whom to ask, how secrets reach the run history, and what anyone can start."""

from __future__ import annotations

from typing import NamedTuple

from pplint.findings import Finding, RuleInfo
from pplint.generate.audit.context import Context, Item, place_of

OPEN = "cwe-306"
"""Missing authentication: flows and agents that anyone can start or ask."""


class ExposedCredential(NamedTuple):
    """A credential in clear text, with whom to ask for a new one."""

    item: Item
    ask: str
    numbers: str


class SecretStep(NamedTuple):
    """A step on the way of a secret."""

    words: str
    place: str


class SecretWay(NamedTuple):
    """A secret's way to where it can be read."""

    item: Item
    steps: list[SecretStep]
    numbers: str


class Open(NamedTuple):
    """Something that anyone can start, or another finding about security."""

    item: Item
    numbers: str


class Security(NamedTuple):
    """The section's parts."""

    credentials: list[ExposedCredential]
    ways: list[SecretWay]
    open: list[Open]
    others: list[Open]


def numbers(rule: RuleInfo) -> str:
    """CWE and OWASP numbers of a rule, as they are written."""
    found = [tag.rpartition("/")[2].upper() for tag in rule.tags if "cwe" in tag.lower()]
    found += [tag for tag in rule.tags if tag.upper().startswith("OWASP")]
    return ", ".join(found)


def is_about_security(rule: RuleInfo) -> bool:
    """Whether a rule finds credentials or has a security tag."""
    return rule.finds_credential or "security" in rule.tags


def security(context: Context) -> Security:
    """Every finding about security, in one of four parts."""
    parts = Security([], [], [], [])
    for item in context.items:
        if not is_about_security(item.rule):
            continue
        mine = numbers(item.rule)
        if item.rule.finds_credential:
            parts.credentials.append(ExposedCredential(item, item.effort.ask or "owner of the service", mine))
        elif item.finding.flow:
            parts.ways.append(SecretWay(item, _steps(item.finding), mine))
        elif OPEN in mine.lower():
            parts.open.append(Open(item, mine))
        else:
            parts.others.append(Open(item, mine))
    return parts


def _steps(finding: Finding) -> list[SecretStep]:
    return [SecretStep(step.message, place_of(step.location)) for step in finding.flow]
