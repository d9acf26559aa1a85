"""``pplint extract``: a literal becomes an environment variable, shown and written."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from typing import Any

from pplint.commands.request import make_config
from pplint.errors import UsageError
from pplint.extraction.choosing import Refusal
from pplint.extraction.planning import Plan, make_plan
from pplint.extraction.wish import NothingLeft, Wish
from pplint.files.writing import write_atomically, write_new
from pplint.generate.differences import difference
from pplint.generate.settings.diff import diff as settings_diff
from pplint.sources.parsing import decode
from pplint.terminal import say, show
from pplint.text import plural, sanitise

MOST = 10
"""Places that are named before the others are counted."""


def run(argument: str, path: str, options: Mapping[str, Any]) -> int:
    """Show what changes and write it, unless ``--diff`` asks to look alone. Raises ``UsageError``."""
    wish = Wish(
        argument,
        options["name"].strip(),
        options["display_name"] or "",
        options["type"] or "",
        options["value"],
        options["across"],
        options["leave_empty"],
        options["unsafe_fixes"],
        not options["diff"],
    )
    if not wish.name:
        # Only an editor, which shows what it is about to change, gets a name made up.
        raise UsageError("--name is empty; give the schema name of the variable, such as 'cto_OrdersSite'")
    config, roots = make_config((wish.path(path),), options)
    try:
        plan = make_plan(wish, config, roots)
    except NothingLeft as error:
        say(f"pplint: nothing to do: {error}")
        return 0
    except Refusal as error:
        for line in error.lines:
            say(line)
        raise
    show("".join(map(plan.hide, _differences(plan))))
    if not options["diff"]:
        write(plan)
    for sentence in _sentences(plan, "would use" if options["diff"] else "uses"):
        say(f"pplint: {plan.hide(sentence)}")
    return 1 if options["diff"] else 0


def _differences(plan: Plan) -> list[str]:
    """A diff a file; no value of a settings file is shown but the token or the emptiness of the new entry."""
    settings = {file.document.path for file in plan.workspace.settings_files}
    parts = []
    for path, (old, new) in sorted(plan.files.items()):
        before, after = decode(old) if old is not None else None, decode(new)
        is_settings = path in settings
        parts.append(
            settings_diff(path, before or "", after) if is_settings else difference(path, before, after)
        )
    return parts


def write(plan: Plan) -> None:
    """Write all files, or none: where one cannot be written, those before it get back what they held, or are named."""
    order = sorted(plan.files.items(), key=lambda item: item[1][0] is not None)
    done: list[tuple[str, bytes | None, bytes]] = []
    folders: list[str] = []
    try:
        for path, (old, new) in order:
            full = os.path.join(plan.root, *path.split("/"))
            if old is None:
                folders += _missing_folders(full)
                write_new(full, decode(new), plan.root)
            else:
                write_atomically(full, new, root=plan.root, expected=old)
            done.append((full, old, new))
    except UsageError as error:
        stuck = [full for full, old, new in reversed(done) if not _is_undone(full, old, new, plan.root)]
        for folder in folders:
            with contextlib.suppress(OSError):
                os.rmdir(folder)
        if stuck:
            names = ", ".join(sanitise(os.path.relpath(full, plan.root), 0) for full in stuck)
            raise UsageError(f"{error}; put back by hand what was changed before it: {names}") from error
        raise


def _missing_folders(path: str) -> list[str]:
    """The folders around a file that are not there yet, innermost first."""
    folders = []
    while not os.path.isdir(path := os.path.dirname(path)):
        folders.append(path)
    return folders


def _is_undone(full: str, old: bytes | None, new: bytes, root: str) -> bool:
    """Whether a file holds again what it held, or is gone if it is new. Raises nothing, so that the others are undone."""
    try:
        if old is not None:
            write_atomically(full, old, root=root, expected=new)
        else:
            os.unlink(full)
    except (UsageError, OSError):
        return False
    return True


def _sentences(plan: Plan, verb: str) -> list[str]:
    places = plural(len(plan.changed), "place")
    size = f"solution {sanitise(plan.solution)}, {plural(len(plan.files), 'file')}"
    lines = [f"{verb} '{plan.variable}' at {places} ({size}): {_few(plan.changed)}"]
    by_how: dict[str, list[str]] = {}
    for entry in plan.entries:
        by_how.setdefault(entry.how, []).append(entry.target)
    for how, words in _ENTRIES.items():
        if how in by_how:
            lines.append(f"{_few(by_how[how])}: {words}")
    if plan.depending:
        lines.append(
            f"{_few(plan.depending)} now {'depends' if len(plan.depending) == 1 else 'depend'} on "
            f"{sanitise(plan.solution)}, which is to be imported first"
        )
    lines += plan.notes
    lines += [f"not changed: {other.place}: {other.reason}" for other in plan.left[:MOST]]
    if len(plan.left) > MOST:
        lines.append(f"not changed: {len(plan.left) - MOST} more places")
    lines += [f"{f.location.path}:{f.location.line}: {f.rule}: {f.message}" for f in plan.findings[:MOST]]
    return lines


_ENTRIES = {
    "token": "the settings get a token, which the pipeline has to fill in",
    "literal": "the settings get the old value, so that each target keeps what it does today",
    "empty": "the settings get an empty entry; an import is refused until it is filled in",
}


def _few(names: tuple[str, ...] | list[str]) -> str:
    shown = ", ".join(names[:MOST])
    return shown + (f" and {len(names) - MOST} more" if len(names) > MOST else "")
