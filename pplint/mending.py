"""Makes the fixes of findings: in turns, in memory first, each file whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from pplint.api import lint
from pplint.config.config import Config
from pplint.config.reading import with_text
from pplint.files.edits import Edit, apply_edits, find_encoding
from pplint.files.limits import Unreadable
from pplint.files.tree import Tree
from pplint.files.writing import write_atomically
from pplint.findings import Finding, Identity, PlacedFix, Report
from pplint.model.problem import Severity
from pplint.sources.parsing import decode

MOST_TURNS = 20
"""Each turn makes what the one before left because it overlapped; no honest file needs more than three."""


class Mended(NamedTuple):
    """What was done: the report of what is left, the old and new bytes of each changed file, and what was fixed.

    ``files`` are by path below the report root; ``refused`` are fixes that would have brought a new finding.
    """

    report: Report
    files: dict[str, tuple[bytes, bytes]]
    fixed: tuple[Finding, ...]
    refused: int


def mend(paths: Sequence[str], config: Config, *, unsafe: bool = False) -> Mended:
    """Work out what the fixes of the findings in ``paths`` make of their files; nothing is written.

    Fixes after which something is found that was not found before are left out; the others of their turn are made.
    """
    overlay: dict[str, bytes] = {}
    original: dict[str, bytes] = {}
    report = lint(paths, config)
    fixed: list[Finding] = []
    rejected: set[tuple[Identity, str]] = set()
    for _ in range(MOST_TURNS):
        chosen = _choose(report.findings, unsafe, rejected)
        if not chosen:
            break
        tried = dict(overlay)
        after = _attempt(paths, config, report, chosen, tried, original)
        if after is None:
            attempt = partial(_alone, paths, config, report, overlay, original)
            culprits = _culprits(chosen, attempt)
            rejected |= {(finding.identity, fix.title) for finding, fix in culprits}
            continue
        overlay, report = tried, after
        fixed += [finding for finding, _ in chosen]
    files = {path: (original[path], raw) for path, raw in overlay.items() if original[path] != raw}
    return Mended(report, files, tuple(fixed), len(rejected))


def _culprits(
    chosen: list[tuple[Finding, PlacedFix]],
    attempt: Callable[[list[tuple[Finding, PlacedFix]]], Report | None],
) -> list[tuple[Finding, PlacedFix]]:
    """The fixes of a failed turn that fail alone, found by halves; one of two that fail only together."""
    if len(chosen) == 1:
        return chosen
    middle = len(chosen) // 2
    failing = [half for half in (chosen[:middle], chosen[middle:]) if attempt(half) is None]
    return [pair for half in failing for pair in _culprits(half, attempt)] or chosen[-1:]


def _alone(
    paths: Sequence[str],
    config: Config,
    report: Report,
    overlay: dict[str, bytes],
    original: dict[str, bytes],
    chosen: list[tuple[Finding, PlacedFix]],
) -> Report | None:
    """The same without changing ``overlay``."""
    return _attempt(paths, config, report, chosen, dict(overlay), original)


def _attempt(
    paths: Sequence[str],
    config: Config,
    report: Report,
    chosen: Sequence[tuple[Finding, PlacedFix]],
    overlay: dict[str, bytes],
    original: dict[str, bytes],
) -> Report | None:
    """The report after these fixes, with ``overlay`` changed; ``None`` where something new would be found."""
    _apply(report.root, chosen, overlay, original)
    after = lint(paths, _reread(config, report.root, overlay), overlay=overlay)
    known = {identity for finding in (*report.findings, *report.suppressed) for identity in finding.names}
    come = [
        finding
        for finding in after.findings
        if known.isdisjoint(finding.names) and finding.severity > Severity.NOTE
    ]
    return None if come or after.crashed > report.crashed else after


def _reread(config: Config, root: str, overlay: Mapping[str, bytes]) -> Config:
    """The configuration with the ignores that it has by now, where it was changed itself."""
    path = os.path.relpath(config.source, root).replace(os.sep, "/") if config.source else ""
    return with_text(config, decode(overlay[path]), root) if path in overlay else config


def _choose(
    findings: Iterable[Finding], unsafe: bool, rejected: set[tuple[Identity, str]]
) -> list[tuple[Finding, PlacedFix]]:
    """The first fix of each finding that may be made and does not overlap with those before it."""
    taken: dict[str, list[tuple[int, int]]] = {}
    chosen = []
    for finding in findings:
        for fix in finding.fixes:
            if not (fix.is_safe or unsafe) or (finding.identity, fix.title) in rejected:
                continue
            if all(_is_free(edit.location.path, edit.start, edit.end, taken) for edit in fix.edits):
                for edit in fix.edits:
                    taken.setdefault(edit.location.path, []).append((edit.start, edit.end))
                chosen.append((finding, fix))
            break
    return chosen


def _is_free(path: str, start: int, end: int, taken: dict[str, list[tuple[int, int]]]) -> bool:
    # Two insertions at one place might not fit each other either.
    return all(end < other_start or start > other_end for other_start, other_end in taken.get(path, ()))


def _apply(
    root: str,
    chosen: Iterable[tuple[Finding, PlacedFix]],
    overlay: dict[str, bytes],
    original: dict[str, bytes],
) -> None:
    edits: dict[str, list[Edit]] = {}
    for _, fix in chosen:
        for edit in fix.edits:
            edits.setdefault(edit.location.path, []).append(Edit(edit.start, edit.end, edit.text))
    tree = Tree(root, overlay=overlay)
    for path, of_file in edits.items():
        try:
            raw = tree.read(path)
        except Unreadable:
            continue
        original.setdefault(path, raw)
        overlay[path] = find_encoding(raw).encode(apply_edits(decode(raw), of_file))


def write(mended: Mended) -> None:
    """Write the changed files. ``UsageError`` where one was changed meanwhile; those before it are written."""
    for path, (old, new) in mended.files.items():
        full = os.path.join(mended.report.root, *path.split("/"))
        write_atomically(full, new, root=mended.report.root, expected=old)


def differences(mended: Mended) -> Iterator[tuple[str, list[str], list[str]]]:
    """Path, old lines and new lines of each changed file."""
    for path, (old, new) in sorted(mended.files.items()):
        yield path, decode(old).splitlines(), decode(new).splitlines()
