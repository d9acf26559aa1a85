"""Finds ``pplint.toml`` or ``[tool.pplint]`` and reads it once."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence

from pplint.config.config import CONFIGURATION, PROJECT, Config, Roots
from pplint.config.shown import shown_path
from pplint.errors import UsageError
from pplint.files.limits import Unreadable
from pplint.files.paths import is_below
from pplint.files.writing import leads_out
from pplint.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from pplint.files.tree import Tree


def load_config(roots: Roots, paths: Sequence[str], file: str | None = None) -> Config:
    """The configuration for a run: ``file``, or the one found from ``paths`` up to the report root."""
    path = os.path.abspath(file) if file else find_config(roots, paths)
    if path is None:
        return Config(was_searched=True)
    if not file and leads_out(path, roots.report):
        raise UsageError(
            f"the configuration {shown_path(path)!r} is behind a link that leads outside the repository; "
            "name it with --config if it is meant"
        )
    try:
        # Places in it must be those in the file, so its line ends stay.
        with open(path, encoding="utf-8-sig", newline="") as stream:
            text = stream.read()
    except UnicodeDecodeError as error:
        raise UsageError(
            f"the configuration {shown_path(path)!r} cannot be read: it is not UTF-8; save it as UTF-8"
        ) from error
    except OSError as error:
        raise UsageError(f"the configuration {shown_path(path)!r} cannot be read: {error}") from error
    # Late, since most repositories have no configuration.
    from pplint.config.reading import read_config
    from pplint.config.toml import parse_toml

    data, prefix = parse_toml(path, text)
    config = read_config(data, path, text, roots.report, prefix)
    config.was_searched = not file
    return config


def find_config(roots: Roots, paths: Sequence[str]) -> str | None:
    """The nearest ``pplint.toml``, or ``pyproject.toml`` with ``[tool.pplint]``, from each path to the report root.

    It must be the same for all paths: a run has one configuration, regardless of the order of the paths.
    """
    known: dict[str, str | None] = {}
    firsts: dict[str | None, str] = {}
    for path in paths:
        folder = os.path.abspath(path)
        if folder not in known and not os.path.isdir(folder):
            folder = os.path.dirname(folder)
        firsts.setdefault(_find_above(folder, roots.report, known), path)
    if len(firsts) > 1:
        (one, first), (other, second) = list(firsts.items())[:2]
        words = [repr(shown_path(found)) if found else "no configuration" for found in (one, other)]
        raise UsageError(
            f"{words[0]} holds for {first!r} and {words[1]} for {second!r}; "
            "check them one after the other, or choose one with --config"
        )
    return next(iter(firsts), None)


def _find_above(folder: str, top: str, known: dict[str, str | None]) -> str | None:
    if folder in known:
        return known[folder]
    own, project = os.path.join(folder, CONFIGURATION), os.path.join(folder, PROJECT)
    parent = os.path.dirname(folder)
    found: str | None = None
    if os.path.isfile(own):
        found = own
    elif os.path.isfile(project) and _has_table(project):
        found = project
    elif os.path.normcase(folder) != os.path.normcase(top) and parent != folder:
        found = _find_above(parent, top, known)
    known[folder] = found
    return found


def _has_table(path: str) -> bool:
    try:
        with open(path, "rb") as stream:
            return _says_pplint(stream.read())
    except OSError:
        return False


def _is_with_table(tree: Tree, path: str) -> bool:
    try:
        return _says_pplint(tree.read(path))
    except Unreadable:
        return False


def _says_pplint(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return re.search(r"(?m)^\s*\[\[?\s*tool\s*\.\s*pplint\b", text) is not None


def check_alone(config: Config, tree: Tree, named: Iterable[str], files: Iterable[str]) -> None:
    """Look for a further configuration among the ``files`` of the workspace.

    Next to one that is used, it is a ``UsageError`` that names both; otherwise a note says that the one
    below a named path is not used.
    """
    others = []
    for path in files:
        if path.endswith((CONFIGURATION, PROJECT)):
            full, name = tree.absolute(path), path.rpartition("/")[2]
            if name == CONFIGURATION or (name == PROJECT and _is_with_table(tree, path)):
                if os.path.normcase(full) != os.path.normcase(config.source):
                    others.append(path)
    if not others:
        return
    if config.source:
        raise UsageError(
            f"there are two configurations, {shown_path(config.source)!r} and "
            f"{shown_path(tree.absolute(others[0]))!r}; one holds for the whole run: "
            "merge them, exclude the folder of one, or choose one with --config"
        )
    below = [path for path in others if any(is_below(path, name) for name in named)]
    if below:
        more = f" and {len(below) - 1} more are not" if len(below) > 1 else " is not"
        tree.notify(
            f"{below[0]!r}{more} used, because a configuration is looked for from the named path upwards; "
            "run pplint on that folder, or choose one with --config"
        )
