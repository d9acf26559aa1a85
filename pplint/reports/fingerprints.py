"""Line hashes of findings, from the files on disk as they will be uploaded."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType

from pplint.files.limits import Unreadable
from pplint.files.tree import Tree
from pplint.findings import Finding, Identity
from pplint.reports.linehash import beginning, each_line_hashes, is_single_line, read_as_uploaded
from pplint.typed import Any

NOTHING: Mapping[Any, Any] = MappingProxyType({})


def find_line_hashes(
    root: str, findings: Iterable[Finding], known: Mapping[str, Mapping[int, str]] = NOTHING
) -> dict[Identity, str]:
    """GitHub's hash of each finding's line, by identity; ``known`` are those of some lines, by path.

    A finding in a member of an archive, in a file of one line (all of its findings would share one hash, which
    every edit changes) or in a file that cannot be read has none.
    """
    places = [
        (finding.identity, *finding.location[:2]) for finding in findings if not finding.location.member
    ]
    new: dict[str, set[int]] = {}
    for _, path, line in places:
        if line not in known.get(path, ()):
            new.setdefault(path, set()).add(line)
    hashes = hash_lines(root, new) if new else {}
    found: dict[Identity, str] = {}
    for identity, path, line in places:
        value = known.get(path, NOTHING).get(line) or hashes.get(path, NOTHING).get(line)
        if value:
            found[identity] = value
    return found


def hash_lines(root: str, lines: Mapping[str, Collection[int]]) -> dict[str, dict[int, str]]:
    """The hashes of lines, by path, without those that have none."""
    tree = Tree(root)
    hashed: list[str] = []

    def texts() -> Iterator[tuple[str, Collection[int]]]:
        for path, its in lines.items():
            try:
                raw = tree.read(path)
            except (Unreadable, ValueError):  # a name that no file can have
                continue
            if not is_single_line(raw):
                hashed.append(path)
                yield read_as_uploaded(beginning(raw, max(its))), its

    return {hashed[number]: hashes for number, hashes in enumerate(each_line_hashes(texts()))}
