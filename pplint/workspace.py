"""Paths to a workspace: which roots and settings files there are, and who belongs to whom."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from itertools import chain

from pplint.config.config import CONFIGURATION, Config, Roots
from pplint.config.file import check_alone
from pplint.detect.usage.index import UsageIndex
from pplint.errors import NothingToCheck
from pplint.files.paths import is_below
from pplint.files.recording import RecordingTree
from pplint.files.tree import Tree
from pplint.files.writing import leads_out
from pplint.model.apps import App
from pplint.model.components import Component
from pplint.model.flow import Flow
from pplint.model.globs import Globs
from pplint.model.problem import Consequence, Severity
from pplint.model.workspace import Solution, Workspace
from pplint.roots import nearest_holding
from pplint.sources.documents import Documents
from pplint.sources.layouts import FoundRoots, ancestors, enclosing_root, find_roots
from pplint.sources.loading import load_solutions
from pplint.sources.not_looked_at import find_unread
from pplint.sources.settings import association
from pplint.sources.settings.finding import is_named_like_settings


def _find(roots: Roots, documents: Documents, force_exclude: bool) -> FoundRoots:
    """Everything below the workspace root, and in the zips that were named.

    Zips alone, outside a repository, are all that is read: their folder may hold anything.
    """
    tree = documents.tree
    zips = [path for path in roots.named if is_zip(tree.absolute(path))]
    if force_exclude:
        zips = [path for path in zips if not tree.is_excluded(path)]
    if (
        zips
        and len(zips) == len(roots.named)
        and nearest_holding(roots.workspace, (CONFIGURATION, ".git")) is None
    ):
        found = FoundRoots([], {}, [])
    else:
        start = os.path.relpath(roots.workspace, roots.report).replace(os.sep, "/")
        found = find_roots(tree, "" if start == "." else start)
    for path in dict.fromkeys(zips):
        from pplint.sources.zips import find_in_archive

        inside = find_in_archive(path, documents)
        found.roots.extend(inside.roots)
        found.files.update(inside.files)
        found.outside.extend(inside.outside)
    return found


def _named_anyway(tree: Tree, roots: Roots) -> Iterator[str]:
    """What was named although it is excluded: the solution that it is in, or it alone."""
    excluded = [path for path in roots.named if path and tree.is_excluded(path)]
    if excluded:
        everything = Tree(roots.report)
        for path in excluded:
            yield enclosing_root(everything, path) or path


def is_zip(path: str) -> bool:
    """Whether a named path is a zip to look into."""
    return path.lower().endswith(".zip") and os.path.isfile(path)


class WithoutCollections:
    """Collects no garbage meanwhile: a run makes many objects and few cycles, and would search them again and again."""

    def __enter__(self) -> None:
        self._was_enabled = gc.isenabled()
        gc.disable()

    def __exit__(self, *raised: object) -> None:
        if self._was_enabled:
            gc.enable()


def _note_links(found: FoundRoots, tree: Tree) -> None:
    inside = [link for link in tree.links if any(is_below(link, root.path) for root in found.roots)]
    if inside:
        tree.notify(f"{len(inside)} symbolic links were not followed, among them {inside[0]!r}")
    if tree.links:
        from pplint.sources.unread import is_link_to_solution
    for link in tree.links:
        if is_link_to_solution(tree.absolute(link)):
            tree.notify(f"the solution behind the symbolic link {link!r} was not read")
    for path in tree.special:
        if any(is_below(path, root.path) for root in found.roots) or path.lower().endswith(_READ):
            tree.notify(f"{path!r} is a device, a pipe or a socket, and was not read")


_READ = (".json", ".xml", ".zip", ".yml", ".yaml", ".toml", ".jsonl")
"""Endings of files that pplint reads outside solutions."""


def _note_unread(found: FoundRoots, roots: Roots, documents: Documents) -> None:
    """Note as problems what was named, or holds settings by its name, and could not be read."""
    tree = documents.tree
    for named in roots.named:
        full = tree.absolute(named)
        if named and tree.is_behind_link(named):
            documents.note_unreadable(named, "is a symbolic link, or behind one, and was not read")
        elif named and named not in tree.overlay and not (os.path.isfile(full) or os.path.isdir(full)):
            documents.note_unreadable(named, "is a device, a pipe or a socket, and was not read")
    for path in tree.special:
        if is_named_like_settings(path):
            documents.note_unreadable(path, "is a device, a pipe or a socket, and was not read")
    for path in tree.links:
        # A link within the repository leads to a file that is read by its own name.
        if is_named_like_settings(path) and leads_out(tree.absolute(path), tree.root):
            documents.note_unreadable(path, "is a symbolic link out of the repository, and was not read")
    inside = {root.path for root in found.roots}
    for folder, reason in tree.unreadable_folders:
        words = f"cannot be read: {reason.lower()}"
        if any(way in inside for way in ancestors(folder)):
            documents.note_unreadable(folder, words)
        else:
            # What is in it is not known, so no import is certain; but it may be another tool's.
            documents.note_unreadable(folder, words, severity=Severity.WARNING, consequence=Consequence.OPEN)


def _keep_facts(component: Component) -> None:
    if isinstance(component, Solution):
        component.keep_rows()
    elif isinstance(component, App):
        component.keep_facts()
    elif isinstance(component, Flow):
        # Imported late: small repositories let nothing go.
        from pplint.detect.facts import keep_facts

        keep_facts(component)


def load_workspace(roots: Roots, config: Config, tree: Tree | None = None) -> Workspace:
    """Read everything below the workspace root. Raises ``NothingToCheck`` where there is nothing of ours.

    ``tree`` is where to read, if not from the disk.
    """
    is_on_disk = tree is None or bool(tree.overlay)
    tree = tree or (RecordingTree if config.with_record else Tree)(roots.report, config.exclude)
    if is_on_disk and config.exclude and not config.force_exclude:
        tree.keep(_named_anyway(tree, roots))
    documents = Documents(tree)
    documents.shelf.keep_facts = _keep_facts
    workspace = Workspace(tree, UsageIndex)
    workspace.external = Globs(config.external)
    with WithoutCollections():
        found = _find(roots, documents, config.force_exclude)
        if config.was_searched:
            check_alone(config, tree, roots.named, chain(found.outside, *found.files.values()))
        for root in found.roots:
            workspace.solutions += load_solutions(root, found.files[root.path], documents)
    workspace.outside = list(found.outside)
    association.load_settings(workspace, found, documents, config)
    _note_unread(found, roots, documents)
    association.find_copies(workspace.solutions)
    association.associate(workspace, config)
    workspace.problems += documents.problems
    workspace.unread = find_unread(workspace)
    workspace.not_recognised += [(unread.path, unread.reason) for unread in workspace.unread]
    workspace.documents = [d for d in documents.opened.values() if d.kind != "binary"]
    workspace.not_recognised += documents.not_recognised
    workspace.notifications = tree.notifications
    _note_links(found, tree)
    if not workspace.solutions and not workspace.settings_files and not workspace.problems:
        raise NothingToCheck(
            "nothing to check: no solution (a folder with Other/Solution.xml or solution.xml) and no "
            f"deployment settings file below {roots.workspace!r}"
        )
    return workspace
