"""Where a workspace and its report are rooted."""

from __future__ import annotations

import os
from collections.abc import Sequence

from pplint.config.config import CONFIGURATION, Roots
from pplint.errors import UsageError
from pplint.files.tree import Tree
from pplint.sources.layouts import enclosing_root


def find_workspace_roots(paths: Sequence[str], root: str | None = None) -> Roots:
    """Where the workspace and the report are rooted for these paths.

    The workspace root is the nearest ancestor with ``pplint.toml`` or ``.git``, else the path itself (the
    solution root above it, where there is one); the report root is the nearest ``.git``, else the workspace
    root. ``root`` sets both. A path that does not exist is a ``UsageError``.
    """
    absolute = []
    for path in paths:
        full = os.path.abspath(path)
        if not os.path.lexists(full):
            raise UsageError(f"{path!r} does not exist")
        absolute.append(full)
    if root is not None:
        top = os.path.abspath(root)
        if not os.path.isdir(top):
            raise UsageError(f"the root {root!r} is not a folder")
        workspace = report = top
    else:
        workspaces = [_workspace_root(path) for path in absolute]
        workspace = workspaces[0] if len(set(workspaces)) == 1 else _common(workspaces)
        report = nearest_holding(workspace, (".git",)) or workspace
    named = []
    for path, full in zip(paths, absolute, strict=True):
        try:
            relative = os.path.relpath(full, report).replace(os.sep, "/")
        except ValueError:  # another drive
            relative = ".."
        if relative.startswith("../") or relative == ".." or os.path.isabs(relative):
            raise UsageError(f"{path!r} is outside the root {report!r}")
        named.append("" if relative == "." else relative)
    return Roots(workspace, report, tuple(named))


def _common(paths: list[str]) -> str:
    try:
        return os.path.commonpath(paths)
    except ValueError as error:
        raise UsageError("the paths are on different drives") from error


def _workspace_root(path: str) -> str:
    folder = path if os.path.isdir(path) else os.path.dirname(path)
    marked = nearest_holding(folder, (CONFIGURATION, ".git"))
    if marked:
        return marked
    drive, rest = os.path.splitdrive(folder)
    top = drive + os.sep
    enclosing = enclosing_root(Tree(top, is_trusted=True), rest.replace(os.sep, "/").strip("/"))
    if enclosing is not None:
        return os.path.normpath(os.path.join(top, enclosing))
    return folder


def nearest_holding(folder: str, names: tuple[str, ...]) -> str | None:
    """``folder`` or the nearest folder above it in which one of ``names`` exists; None where there is none."""
    while True:
        if any(os.path.exists(os.path.join(folder, name)) for name in names):
            return folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent
