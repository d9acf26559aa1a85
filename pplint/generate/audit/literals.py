"""Hard-coded values grouped by value, with their places and the environment variable to use."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlsplit

from pplint.findings import Finding
from pplint.generate.audit.context import Context, Item, count_words, listed, place_of
from pplint.secrets.masking import mask

VARIABLE = r"environment variable '([^']+)'"
QUOTED = r"'([^']*)'"
MOST_PLACES = 12


class FoundValue(NamedTuple):
    """A value with all its places; ``variable`` is the variable's name, a suggestion unless it ``exists``."""

    value: str
    rule: str
    items: list[Item]
    number: int
    where: str
    components: list[str]
    places: list[str]
    more: int
    variable: str
    exists: bool


def hardcoded(context: Context) -> list[FoundValue]:
    """One row for each value, the most frequent first."""
    groups: dict[str, list[Item]] = {}
    for item in context.items:
        if item.family == "hardcoded":
            groups.setdefault(value_of(item.finding).casefold(), []).append(item)
    taken: set[str] = {row.name.lower() for row in context.rows("variables")}
    prefixes = {row.name: row.prefix for row in context.rows("solutions")}
    values = []
    for _, items in sorted(groups.items(), key=lambda pair: (-_count(pair[1]), pair[0])):
        values.append(_value(items, prefixes, taken))
    return values


def value_of(finding: Finding) -> str:
    """The value of a finding; for a finding about a place, the first quoted text of its message."""
    if finding.places and finding.identity not in finding.places:
        quoted = _quoted_like(finding)
        return quoted or finding.identity.path
    found = re.findall(QUOTED, finding.message)
    return next((text for text in found if _is_value(text)), found[0] if found else finding.name_path)


def _quoted_like(finding: Finding) -> str:
    """The value as the message quotes it, with its upper case."""
    path = finding.identity.path.lower()
    found = [
        text for text in re.findall(QUOTED, finding.message) if text.lower().strip("{}").rstrip("/") == path
    ]
    return found[0] if found else ""


def _is_value(text: str) -> bool:
    return "." in text or "/" in text or "@" in text or len(text) >= 32


def _count(items: Iterable[Item]) -> int:
    return sum(max(1, len(item.finding.places)) for item in items)


def _value(items: list[Item], prefixes: dict[str, str], taken: set[str]) -> FoundValue:
    first = items[0].finding
    places = []
    for item in items:
        places.append(item.place)
        extra = len(item.finding.places) - 1
        places += [place_of(related.location) for related in item.finding.related[: max(0, extra)]]
    places = list(dict.fromkeys(places))
    known = next((m[1] for i in items if (m := re.search(VARIABLE, i.finding.message))), "")
    value = mask(value_of(first))
    prefix = prefixes.get(first.logical.solution, "") or "new"
    name = known or _free(f"{prefix}_{propose(value, first)}", taken)
    return FoundValue(
        value=value,
        rule=first.rule,
        items=items,
        number=_count(items),
        where=_kinds(items),
        components=list(dict.fromkeys(item.finding.logical.name for item in items)),
        places=places[:MOST_PLACES],
        more=max(0, len(places) - MOST_PLACES),
        variable=name,
        exists=bool(known),
    )


def _kinds(items: Iterable[Item]) -> str:
    """``4 flows and 1 app``."""
    kinds: dict[str, set[str]] = {}
    for item in items:
        kind = item.finding.logical.kind.replace("-", " ")
        kinds.setdefault(kind, set()).add(item.finding.identity.component)
    return listed(count_words(len(members), kind) for kind, members in kinds.items())


def propose(value: str, finding: Finding) -> str:
    """A name for the variable, without the publisher's prefix."""
    if "@" in value and "/" not in value:
        return f"{_camel(value.partition('@')[0])}Mailbox"
    address = urlsplit(value if "://" in value else f"https://{value}") if "." in value else None
    if address is not None and address.hostname:
        host = address.hostname
        labels = [label for label in host.split(".") if label not in ("www", "api")]
        parts = [part for part in address.path.split("/") if part]
        if "sharepoint" in host:
            site = parts[1] if len(parts) > 1 and parts[0] in ("sites", "teams") else labels[0]
            return f"{_camel(site)}Site"
        if "dynamics" in host:
            return "DataverseUrl"
        return f"{_camel(labels[0] if labels else host)}Url"
    last = finding.name_path.rpartition("/")[2].split(".")[0]
    return f"{_camel(finding.logical.action)}{_camel(last.partition('@')[0], 1)}" or "FoundValue"


def _camel(text: str, most: int = 3) -> str:
    words = re.findall(r"[A-Za-z0-9]+", text)[:most]
    return "".join(word[0].upper() + word[1:] for word in words)[:40]


def _free(name: str, taken: set[str]) -> str:
    """``name``, with a number if that name is taken."""
    number = 1
    chosen = name
    while chosen.lower() in taken:
        number += 1
        chosen = f"{name}{number}"
    taken.add(chosen.lower())
    return chosen
