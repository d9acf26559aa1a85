"""Finds solutions in the repository that were not read: behind links, in zips, in excluded or skipped folders."""

from __future__ import annotations

import os
from collections.abc import Iterator

from pplint.files.limits import Unreadable
from pplint.files.tree import Tree
from pplint.model.workspace import Workspace

MOST_FOLDERS = 50_000
"""How many folders are searched; a repository with more counts as not completely read."""

MANIFESTS = ("Other/Solution.xml", "Solution.xml", "solution.xml")
MANIFEST = "solution.xml"


def is_link_to_solution(path: str) -> bool:
    """Whether a link leads to a folder with a solution; nothing behind it is read."""
    return any(os.path.exists(os.path.join(path, *manifest.split("/"))) for manifest in MANIFESTS)


def find_unread(workspace: Workspace) -> str:
    """The first solution below the root that the run did not read, in words; empty if all were read."""
    known = {solution.root for solution in workspace.solutions}
    return next(_unread(workspace.tree.root, known), "")


def _unread(root: str, known: set[str]) -> Iterator[str]:
    tree = Tree(root)
    pending, seen = [""], 0
    while pending:
        folder = pending.pop()
        seen += 1
        if seen > MOST_FOLDERS:
            yield f"there are more than {MOST_FOLDERS:,} folders"
            return
        listing = tree.list(folder)
        prefix = f"{folder}/" if folder else ""
        for name in listing.files:
            if name.lower() in (MANIFEST, "solution.yml", "solution.yaml") and not _is_known(folder, known):
                yield f"the solution in {folder or '.'!r} was not read"
            elif (
                name.lower().endswith(".zip")
                and f"{prefix}{name}!" not in known
                and _holds(tree, prefix + name)
            ):
                yield f"the solution zip {prefix + name!r} was not read"
        pending += [prefix + name for name in listing.folders if name != ".git"]
    for link in tree.links:
        if is_link_to_solution(tree.absolute(link)):
            yield f"the solution behind the symbolic link {link!r} was not read"
        elif os.path.isdir(tree.absolute(link)) or link.lower().endswith((".zip", ".xml")):
            yield f"what is behind the symbolic link {link!r} was not read"
    for path in tree.special:
        if path.lower().endswith((".zip", ".xml", ".yml")):
            yield f"{path!r}, a device, a pipe or a socket, was not read"
    for folder, reason in tree.unreadable_folders:
        yield f"the folder {folder!r} was not read: {reason}"


def _is_known(folder: str, known: set[str]) -> bool:
    parent, _, name = folder.rpartition("/")
    above, _, middle = parent.rpartition("/")
    return (
        folder in known
        or (name.lower() == "other" and parent in known)
        or (middle.lower() == "solutions" and above in known)
    )


def _holds(tree: Tree, path: str) -> bool:
    """Whether a zip holds a solution, or another zip that may; one that cannot be read may, too."""
    try:
        raw = tree.read(path).lower()
    except Unreadable:
        return True
    # The names of members are not compressed.
    return MANIFEST.encode() in raw or b".zip" in raw
