"""Named files that pplint does not read: a run must not pass silently over them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache

from pplint.compiling import compile_fixed
from pplint.config.config import Roots
from pplint.errors import NothingToCheck
from pplint.model.workspace import Workspace


def find_named_unread(roots: Roots, workspace: Workspace) -> Iterator[tuple[str, bool]]:
    """Files that were named and that nothing reads, and whether each looks like a part of a solution.

    If only such files were named, that is a ``NothingToCheck``.
    """
    unread = {unread.path: unread for unread in workspace.unread}
    known = {document.path for document in workspace.documents}
    known |= {problem.at.document.path for _, problem in workspace.problems}
    known |= {path for solution in workspace.solutions for path in solution.files}
    named = []
    for path in roots.named:
        absolute = os.path.join(roots.report, *path.split("/"))
        # Every YAML file is read, for it may be a pipeline.
        is_ours = path.lower().endswith((".zip", ".yml", ".yaml"))
        is_ours = is_ours or os.path.basename(path) in ("pplint.toml", "pyproject.toml")
        if not path or is_ours or not os.path.isfile(absolute) or workspace.tree.is_excluded(path):
            continue
        if path in unread or path not in known:
            named.append((path, path in unread or bool(_part().search(path))))
    if named and len(named) == len(roots.named):
        raise NothingToCheck(_unread_words(named), is_telling=any(telling for _, telling in named))
    yield from named


def _unread_words(named: list[tuple[str, bool]]) -> str:
    names = ", ".join(repr(path) for path, _ in named[:3]) + (" and others" if len(named) > 3 else "")
    what = "is neither part of a solution nor a deployment settings file"
    if len(named) > 1:
        what = "are neither parts of a solution nor deployment settings files"
    return f"nothing to check: {names} {what}"


@cache
def _part() -> re.Pattern[str]:
    return compile_fixed(
        r"(?:\.data\.xml|\.meta\.xml|\.msapp|(?:^|/)(?:solution|customizations|environmentvariabledefinition)\.xml"
        r"|deployment-?settings[^/]*\.json)$",
        re.IGNORECASE,
    )
