"""Git repositories below one folder: what is in another one is not a use of a name."""

from __future__ import annotations

from pplint.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from pplint.model.workspace import Workspace


class Repositories:
    """Which git repository a file belongs to, where several are below the workspace's root."""

    def __init__(self, workspace: Workspace) -> None:
        self._tree = workspace.tree
        self._folders: dict[str, str] = {}
        roots = {self.of(solution.site.document.path) for solution in workspace.solutions}
        self.several = len(roots) > 1

    def of(self, path: str) -> str:
        """The nearest folder above ``path`` that holds a ``.git``; empty for the root and where there is none."""
        folder = path.rpartition("/")[0]
        if folder not in self._folders:
            listing = self._tree.list(folder)
            is_root = ".git" in listing.folders or ".git" in listing.files
            self._folders[folder] = folder if is_root or not folder else self.of(folder)
        return self._folders[folder]
