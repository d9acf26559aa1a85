"""Loads the solutions in a root, by its layout."""

from __future__ import annotations

from pplint.model.workspace import Solution
from pplint.sources.documents import Documents
from pplint.sources.layouts import Root
from pplint.sources.solutions import load_solution


def load_solutions(root: Root, files: list[str], documents: Documents) -> list[Solution]:
    """The solutions in ``root``; ``files`` are those that belong to it and to no deeper root."""
    if root.layout == "yaml":
        from pplint.sources.yaml_solutions import load_yaml_solutions

        return load_yaml_solutions(root, files, documents)
    if root.layout == "package":
        from pplint.sources.packages import load_package

        return load_package(root, files, documents)
    return [load_solution(root, files, documents)]
