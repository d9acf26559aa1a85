"""The ways in which a solution lies on disk, and which file belongs to which root."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pplint.sources.tree import Tree, join

SKIPPED = frozenset({"node_modules", "bin", "obj"})


class Root(NamedTuple):
    """A folder that holds a solution: ``layout`` is ``xml``, ``plain-unzip``, ``yaml`` or ``package``."""

    path: str
    layout: str
    manifest: str
    customizations: str


class Found(NamedTuple):
    """Solution roots, the files of each (deepest root wins), and all files outside."""

    roots: list[Root]
    files: dict[str, list[str]]
    outside: list[str]


def find_roots(tree: Tree, start: str = "") -> Found:
    """Walk ``start`` once. Dot-folders, ``node_modules``, ``bin`` and ``obj`` are skipped outside solution roots."""
    found = Found([], {}, [])
    stack: list[tuple[str, str | None, bool]] = [(start, None, False)]
    while stack:
        folder, owner, is_manifest_folder = stack.pop()
        listing = tree.list(folder)
        root = None if is_manifest_folder else detect(tree, folder)
        if root is not None:
            found.roots.append(root)
            found.files[root.path] = []
            owner = root.path
        target = found.outside if owner is None else found.files[owner]
        target += [join(folder, name) for name in listing.files]
        manifest_folder = root.manifest.rpartition("/")[0] if root is not None else None
        for name in reversed(listing.folders):
            if owner is None and (name in SKIPPED or (name.startswith(".") and name not in KEPT)):
                continue
            path = join(folder, name)
            stack.append((path, owner, path == manifest_folder))
    return found


KEPT = frozenset({".github", ".azuredevops", ".pipelines", ".azure-pipelines"})
"""Dot-folders in which pipelines lie; pplint reads nothing else there."""


def detect(tree: Tree, folder: str) -> Root | None:
    """The solution root that ``folder`` is, if it is one."""
    listing = tree.list(folder)
    for name in listing.folders:
        if name.lower() == "other":
            other = join(folder, name)
            files = {file.lower(): join(other, file) for file in tree.list(other).files}
            if "solution.xml" in files:
                return Root(folder, "xml", files["solution.xml"], files.get("customizations.xml", ""))
    files = {file.lower(): join(folder, file) for file in listing.files}
    if "solution.xml" in files and ("customizations.xml" in files or "[content_types].xml" in files):
        return Root(folder, "plain-unzip", files["solution.xml"], files.get("customizations.xml", ""))
    return None


def enclosing_root(tree: Tree, path: str) -> str | None:
    """The nearest folder at or above ``path`` that is a solution root."""
    for folder in ancestors(path):
        if detect(tree, folder) is not None:
            return folder
    return None


def ancestors(path: str) -> Iterator[str]:
    """``a/b/c``, ``a/b``, ``a`` and the empty path."""
    while path:
        yield path
        path = path.rpartition("/")[0]
    yield ""
