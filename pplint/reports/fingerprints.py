"""Line hashes of findings, from the files on disk as they will be uploaded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pplint.files.limits import Unreadable
from pplint.files.tree import Tree
from pplint.findings import Finding, Identity
from pplint.reports.linehash import beginning, each_line_hashes, is_single_line, read_as_uploaded


def find_line_hashes(root: str, findings: Iterable[Finding]) -> dict[Identity, str]:
    """GitHub's hash of each finding's line, by identity.

    A finding in a member of an archive, in a file of one line (all of its findings would share one hash, which
    every edit changes) or in a file that cannot be read has none.
    """
    by_file: dict[str, list[Finding]] = {}
    for finding in findings:
        if not finding.location.member:
            by_file.setdefault(finding.location.path, []).append(finding)
    tree = Tree(root)
    hashed: list[list[Finding]] = []

    def texts() -> Iterator[tuple[str, set[int]]]:
        for path, its in by_file.items():
            try:
                raw = tree.read(path)
            except (Unreadable, ValueError):  # a name that no file can have
                continue
            if not is_single_line(raw):
                lines = {finding.location.line for finding in its}
                hashed.append(its)
                yield read_as_uploaded(beginning(raw, max(lines))), lines

    found: dict[Identity, str] = {}
    for number, hashes in enumerate(each_line_hashes(texts())):
        for finding in hashed[number]:
            if finding.location.line in hashes:
                found[finding.identity] = hashes[finding.location.line]
    return found
