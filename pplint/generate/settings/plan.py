"""The requested changes to a settings file, and the outcome."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from pplint.generate.settings.entries import Wishes
from pplint.generate.settings.style import Array
from pplint.key_path import KeyPath
from pplint.model.places import Site
from pplint.model.settings import SettingsFile


class Refused(Exception):
    """A file that stays unchanged; the text gives the reason and follows the file's name."""


class UpdatePlan(NamedTuple):
    """How to bring files up to date.

    ``named`` says that the user named the file: then templates and files of no known target are changed too,
    and empty arrays are filled unless another file of the target has that kind. ``renames`` are new names by old
    ones, in lower case.
    """

    wishes: Wishes
    named: bool = False
    prune: bool = False
    sort: bool = False
    renames: Mapping[str, str] = {}


class UpdatedFile:
    """A file's new text, what was done, and sentences about what was not done.

    ``leaves_to_others`` says that entries are missing in an array that is empty or does not exist.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.added: list[str] = []
        self.mended: list[str] = []
        self.removed: list[str] = []
        self.renamed: list[str] = []
        self.is_sorted = False
        self.leaves_to_others = False
        self.notes: list[str] = []

    def note(self, sentence: str) -> None:
        if sentence not in self.notes:
            self.notes.append(sentence)


def array_at(settings: SettingsFile, site: Site | None) -> Array | None:
    """The array that a site of ``settings`` points to, if there is one."""
    document = settings.document
    return Array(document.text, document.data, site.path) if site is not None else None


def entry_index(array: Array, path: KeyPath) -> int:
    """The index of the entry of ``array`` that contains a place."""
    index = path[len(array.path)]
    assert isinstance(index, int)
    return index


def name_of(entry: Any) -> str:
    """The name of an entry of either kind, or nothing."""
    if isinstance(entry, dict):
        for key, value in entry.items():
            if key.lower() in ("schemaname", "logicalname") and isinstance(value, str):
                return value
    return ""
