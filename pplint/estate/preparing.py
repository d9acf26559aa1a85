"""A source made a folder or a zip on this machine, with a word that changes when its content does."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from pplint.errors import UsageError
from pplint.estate.sources import Source
from pplint.own_state import own_state
from pplint.text import sanitise

CONFIGURATIONS = ("pplint.toml", "pyproject.toml")
LARGE = 1 << 22
"""Bytes that are read at once."""
CLONE_TIMEOUT = 1800
"""Seconds that a clone may take."""


class Prepared(NamedTuple):
    """Where a source is now; ``state`` is equal in two runs that would find the same, and empty where none can tell."""

    path: str
    state: str


@contextmanager
def prepared(source: Source, unless: str = "") -> Iterator[Prepared]:
    """A path to read. Git addresses are cloned and zips copied into a temporary folder, which is deleted at the end.

    Where the state is ``unless``, the path is empty: nothing was fetched. Raises ``UsageError`` in one sentence.
    """
    if source.kind == "folder":
        state = state_of_folder(source.address)
        yield Prepared("" if state == unless else source.address, state)
    elif source.kind == "zip":
        yield from _prepared_zip(source.address, unless)
    else:
        yield from _prepared_clone(source.address, unless)


def _prepared_zip(address: str, unless: str) -> Iterator[Prepared]:
    state = _state_of_file(address)
    if state == unless:
        yield Prepared("", state)
        return
    # By itself: the files that lie around a zip are no part of it.
    with tempfile.TemporaryDirectory(prefix="pplint-") as folder:
        os.mkdir(os.path.join(folder, ".git"))
        copy = os.path.join(folder, os.path.basename(address))
        try:
            shutil.copyfile(address, copy)
        except OSError as error:
            raise UsageError(f"the zip cannot be read: {error.strerror}") from error
        yield Prepared(copy, _state_of_file(copy))


def _prepared_clone(address: str, unless: str) -> Iterator[Prepared]:
    commit = _ask_git("ls-remote", "--quiet", address, "HEAD").split("\t")[0].strip()
    state = f"{own_state().digest}:{commit}"
    if commit and unless in (state, f"{state}:{_today()}"):
        yield Prepared("", unless)
        return
    folder = tempfile.mkdtemp(prefix="pplint-")
    try:
        clone = os.path.join(folder, "clone")
        _clone(address, clone)
        # The branch may have moved since it was asked for.
        cloned = _run(_git("-C", clone, "rev-parse", "HEAD"), 120).strip()
        dated = f":{_today()}" if _state_of_folder(clone)[1] else ""
        yield Prepared(clone, f"{state}{dated}" if cloned == commit else "")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def state_of_folder(folder: str) -> str:
    """A folder's content, the program that reads it and, where an ignore has an end, the day."""
    digest, has_end = _state_of_folder(folder)
    return f"{own_state().digest}:{digest}" + (f":{_today()}" if has_end else "")


def _today() -> str:
    return time.strftime("%Y-%m-%d")


def _state_of_folder(folder: str) -> tuple[str, bool]:
    """A digest of names and contents, and whether a configuration in it may have ignores that end."""
    digest = hashlib.sha256()
    has_end = False
    if not os.path.isdir(folder):
        raise UsageError("the folder does not exist on this worker")
    for at, folders, files in os.walk(folder):
        # What git keeps is not read; that there is one says where a repository begins.
        digest.update(
            f"{os.path.relpath(at, folder)}\0{'.git' in folders}\n".encode("utf-8", "surrogateescape")
        )
        files += [name for name in folders if os.path.islink(os.path.join(at, name))]
        folders[:] = sorted(name for name in folders if name != ".git")
        for name in sorted(files):
            content = _add_file(digest, os.path.join(at, name), name)
            if name.lower() in CONFIGURATIONS and (not content or b"until" in content or b"\\" in content):
                # It may be a link, or write the word with an escape.
                has_end = True
    return digest.hexdigest(), has_end


def _add_file(digest: Any, path: str, name: str) -> bytes:
    """Take a file up into a digest, a link by where it leads; its content, if it is not large."""
    content, kind = b"", "file"
    try:
        if os.path.islink(path):
            kind, own = "link", hashlib.sha256(os.fsencode(os.readlink(path)))
        elif not os.path.isfile(path):
            kind, own = "other", hashlib.sha256()
        else:
            with open(path, "rb") as file:
                content = file.read(LARGE)
                own = hashlib.sha256(content)
                while more := file.read(LARGE):
                    own.update(more)
    except OSError as error:
        # Who may not read it today may tomorrow.
        kind, own = f"unreadable {error.errno}", hashlib.sha256()
    digest.update(f"{name}\0{kind}\0{own.hexdigest()}\n".encode("utf-8", "surrogateescape"))
    return content


def _state_of_file(path: str) -> str:
    try:
        with open(path, "rb") as file:
            return f"{own_state().digest}:{hashlib.file_digest(file, 'sha256').hexdigest()}"
    except OSError as error:
        raise UsageError(f"the zip cannot be read: {error.strerror}") from error


def _git(*arguments: str) -> list[str]:
    # No hook, no file-system monitor and no helper of the repository runs; links stay text.
    settings = ("core.hooksPath=", "core.fsmonitor=false", "core.symlinks=false", "protocol.ext.allow=never")
    options = [part for setting in settings for part in ("-c", setting)]
    return ["git", *options, *arguments]


def _ask_git(*arguments: str) -> str:
    return _run(_git(*arguments), 120)


def _clone(address: str, folder: str) -> None:
    shallow = ("--depth", "1", "--single-branch", "--no-tags", "--template=", "--quiet")
    _run(_git("clone", *shallow, "--", address, folder), CLONE_TIMEOUT)


def _run(command: list[str], timeout: int) -> str:
    environment = {
        **os.environ,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_LFS_SKIP_SMUDGE": "1",
        "GIT_ALLOW_PROTOCOL": "https:http:ssh:git:file",
        "LC_ALL": "C",
    }
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=environment,
            timeout=timeout,
            check=False,
            encoding="utf-8",
            errors="replace",
        )
    except subprocess.TimeoutExpired as error:
        raise UsageError(f"git did not answer within {timeout} seconds") from error
    except OSError as error:
        raise UsageError("git is not installed on this worker") from error
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        reason = next((line for line in lines if line.startswith("fatal:")), lines[-1] if lines else "")
        raise UsageError(f"git could not clone it: {_without_addresses(reason.removeprefix('fatal: '))}")
    return done.stdout


def _without_addresses(text: str) -> str:
    """What git says, without addresses, which may hold a token."""
    return sanitise(re.sub(r"'[^']*'|\S*://\S+|\S+@\S+:\S+", "the address", text), 200)
