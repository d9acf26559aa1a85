"""``pplint ignore``: write an ``[[ignore]]`` for a finding, or print the note for the designer."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Mapping
from typing import Any

from pplint import registry
from pplint.api import lint
from pplint.commands.request import make_config
from pplint.config.config import CONFIGURATION, PROJECT, Config, Roots
from pplint.config.file import load_config
from pplint.config.shown import shown_path
from pplint.errors import UsageError
from pplint.files.writing import write_atomically
from pplint.findings import Finding
from pplint.terminal import say, show

LONGEST_DESCRIPTION = 256
"""Characters that the designer takes as a note. Source: the description of triggers and actions, learn.microsoft.com."""


def run(place: str, options: Mapping[str, Any]) -> int:
    """Find what ``place`` means (``FILE:LINE``, with ``:COLUMN`` or ``:RULE`` where needed) and write or print it."""
    reason = " ".join(str(options["reason"]).split())
    if not reason:
        raise UsageError("an ignore needs a reason: --reason '…'")
    until = options["until"] or ""
    if until and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", until):
        raise UsageError(f"{until!r} is not a date such as 2027-03-31")
    path, line, column, rule = _parse(place)
    config, roots = make_config((path,), options)
    finding = _choose(path, line, column, rule, config, roots)
    if options["note"]:
        show(_note(finding, reason) + "\n")
        return 0
    _write(finding, reason, until, config, roots)
    return 0


def _parse(place: str) -> tuple[str, int, int, str]:
    """Path, line, column or 0, and rule or nothing."""
    match = re.fullmatch(r"(.+?):(\d+)(?::(\d+))?(?::([a-z][a-z0-9-]+))?:?", place)
    if match is None:
        raise UsageError(
            f"{place!r} is not a place as pplint prints it: FILE:LINE:COLUMN, with :RULE where needed"
        )
    if not os.path.lexists(match[1]):
        raise UsageError(f"{match[1]!r} does not exist")
    return match[1], int(match[2]), int(match[3] or 0), match[4] or ""


def _choose(path: str, line: int, column: int, rule: str, config: Config, roots: Roots) -> Finding:
    """The one finding that is meant; several or none are a ``UsageError`` that lists what is there."""
    shown = os.path.relpath(os.path.abspath(path), roots.report).replace(os.sep, "/")
    config.use_baseline = False
    here = [f for f in lint((path,), config).findings if f.location.path == shown]
    found = [
        f
        for f in here
        if f.location.line == line and column in (0, f.location.column) and rule in ("", f.rule)
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        near = sorted(here, key=lambda f: abs(f.location.line - line))[:1]
        hint = f"; the nearest finding is {_place(path, near[0])}" if near else ""
        raise UsageError(f"there is no finding at that place{hint}")
    places = ", ".join(_place(path, f) for f in found[:5])
    raise UsageError(f"there are {len(found)} findings at that place; name one: {places}")


def _place(path: str, finding: Finding) -> str:
    return f"{path}:{finding.location.line}:{finding.location.column}:{finding.rule}"


def _note(finding: Finding, reason: str) -> str:
    """The note for the designer. Raises ``UsageError`` where a note cannot do it."""
    entry = registry.load().get(finding.rule)
    if entry is not None and (not entry.traits.ignorable_by_note or entry.family in ("secrets", "ignores")):
        raise UsageError(
            f"a note cannot hide {finding.rule!r}; leave out --note to write an ignore into the configuration"
        )
    note = f"pplint: ignore {finding.rule} -- {reason}"
    if len(note) > LONGEST_DESCRIPTION:
        raise UsageError(
            f"the note would have {len(note)} characters and a description takes {LONGEST_DESCRIPTION}; "
            "shorten the reason"
        )
    return note


def _write(finding: Finding, reason: str, until: str, config: Config, roots: Roots) -> None:
    path = config.source or os.path.join(roots.workspace, CONFIGURATION)
    prefix = "tool.pplint." if os.path.basename(path) == PROJECT else ""
    before = b""
    if os.path.exists(path):
        with open(path, "rb") as file:
            before = file.read()
    table = ignore_table(finding, reason, until, f"[[{prefix}ignore]]", path, roots)
    newline = "\r\n" if b"\r\n" in before else "\n"
    text = before.decode("utf-8-sig")
    gap = "" if not text or text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"
    after = before + (gap + table).replace("\n", newline).encode("utf-8")
    _check(path, after, roots)
    write_atomically(path, after, root=roots.report, expected=before if os.path.exists(path) else None)
    say(
        f"{shown_path(path)}: ignores {finding.rule} at {finding.identity.component} {finding.identity.path}".rstrip()
    )


def ignore_table(finding: Finding, reason: str, until: str, header: str, path: str, roots: Roots) -> str:
    """The TOML of an ``[[ignore]]`` for one finding, in the configuration file ``path``."""
    lines = [header, f"rule = {_text(finding.rule)}"]
    identity = finding.identity
    if identity.component.startswith("file:"):
        folder = os.path.relpath(os.path.dirname(os.path.abspath(path)), roots.report).replace(os.sep, "/")
        file = finding.location.path
        lines.append(f"file = {_text(file if folder == '.' else file.removeprefix(folder + '/'))}")
    else:
        name = f"  # {_plain(finding.logical.name)}" if finding.logical.name else ""
        lines.append(f"component = {_text(identity.component)}{name}")
        place = finding.places[0].path if finding.places else identity.path
        if place:
            lines.append(f"path = {_text(place)}")
    lines.append(f"reason = {_text(reason)}")
    if until:
        lines.append(f"until = {until}")
    return "\n".join(lines) + "\n"


def _text(value: str) -> str:
    """A basic string of TOML, whose escapes are those of JSON."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _plain(name: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f]", " ", name)[:80]


def _check(path: str, after: bytes, roots: Roots) -> None:
    """Refuse to write what could not be read again, such as ``[[tool.pplint.ignore]]`` after a list of that name."""
    with tempfile.TemporaryDirectory() as folder:
        copy = os.path.join(folder, os.path.basename(path))
        with open(copy, "wb") as file:
            file.write(after)
        try:
            load_config(roots._replace(named=("",)), (folder,), copy)
        except UsageError as error:
            words = str(error).partition(": ")[2]
            raise UsageError(f"{shown_path(path)} cannot take the ignore: {words}") from error
