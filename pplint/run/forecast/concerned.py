"""Selects the targets, and their files, that the named paths concern."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from pplint.config.config import Config
from pplint.model.workspace import Solution, Workspace
from pplint.run.forecast.flows import unique
from pplint.run.forecast.targets import Target, find_targets


class Targets:
    """Targets to forecast, in order, and ``everything``: all targets."""

    def __init__(self, shown: list[Target], everything: list[Target]) -> None:
        self.shown = shown
        self.everything = everything

    def __bool__(self) -> bool:
        return bool(self.shown)

    @property
    def roots(self) -> set[str]:
        """The solutions that are forecast."""
        return {solution.root for target in self.shown for solution in target.solutions}


def find_concerned(workspace: Workspace, config: Config, is_shown: Callable[[str], bool] | None) -> Targets:
    """The targets to forecast: all of them, or with ``is_shown`` those that named paths concern."""
    everything = find_targets(workspace, config)
    return Targets(
        everything if is_shown is None else list(concern(everything, workspace, is_shown)), everything
    )


def concern(
    targets: Iterable[Target], workspace: Workspace, is_shown: Callable[[str], bool]
) -> Iterator[Target]:
    """Targets that named paths concern, with only the solutions and files that they concern."""
    solutions = {id(s) for s in workspace.solutions if _is_concerned(s, is_shown)}
    for target in targets:
        files = [
            f
            for f in target.files
            if is_shown(f.document.path) or any(id(solution) in solutions for solution in f.solutions)
        ]
        broken = [
            b for b in target.broken if is_shown(b.path) or any(id(s) in solutions for s in target.solutions)
        ]
        by_pipeline = any(is_shown(p.document.path) for p in target.pipelines)
        mine = [s for s in target.solutions if id(s) in solutions]
        shown = [s for f in files if is_shown(f.document.path) for s in f.solutions]
        if by_pipeline or (broken and any(is_shown(b.path) for b in broken)):
            yield target
        elif files or broken or mine:
            target.files, target.broken = files, broken
            target.solutions = unique([*mine, *shown]) or target.solutions
            yield target


def _is_concerned(solution: Solution, is_shown: Callable[[str], bool]) -> bool:
    return is_shown(solution.root) or any(is_shown(path) for path in solution.files)
