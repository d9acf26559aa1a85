"""The settings files that ``pplint settings sync`` looks at, read and replaced as they are."""

from __future__ import annotations

import os
from collections.abc import Iterator

from pplint.commands.settings_words import say_about
from pplint.config.config import Roots
from pplint.errors import UsageError
from pplint.files.edits import Encoding, find_encoding
from pplint.files.limits import Unreadable
from pplint.files.paths import is_below
from pplint.files.writing import write_atomically
from pplint.generate.settings.plan import Refused
from pplint.model.settings import SettingsFile
from pplint.model.workspace import Workspace
from pplint.records import NamedTuple
from pplint.sources.parsing import decode
from pplint.sources.settings.reading import looks_like_settings


class SettingsJob(NamedTuple):
    """A file to look at; ``parts`` is empty where it was not loaded as settings."""

    path: str
    parts: tuple[SettingsFile, ...]
    is_named: bool


class Opened(NamedTuple):
    """A file's text, and how to write it back."""

    text: str
    encoding: Encoding
    raw: bytes


def choose_files(roots: Roots, workspace: Workspace) -> Iterator[SettingsJob]:
    """Named files; in named folders the files of targets, and those that were meant as settings and are broken."""
    loaded: dict[str, tuple[SettingsFile, ...]] = {}
    for settings in workspace.settings_files:
        loaded[settings.document.path] = (*loaded.get(settings.document.path, ()), settings)
    wanted = {path for path, parts in loaded.items() if any(part.is_target for part in parts)}
    for rule, problem in workspace.problems:
        document = problem.at.document
        if (
            rule == "malformed-json"
            and document.path.lower().endswith(".json")
            and looks_like_settings(document.text)
        ):
            wanted.add(document.path)
    chosen: dict[str, bool] = {}
    for named in roots.named:
        if os.path.isdir(workspace.tree.absolute(named)):
            for path in wanted:
                if is_below(path, named):
                    chosen.setdefault(path, False)
        elif workspace.tree.is_excluded(named):
            say_about(f"{named}: is excluded by the configuration and was not changed")
        else:
            chosen[named] = True
    for path, is_named in sorted(chosen.items()):
        yield SettingsJob(path, loaded.get(path, ()), is_named)


def read_file(job: SettingsJob, workspace: Workspace) -> Opened:
    """The file as it is on disk now. Raises ``Refused`` for what could not be written back as it is."""
    if "!/" in job.path:
        raise Refused("is in an archive")
    try:
        raw = workspace.tree.read(job.path)
        text, encoding = decode(raw), find_encoding(raw)
    except Unreadable as error:
        raise Refused(str(error)) from error
    if job.parts and job.parts[0].document.text != text:
        raise Refused("was changed while it was read")
    if encoding.encode(text) != raw:
        raise Refused("contains bytes that could not be written back unchanged")
    return Opened(text, encoding, raw)


def write_file(path: str, source: Opened, text: str, root: str) -> bool:
    """Whether the file could be replaced; one that could not does not keep the others from it."""
    try:
        write_atomically(path, source.encoding.encode(text), root=root, expected=source.raw)
    except UsageError as error:
        say_about(f"error: {error}")
        return False
    return True
