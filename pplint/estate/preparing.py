"""A source made a folder or a zip on this machine, with a word that changes when its content does."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from pplint.errors import UsageError
from pplint.estate.sources import Source
from pplint.text import sanitise

CLONE_TIMEOUT = 1800
"""Seconds that a clone may take."""


class Prepared(NamedTuple):
    """Where a source lies now; ``state`` is equal in two runs where nothing changed."""

    path: str
    state: str


@contextmanager
def prepared(source: Source, unless: str = "") -> Iterator[Prepared]:
    """A path to read. A git address is cloned into a temporary folder, which is deleted at the end.

    Where the state is ``unless``, the path is empty: nothing was fetched. Raises ``UsageError`` in one sentence.
    """
    if source.kind == "folder":
        state = _state_of_folder(source.address)
        yield Prepared("" if state == unless else source.address, state)
    elif source.kind == "zip":
        state = _state_of_file(source.address)
        yield Prepared("" if state == unless else source.address, state)
    else:
        state = _ask_git("ls-remote", "--quiet", source.address, "HEAD").split("\t")[0].strip()
        if state and state == unless:
            yield Prepared("", state)
            return
        folder = tempfile.mkdtemp(prefix="pplint-")
        try:
            _clone(source.address, os.path.join(folder, "clone"))
            yield Prepared(os.path.join(folder, "clone"), state)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _state_of_folder(folder: str) -> str:
    """A digest of names, sizes and times of change; contents are not read."""
    digest = hashlib.sha256()
    if not os.path.isdir(folder):
        raise UsageError("the folder does not exist on this worker")
    for at, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in (".git", "node_modules"))
        for name in sorted(files):
            path = os.path.join(at, name)
            try:
                facts = os.lstat(path)
            except OSError:
                continue
            row = f"{os.path.relpath(path, folder)}\0{facts.st_size}\0{facts.st_mtime_ns}\n"
            digest.update(row.encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _state_of_file(path: str) -> str:
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
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
