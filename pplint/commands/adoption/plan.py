"""The files of a plan: those to write, and those that are left, with what to do instead."""

from __future__ import annotations

import os
from importlib.resources import files

from pplint import __version__
from pplint.records import NamedTuple

PACKAGE = "power-platform-lint"


class New(NamedTuple):
    """A file to write: its path from the report root, its text, and ``shown`` in place of a text that no one reads."""

    path: str
    text: str
    shown: str = ""


class Left(NamedTuple):
    """What is not written, with the reason; ``text`` is what to write by hand, if anything."""

    path: str
    reason: str
    text: str = ""


class Checkout(NamedTuple):
    """Where the commands of hooks and pipelines run: the default branch, and the folder to lint from the root."""

    branch: str
    folder: str


def template(name: str, place: Checkout) -> str:
    """A file of ``pplint/data/init`` with its gaps filled in.

    Branch and folder are letters of a small set (see ``look``), so no file format needs them quoted.
    """
    text = files("pplint").joinpath("data", "init", name).read_text(encoding="utf-8")
    text = text.replace("{{version}}", __version__).replace("{{branch}}", place.branch)
    return text.replace("{{path}}", place.folder)


def below(root: str, path: str) -> str:
    """An absolute path as it is written from ``root``."""
    return os.path.relpath(path, root).replace(os.sep, "/")
