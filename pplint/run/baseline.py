"""The baseline: earlier findings, one per line, without anything that a re-export changes."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Mapping

from pplint.errors import UsageError
from pplint.files.writing import leads_out, write_atomically
from pplint.findings import Finding, Identity
from pplint.records import NamedTuple

NAME = "pplint-baseline.jsonl"
NEVER = frozenset({"rule-crashed"})
"""Rules whose findings a baseline never hides: they mean that the run cannot be trusted."""


class Baseline(NamedTuple):
    """The identities of a baseline file; ``secrets`` are those deliberately added as credentials."""

    known: frozenset[Identity] = frozenset()
    secrets: frozenset[Identity] = frozenset()

    def renamed(self, former: Mapping[str, str]) -> Baseline:
        """The baseline with the present names of rules."""
        return Baseline(
            *(frozenset(i._replace(rule=former.get(i.rule, i.rule)) for i in part) for part in self)
        )


def read_baseline(path: str) -> Baseline:
    """A baseline file. A line that is not an entry is a ``UsageError`` naming it."""
    known: set[Identity] = set()
    secrets: set[Identity] = set()
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
            identity = Identity(
                str(entry["rule"]),
                str(entry["component"]),
                str(entry["path"]),
                str(entry.get("discriminator", "")),
                int(entry.get("counter", 1)),
            )
            known.add(identity)
            if entry.get("secret") is True:
                secrets.add(identity)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            hint = ""
            if line.startswith(("<<<<<<<", "=======", ">>>>>>>", "|||||||")):
                hint = f" but a conflict of a merge: keep both sides, and put '{NAME} merge=union' into .gitattributes"
            raise UsageError(f"{path}:{number}: this is not a line of a baseline{hint}") from error
    return Baseline(frozenset(known), frozenset(secrets))


def write_baseline(path: str, baseline: Baseline, root: str = "") -> None:
    """Write identities sorted, one per line, so that two people's baselines merge by lines."""
    write_atomically(path, as_text(baseline), root)


def as_text(baseline: Baseline) -> str:
    """The text of a baseline file."""
    lines = {_line(identity, identity in baseline.secrets) for identity in baseline.known}
    return "".join(sorted(line + "\n" for line in lines))


def _line(identity: Identity, is_secret: bool) -> str:
    entry: dict[str, str | int | bool] = {
        "rule": identity.rule,
        "component": identity.component,
        "path": identity.path,
    }
    if identity.discriminator:
        entry["discriminator"] = identity.discriminator
    if identity.counter != 1:
        entry["counter"] = identity.counter
    if is_secret:
        entry["secret"] = True
    return json.dumps(entry, ensure_ascii=True)


class Split(NamedTuple):
    """Findings that are new, findings that the baseline hides, and entries that match nothing.

    ``refused`` are findings of credentials whose entries were not written for credentials: they are shown.
    """

    fresh: list[Finding]
    old: list[Finding]
    unmatched: int
    refused: list[Finding]


def split(
    findings: Iterable[Finding],
    baseline: Baseline,
    credentials: Collection[str] = (),
    mandatory: Collection[str] = (),
) -> Split:
    """Split ``findings`` by the baseline; ``credentials`` and ``mandatory`` are names of rules.

    A credential is hidden only by an entry that was written for credentials, a mandatory rule's finding never.
    """
    result = Split([], [], 0, [])
    met: set[Identity] = set()
    for finding in findings:
        identities = {finding.identity, *finding.places}
        matched = baseline.known & identities
        if not matched or finding.rule in NEVER:
            result.fresh.append(finding)
            continue
        met |= matched
        if finding.rule in mandatory:
            result.fresh.append(finding)
        elif finding.rule in credentials and not baseline.secrets & identities:
            result.fresh.append(finding)
            result.refused.append(finding)
        else:
            result.old.append(finding)
    return result._replace(unmatched=len(baseline.known) - len(met))


def refuse_link(path: str, root: str) -> str:
    """``path``, unless it leads out of ``root`` by a link, which is a ``UsageError``."""
    if leads_out(path, root):
        raise UsageError(f"the baseline {path!r} is behind a link that leads outside the repository")
    return path


def find_baseline(configuration: str, workspace_root: str) -> str:
    """The path for reading and writing the baseline: beside the configuration, else at the workspace root."""
    folder = os.path.dirname(configuration) if configuration else workspace_root
    return os.path.join(folder, NAME)
