"""What all sections of the handover draw on."""

from __future__ import annotations

from pplint.detect.order import import_order
from pplint.findings import Report
from pplint.model.workspace import Solution, Workspace


class Contents:
    """What all sections draw on: solutions in import order, copies left out, and the targets' files."""

    def __init__(self, workspace: Workspace, report: Report) -> None:
        self.workspace = workspace
        self.report = report
        self.solutions = _without_copies(import_order(workspace))
        self.targets = workspace.targets


def _without_copies(solutions: list[Solution]) -> list[Solution]:
    """One root of each solution, the unmanaged one if there is one."""
    kept: list[Solution] = []
    for solution in solutions:
        better = [copy for copy in solution.copies if (copy.managed == "1", copy.root) < _rank(solution)]
        if not better and solution.layout != "package":
            kept.append(solution)
    return kept


def _rank(solution: Solution) -> tuple[bool, str]:
    return solution.managed == "1", solution.root
