"""Compares a run with an earlier revision: which findings are new, and how many are fixed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

from pplint.config.config import Config, Roots
from pplint.errors import NothingToCheck, UsageError
from pplint.files.revisions import RevisionTree, describe_missing
from pplint.findings import Comparison, Finding
from pplint.model.workspace import Workspace
from pplint.run.baseline import NEVER
from pplint.run.side_by_side import run_both as run_both
from pplint.workspace import load_workspace

PRE_COMMIT = "pre-commit"
"""A word used instead of a revision: compare with the revision that pre-commit gives its hooks."""


class EarlierState:
    """The workspace at the revision; ``workspace`` is ``None`` if there was nothing to check then."""

    def __init__(self, roots: Roots, config: Config) -> None:
        self.revision = revision_of(config.since)
        self.tree = RevisionTree(roots.report, self.revision, config.exclude)
        try:
            self.workspace: Workspace | None = load_workspace(roots._replace(named=("",)), config, self.tree)
        except NothingToCheck:
            self.workspace = None

    def equals(self, workspace: Workspace) -> bool:
        """Whether both have the same documents with the same text, apart from line ends."""
        if self.workspace is None:
            return False
        then, now = (
            {document.path: document for document in one.documents} for one in (self.workspace, workspace)
        )
        return then.keys() == now.keys() and all(
            then[path].text.replace("\r\n", "\n") == document.text.replace("\r\n", "\n")
            for path, document in now.items()
        )


def begin(roots: Roots, config: Config, workspace: Workspace) -> EarlierState | None:
    """The earlier revision to compare with; ``None`` where a hook has nothing to compare with and lints in full."""
    try:
        earlier = EarlierState(roots, config)
    except UsageError:
        if config.since != PRE_COMMIT:
            raise
        # Before the first commit, or without git, everything is new.
        return None
    if config.since == PRE_COMMIT and earlier.equals(workspace):
        earlier.tree.close()
        return None
    return earlier


def revision_of(since: str) -> str:
    """The revision to ask git for."""
    if since != PRE_COMMIT:
        return since
    return os.environ.get("PRE_COMMIT_FROM_REF") or "HEAD"


def mark(
    now: Iterable[Finding],
    then: Iterable[Finding],
    everything: Iterable[Finding],
    is_named: Callable[[Finding], bool],
    earlier: EarlierState,
) -> tuple[list[Finding], Comparison]:
    """``now`` with each finding's state, and the comparison.

    ``then`` are the findings of the earlier revision, ``everything`` those of today, including
    suppressed ones and those outside the named paths: a moved or hidden finding is not fixed.
    """
    before = [finding for finding in then if finding.suppression is None]
    known = {identity for finding in before for identity in finding.names}
    today = {identity for finding in everything for identity in finding.names}
    marked = [
        finding._replace(
            state="new" if known.isdisjoint(finding.names) or finding.rule in NEVER else "unchanged"
        )
        for finding in now
    ]
    fixed = sum(today.isdisjoint(finding.names) and is_named(finding) for finding in before)
    return marked, Comparison(earlier.revision, fixed)


def close(earlier: EarlierState, workspace: Workspace) -> None:
    """End git, and report once which files could not be compared."""
    earlier.tree.close()
    if earlier.tree.not_compared:
        workspace.notifications.append(describe_missing(earlier.tree.not_compared))
