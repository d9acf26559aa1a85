"""Resolves the paths of pipelines in the repository."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from os.path import commonpath

from pplint.files.limits import join
from pplint.sources.layouts import FoundRoots
from pplint.sources.pipelines.values import clean_path


class Files:
    """All files of the workspace, to resolve the paths of pipelines."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.paths = list(paths)
        self.known = set(self.paths)
        self._folders: set[str] | None = None
        self._by_name: dict[str, list[str]] | None = None

    @classmethod
    def of(cls, found: FoundRoots) -> Files:
        """Everything that was found while walking."""
        return cls([*found.outside, *(path for paths in found.files.values() for path in paths)])

    @property
    def folders(self) -> Collection[str]:
        """Every folder that holds a file, at any depth."""
        if self._folders is None:
            self._folders = {""}
            for path in self.paths:
                while path:
                    path = path.rpartition("/")[0]
                    if path in self._folders:
                        break
                    self._folders.add(path)
        return self._folders

    def find_from(self, path: str, pipeline: str, base: str, folders: tuple[str, ...]) -> tuple[str, ...]:
        """Files that ``path`` may mean from the repository's root ``base`` or from the folders that a step works in."""
        for folder in folders:
            if folder and "*" not in folder:
                inside = clean_path(f"{folder}/{path}")
                if join(base, inside) in self.known:
                    return (join(base, inside),)
        return self.find(join(base, path), pipeline)

    def find(self, path: str, pipeline: str) -> tuple[str, ...]:
        """Files that ``path`` may mean: itself; else one below a working directory, or outside a checkout's folder.

        Of several, only those nearest to the file at ``pipeline`` count.
        """
        if path in self.known:
            return (path,)
        if "*" in path:
            pattern = re.compile(
                "".join("[^/]*" if piece == "*" else re.escape(piece) for piece in re.split(r"(\*)", path))
            )
            begin, end = path.partition("*")[0], path.rpartition("*")[2]
            # Both are looked at before the pattern: most files have other names.
            fitting = [
                p for p in self.paths if p.endswith(end) and p.startswith(begin) and pattern.fullmatch(p)
            ]
            if not fitting and path.startswith("*/"):
                return self.find(path[2:], pipeline)
            return tuple(sorted(fitting))
        below = [p for p in self._named(path.rpartition("/")[2]) if p.endswith("/" + path)]
        if below:
            nearest = max(len(commonpath([p, pipeline])) for p in below)
            return tuple(sorted(p for p in below if len(commonpath([p, pipeline])) == nearest))
        _, slash, rest = path.partition("/")
        while slash and "/" in rest:
            if rest in self.known:
                return (rest,)
            _, slash, rest = rest.partition("/")
        return ()

    def _named(self, name: str) -> list[str]:
        if self._by_name is None:
            self._by_name = {}
            for path in self.paths:
                self._by_name.setdefault(path.rpartition("/")[2], []).append(path)
        return self._by_name.get(name, [])

    def has_folder(self, folder: str) -> bool:
        """Whether there is a folder of that path, perhaps below a working directory."""
        return folder in self.folders or any(known.endswith("/" + folder) for known in self.folders)
