"""What several machine formats share: order, limits, and JSON that no log acts upon."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from json.encoder import encode_basestring_ascii as _quote

from pplint.findings import UNREADABLE, Finding, Location, Related, Report, Severity
from pplint.reports import Options, summary
from pplint.reports.order import by_cost
from pplint.text import sanitise, sanitise_path
from pplint.typed import Any

NOT_CHECKED = UNREADABLE | {"rule-crashed"}
"""Rules whose findings mean that something was not checked."""

LEVELS = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
# Made once: json.dumps makes one for each value.
_ENCODER = json.JSONEncoder(separators=(",", ":"))


def encode(value: Any) -> str:
    """``value`` as JSON on one line: ASCII, and without ``##``, with which a CI log's commands begin."""
    # A number sign stands in strings only, where the escape means the same to every reader.
    return _ENCODER.encode(value).replace("##", "#\\u0023")


def quoted(text: str) -> str:
    """``text`` as the same JSON."""
    return _quote(text).replace("##", "#\\u0023")


def encode_lines(values: Iterable[Any]) -> str:
    """A JSON array with one value a line, so that two reports can be compared as lines."""
    return join_lines(map(encode, values))


def join_lines(values: Iterable[str]) -> str:
    """The same of values that are JSON already."""
    lines = list(values)
    return "[\n" + ",\n".join(lines) + "\n]" if lines else "[]"


def well_formed(text: str) -> str:
    r"""``text`` with lone surrogates (undecodable bytes of a file name) written as ``\uXXXX``."""
    if text.isascii():
        return text
    return "".join(f"\\u{ord(c):04x}" if "\ud800" <= c <= "\udfff" else c for c in text)


def limit_levels(
    report: Report, findings: Iterable[Finding], limits: dict[Severity, int]
) -> tuple[list[Finding], Counter[Severity]]:
    """The findings of each severity up to its limit, the most costly first; and how many were left out."""
    seen: Counter[Severity] = Counter()
    kept = []
    for finding in by_cost(report, findings):
        seen[finding.severity] += 1
        if seen[finding.severity] <= limits[finding.severity]:
            kept.append(finding)
    return kept, Counter({s: n - limits[s] for s, n in seen.items() if n > limits[s]})


def count_words(counts: Counter[Severity]) -> str:
    """``2 errors, 1 note``: the severities that occur, in words."""
    words = [(counts[severity], severity.label) for severity in LEVELS if counts[severity]]
    return ", ".join(f"{count:,} {label}{'' if count == 1 else 's'}" for count, label in words)


def place_words(location: Location) -> str:
    """``path:line:column`` for a line of text."""
    return f"{sanitise_path(location.path)}:{location.line}:{location.column}"


def related_words(item: Related) -> str:
    """``words: path:line:column`` for a line of text."""
    return sanitise(f"{item.message}: {place_words(item.location)}", 0)


def message(finding: Finding) -> str:
    """The message; where the file is a member of an archive, with the member and the place in it."""
    text = sanitise(finding.message, 0)
    at = finding.location
    if not at.member:
        return text
    return f"{text} (in '{sanitise(at.member, 0)}', line {at.line}, column {at.column} of the archive)"


def closing(report: Report, options: Options, left_out: Counter[Severity], why: str) -> list[str]:
    """The last lines of a format for logs: the summary, and how many findings were left out and why."""
    lines = [] if options.quiet else [summary.closing(report)]
    if left_out:
        lines.append(f"Left out: {count_words(left_out)}. {why}; `-o text=FILE` lists everything.")
    return lines
