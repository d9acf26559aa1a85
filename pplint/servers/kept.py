"""A workspace that is kept while its files are edited, and the findings of a file in it: at a glance, or all of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from pplint.api import Ways, lint_workspace
from pplint.config.config import Config, Roots
from pplint.files.limits import Unreadable
from pplint.files.tree import Tree
from pplint.findings import Report
from pplint.key_path import KeyPath
from pplint.model.places import Site, value_at
from pplint.model.workspace import Workspace
from pplint.run.collecting import Raised
from pplint.run.engine import Engine
from pplint.sources.documents import RANGE
from pplint.sources.rereading import Rereading
from pplint.workspace import WithoutCollections, load_workspace


class Interrupted(Exception):
    """Something more important came in the middle of a check."""


class NotAtAGlance(Exception):
    """The change is of a kind after which the whole workspace has to be looked at."""


class Kept:
    """The workspace below one pair of roots. A changed flow is read again, alone; any other change loads all of it."""

    def __init__(self) -> None:
        self._roots: tuple[str, str] | None = None
        self._config: dict[str, Any] = {}
        self._overlay: dict[str, bytes] = {}
        self._tree = Tree("")
        self._workspace: Workspace | None = None
        self._rereading: Rereading | None = None
        self._stamps: dict[str, Any] = {}
        self._told = 0
        # Whether a flow was read again, so that what was derived from the workspace no longer holds.
        self._is_edited = False
        self._elsewhere: dict[str, _Elsewhere] = {}

    def check(
        self, roots: Roots, config: Config, overlay: Mapping[str, bytes], pulse: Callable[[], None]
    ) -> Report:
        """What a run for ``roots.named`` reports; ``pulse`` is called often, and may raise to end it."""
        (path,) = roots.named

        def load(roots: Roots, config: Config, tree: Tree | None) -> Workspace:
            if not self._is_current() or not self._take(roots, config, overlay, path):
                self._load(roots, config, overlay)
            return self._fresh()

        def run(engine: Engine) -> list[Raised]:
            engine.pulse = pulse
            self._elsewhere[path] = _Elsewhere(engine.run(own=False), path)
            return engine.run(elsewhere=False)

        return lint_workspace(roots, config, None, Ways(load, run))[1]

    def glance(self, roots: Roots, config: Config, overlay: Mapping[str, bytes]) -> Report:
        """The same, but of rules on other files and on the whole what they said last. Raises ``NotAtAGlance``."""
        (path,) = roots.named
        known = self._elsewhere.get(path)
        if known is None or not self._take(roots, config, overlay, path):
            raise NotAtAGlance

        def load(roots: Roots, config: Config, tree: Tree | None) -> Workspace:
            return self._fresh()

        def run(engine: Engine) -> list[Raised]:
            engine.collected.raised += known.still_there()
            return engine.run(elsewhere=False)

        with WithoutCollections():
            return lint_workspace(roots, config, None, Ways(load, run))[1]

    def workspace(self, roots: Roots, config: Config, overlay: Mapping[str, bytes]) -> Workspace:
        """The workspace as it is with these texts. Raises ``NothingToCheck``."""
        if not self._is_current() or not self._take(roots, config, overlay):
            self._load(roots._replace(named=("",)), config, overlay)
        assert self._workspace is not None
        # Whoever keeps what follows from a workspace looks at the workspace to see whether it still holds.
        return self._fresh() if self._is_edited else self._workspace

    def _load(self, roots: Roots, config: Config, overlay: Mapping[str, bytes]) -> None:
        self._workspace = None
        self._elsewhere.clear()
        self._tree = Tree(roots.report, config.exclude, overlay)
        stamps = self._tree.stamps = {}
        workspace = load_workspace(roots, config, self._tree)
        self._stamps = {path: _stamp(self._tree.absolute(path)) for path in self._tree.folders} | stamps
        self._told = len(workspace.notifications)
        self._rereading = Rereading(workspace, self._tree)
        self._roots, self._config, self._overlay = roots[:2], vars(config), dict(overlay)
        self._workspace, self._is_edited = workspace, False

    def _take(self, roots: Roots, config: Config, overlay: Mapping[str, bytes], path: str = "") -> bool:
        """Whether the workspace is now the one with these texts; not where more than flows changed."""
        workspace, rereading = self._workspace, self._rereading
        if workspace is None or rereading is None or self._roots != roots[:2] or self._config != vars(config):
            return False
        if path and all(document.path != path for document in workspace.documents):
            return False
        before, self._overlay = self._overlay, dict(overlay)
        self._tree.start_again(overlay)
        for changed in {*before, *overlay}:
            # A file that was opened or closed is what is on disk before or after.
            old, new = (
                texts[changed] if changed in texts else self._saved(changed) for texts in (before, overlay)
            )
            if old == new:
                continue
            if new is None or not rereading.reread(changed, new):
                self._workspace = None
                return False
            self._is_edited = True
            for known in self._elsewhere.values():
                known.edited.add(changed)
        return True

    def _saved(self, path: str) -> bytes | None:
        try:
            raw = Tree(self._tree.root).read(path)
        except Unreadable:
            return None
        self._stamps[path] = _stamp(self._tree.absolute(path))
        return raw

    def _fresh(self) -> Workspace:
        assert self._workspace is not None
        # What a run adds to them is its own.
        del self._workspace.notifications[self._told :]
        self._workspace = self._workspace.again()
        assert self._rereading is not None
        self._rereading.workspace = self._workspace
        self._is_edited = False
        return self._workspace

    def _is_current(self) -> bool:
        """Whether nothing that was read changed on disk since."""
        overlay, absolute = self._overlay, self._tree.absolute
        return all(
            _stamp(absolute(path)) == stamp for path, stamp in self._stamps.items() if path not in overlay
        )


def _stamp(full: str) -> tuple[int, int]:
    try:
        status = os.stat(full)
    except OSError:
        return (0, 0)
    return status.st_mtime_ns, status.st_size


class _Elsewhere:
    """What rules on other files and on the whole said when they were last asked; ``edited`` are files changed since."""

    def __init__(self, raised: list[Raised], path: str) -> None:
        self._raised = list(raised)
        self._path = path
        self._values: dict[KeyPath, Any] = {}
        self.edited: set[str] = set()
        for item in self._raised:
            for site in _sites(item):
                if site.document.path == path and site.document.kind == "json":
                    self._values[site.path] = value_at(site.document.data, site.path)

    def still_there(self) -> list[Raised]:
        """Those whose places still hold the same."""
        return [item for item in self._raised if all(map(self._is_same, _sites(item)))]

    def _is_same(self, site: Site) -> bool:
        document = site.document
        if document.path not in self.edited:
            return True
        if document.kind != "json" or not document.has_tree or (site.path and site.path[0] == RANGE):
            return False
        now = value_at(document.data, site.path)
        if now is None or document.path != self._path:
            return now is not None and site.span is None
        before = self._values[site.path]
        # Of an action that is edited, most that was said of it holds.
        is_large = isinstance(before, dict | list)
        return type(before) is type(now) if is_large else before == now


def _sites(item: Raised) -> list[Site]:
    problem = item.problem
    more = (site for site, _ in (*problem.related, *problem.flow))
    fixes = (change.at for fix in problem.fixes for change in fix.changes)
    return [problem.at, *more, *fixes]
