"""The data behind the inventory, the handover document and the audit."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from pplint.data.targets import canonical_target
from pplint.detect.order import import_order
from pplint.findings import Forecast, Report
from pplint.model.components import ConnectionReference, EnvironmentVariable
from pplint.model.flow import Flow
from pplint.model.settings import SettingsFile
from pplint.model.workspace import Solution, Workspace

ARCHIVES = frozenset(
    {"archive", "archived", "archives", "old", "backup", "backups", "deprecated", "obsolete", "attic"}
)
"""Folders whose solutions are not meant to be deployed."""


class Contents:
    """Solutions in import order, without copies and archived folders, and the forecast of each target.

    ``roots`` narrow it to some solutions.
    """

    def __init__(
        self,
        workspace: Workspace,
        report: Report,
        forecasts: Iterable[Forecast],
        roots: Collection[str] | None = None,
    ) -> None:
        self.workspace = workspace
        self.report = report
        self.targets = {forecast.target: forecast for forecast in forecasts}
        ordered = import_order(workspace)
        if roots is None:
            self.solutions = without_copies(without_archives(ordered))
        else:
            self.solutions = [solution for solution in ordered if solution.root in roots]

    def files_of(self, target: str) -> list[SettingsFile]:
        """The settings files that decide for a target."""
        forecast = self.targets[target]
        names = {canonical_target(name) for name in forecast.spellings}
        return [
            settings
            for settings in self.workspace.settings_files
            if settings.document.path in forecast.files
            and (not settings.target or canonical_target(settings.target) in names)
        ]

    @property
    def flows(self) -> list[Flow]:
        return [
            flow
            for solution in self.solutions
            for flow in sorted(solution.flows, key=lambda f: f.name.lower())
        ]

    def reasons(self, flow: Flow) -> list[tuple[str, str]]:
        """Why a flow stays off, as the forecast says: (targets, words)."""
        found: dict[str, list[str]] = {}
        for target, forecast in self.targets.items():
            for cause in forecast.causes:
                if flow.name in cause.flows:
                    found.setdefault(cause.words, []).append(target)
        return [(", ".join(targets), words) for words, targets in found.items()]

    def stays_off_in(self, flow: Flow) -> list[str]:
        """The targets in which a flow that is on in the sources cannot be turned on, as the forecast says."""
        root = flow.solution.root
        return [t for t, f in self.targets.items() if flow.name in f.stays_off and root in f.roots]

    def can_run(self, flow: Flow) -> bool:
        """Whether a flow is on in the sources and can be turned on in some target that gets it."""
        root = flow.solution.root
        forecasts = [forecast for forecast in self.targets.values() if root in forecast.roots]
        return flow.is_on is not False and (
            not forecasts or any(flow.name not in {*f.stays_off, *f.left_out} for f in forecasts)
        )

    def source(self, target: str, kind: str, name: str) -> str:
        """The source of a variable or connection in a target, by the forecast; empty if the target does not have it."""
        for source in self.targets[target].sources:
            if source.kind == kind and source.name.lower() == name.lower():
                return source.source
        return ""

    def is_used(self, key: str) -> bool:
        return self.workspace.usage.is_used(key)


def without_copies(solutions: Iterable[Solution]) -> list[Solution]:
    """One root of each solution among these, the unmanaged one if there is one."""
    kept: list[Solution] = []
    candidates = list(solutions)
    for solution in candidates:
        copies = [copy for copy in solution.copies if any(copy is other for other in candidates)]
        better = [copy for copy in copies if _rank(copy) < _rank(solution)]
        if not better and solution.layout != "package":
            kept.append(solution)
    return kept


def without_archives(solutions: list[Solution]) -> list[Solution]:
    """Solutions outside archives; all of them if every one is in an archive."""
    kept = [s for s in solutions if not any(_is_archive(part) for part in s.root.lower().split("/"))]
    return kept or solutions


def _is_archive(folder: str) -> bool:
    return folder in ARCHIVES or folder.endswith(("-archived", "-archive", "_archived", "_archive"))


def _rank(solution: Solution) -> tuple[bool, str]:
    return solution.managed == "1", solution.root


def variables_of(contents: Contents) -> list[EnvironmentVariable]:
    """Environment variables of all solutions, by name, each once."""
    found: dict[str, EnvironmentVariable] = {}
    for solution in contents.solutions:
        for variable in solution.environment_variables:
            found.setdefault(variable.key, variable)
    return [found[key] for key in sorted(found)]


def references_of(contents: Contents) -> list[ConnectionReference]:
    """Connection references of all solutions, by name, each once."""
    found: dict[str, ConnectionReference] = {}
    for solution in contents.solutions:
        for reference in solution.connection_references:
            found.setdefault(reference.key, reference)
    return [found[key] for key in sorted(found)]
