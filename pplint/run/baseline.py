"""The baseline: findings that were there before, one a line, without anything that a re-export changes."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable

from pplint.errors import UsageError
from pplint.files.writing import write_atomically
from pplint.findings import Finding, Identity

NAME = "pplint-baseline.jsonl"
NEVER = frozenset({"rule-crashed"})
"""Rules whose findings no baseline hides: they say that the run cannot be trusted."""


def read_baseline(path: str) -> set[Identity]:
    """The identities in a baseline file. A line that is none is a ``UsageError`` naming it."""
    known: set[Identity] = set()
    try:
        with open(path, encoding="utf-8-sig") as file:
            lines = file.read().splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"the baseline {path!r} cannot be read: {error}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            known.add(
                Identity(
                    str(entry["rule"]),
                    str(entry["component"]),
                    str(entry["path"]),
                    str(entry.get("discriminator", "")),
                    int(entry.get("counter", 1)),
                )
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            hint = ""
            if line.startswith(("<<<<<<<", "=======", ">>>>>>>", "|||||||")):
                hint = f" but a conflict of a merge: keep both sides, and put '{NAME} merge=union' into .gitattributes"
            raise UsageError(f"{path}:{number}: this is no line of a baseline{hint}") from error
    return known


def write_baseline(path: str, identities: Iterable[Identity]) -> None:
    """Write identities sorted, one a line, so that two people's baselines merge as lines."""
    write_atomically(path, "".join(sorted(_line(identity) + "\n" for identity in set(identities))))


def _line(identity: Identity) -> str:
    entry: dict[str, str | int] = {
        "rule": identity.rule,
        "component": identity.component,
        "path": identity.path,
    }
    if identity.discriminator:
        entry["discriminator"] = identity.discriminator
    if identity.counter != 1:
        entry["counter"] = identity.counter
    return json.dumps(entry, ensure_ascii=True)


def split(findings: Iterable[Finding], known: set[Identity]) -> tuple[list[Finding], list[Finding], int]:
    """New findings, known ones, and how many entries match nothing."""
    fresh: list[Finding] = []
    old: list[Finding] = []
    met: set[Identity] = set()
    for finding in findings:
        matched = known.intersection((finding.identity, *finding.places))
        if matched and finding.rule not in NEVER:
            met |= matched
            old.append(finding)
        else:
            fresh.append(finding)
    return fresh, old, len(known) - len(met)


def find_baseline(configuration: str, workspace_root: str) -> str:
    """Where the baseline is looked for and written: beside the configuration, else at the workspace root."""
    folder = os.path.dirname(configuration) if configuration else workspace_root
    return os.path.join(folder, NAME)
