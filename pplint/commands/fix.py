"""The part of ``pplint check`` that fixes: ``--fix``, ``--fix-only`` and ``--diff``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pplint.config.config import Config
from pplint.findings import Report
from pplint.generate.differences import difference
from pplint.generate.settings.diff import diff as settings_diff
from pplint.mending import Mended, mend, write
from pplint.roots import find_workspace_roots
from pplint.run.hiding import Hiding
from pplint.sources.parsing import decode
from pplint.terminal import say, show
from pplint.text import plural, sanitise
from pplint.workspace import load_workspace


def run(paths: Sequence[str], config: Config, options: Mapping[str, Any]) -> tuple[Report, int | None]:
    """Mend what is in ``paths``. The report of what is left, and the exit code where there is nothing more to say."""
    mended = mend(paths, config, unsafe=options["unsafe_fixes"])
    if options["diff"]:
        shown = _differences(mended, paths, config)
        show("".join(shown.values()))
        for path in (path for path, words in shown.items() if not words):
            say(f"pplint: {sanitise(path, 0)}: what would change is hidden, since it is inside a value")
        _tell(mended, "would fix")
        return mended.report, 1 if mended.files else 0
    write(mended)
    _tell(mended, "fixed")
    return mended.report, 0 if options["fix_only"] else None


def _tell(mended: Mended, verb: str) -> None:
    count, files = len(mended.fixed), len(mended.files)
    if count:
        say(f"pplint: {verb} {plural(count, 'finding')} in {plural(files, 'file')}")
    if mended.refused:
        say(f"pplint: left out {plural(mended.refused, 'fix', 'fixes')} that would have brought new findings")


def _differences(mended: Mended, paths: Sequence[str], config: Config) -> dict[str, str]:
    """A unified diff a file, in which no value that may be a credential is shown, changed or not."""
    if not mended.files:
        return {}
    workspace = load_workspace(find_workspace_roots(paths, config.root), config)
    hide = Hiding(workspace).of(workspace.documents).hide
    settings = {file.document.path for file in workspace.settings_files}
    shown = {}
    for path, (old, new) in sorted(mended.files.items()):
        before, after = decode(old), decode(new)
        is_settings = path in settings
        shown[path] = (
            settings_diff(path, before, after) if is_settings else hide(difference(path, before, after))
        )
    return shown
