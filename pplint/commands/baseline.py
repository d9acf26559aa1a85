"""``pplint baseline``: write or update the baseline file."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from pplint import registry
from pplint.api import is_whole, lint
from pplint.commands.request import make_config
from pplint.config.shown import shown_path
from pplint.errors import UsageError
from pplint.findings import Identity
from pplint.run.baseline import NEVER, Baseline, find_baseline, read_baseline, refuse_link, write_baseline
from pplint.run.selection import credential_rules
from pplint.terminal import say


def run(paths: Sequence[str], options: Mapping[str, Any]) -> int:
    """Add today's findings to the baseline; with ``--prune`` also drop what matches nothing any more."""
    # As with `check`, what is named counts even where it is excluded.
    config, roots = make_config(paths, {**options, "force_exclude": False})
    whole = is_whole(roots)
    if options["prune"] and not whole:
        raise UsageError(
            f"--prune needs the whole of {shown_path(roots.workspace)!r}; "
            "entries of other paths would be removed"
        )
    path = config.baseline or find_baseline(config.source, roots.workspace)
    if not config.baseline:
        refuse_link(path, roots.report)
    config.baseline, config.use_baseline = "", False
    config.jobs = None
    entries = registry.load(config.rules_folders, config.plugins)
    only = registry.expand(options["only"], entries, "--rule") if options["only"] else set(entries)
    report = lint(paths, config)
    for notification in report.notifications:
        say(f"pplint: warning: {notification}")
    credentials = credential_rules(entries)
    before = read_baseline(path) if os.path.isfile(path) else Baseline()
    # An entry for a credential hides nothing unless it was written as one.
    known = {i for i in before.known if i.rule not in credentials or i in before.secrets}
    recorded = [f for f in report.findings if f.rule not in NEVER and f.rule in only]
    secrets: set[Identity] = {f.identity for f in recorded if f.rule in credentials}
    found: set[Identity] = {f.identity for f in recorded} - secrets
    if options["include_secrets"]:
        found |= secrets
    met = {identity for f in report.findings for identity in (f.identity, *f.places)}
    gone = {i for i in known if i not in met and i.rule in only} if whole else set()
    kept = found | (known - gone if options["prune"] else known)
    write_baseline(
        path, Baseline(frozenset(kept), frozenset(i for i in kept if i.rule in credentials)), roots.report
    )
    new = len(found - known)
    say(
        f"{shown_path(path)}: {len(kept)} {'finding' if len(kept) == 1 else 'findings'}, {new} of them new; "
        "commit the file, and `pplint` shows only what is not in it"
    )
    left = len(secrets - kept)
    if left:
        what = "1 credential is" if left == 1 else f"{left} credentials are"
        say(f"{what} not in it: rotate and remove, or accept with --include-secrets")
    if gone:
        done = "dropped" if options["prune"] else "kept; --prune drops them"
        words = "1 entry matches" if len(gone) == 1 else f"{len(gone)} entries match"
        say(f"{words} nothing any more: {done}")
    if report.crashed:
        say("pplint: error: a rule crashed; see `pplint`")
    return 2 if report.crashed else 0
