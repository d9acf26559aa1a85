"""Tells which settings file belongs to which solutions, and which solutions are copies of one."""

from __future__ import annotations

from fnmatch import fnmatchcase

from pplint.files.paths import is_below
from pplint.model.pipelines import PipelineSettings
from pplint.model.settings import SettingsFile, behind_prefix
from pplint.model.workspace import Solution, Workspace
from pplint.sources.settings.finding import classify, load_settings
from pplint.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from pplint.sources.settings.told import Told

__all__ = ["associate", "associate_file", "classify", "find_copies", "load_settings"]

COMPARABLE = 0.6
"""A nearer solution is preferred to a farther one if it has at least this share of the farther one's matches."""
SUBSTANTIAL = 0.5
"""A solution farther off than the file's own also counts if the file names at least this share of what it defines."""


def find_copies(solutions: list[Solution]) -> None:
    """Relate roots of one solution: the same unique name and at least one shared component id."""
    by_name: dict[str, list[Solution]] = {}
    for solution in solutions:
        if solution.unique_name:
            by_name.setdefault(solution.unique_name.lower(), []).append(solution)
    for group in by_name.values():
        if len(group) > 1:
            ids = {id(solution): solution.component_ids() for solution in group}
            for solution in group:
                solution.copies = [
                    other for other in group if other is not solution and ids[id(solution)] & ids[id(other)]
                ]


def associate(workspace: Workspace, told: Told) -> None:
    """Give each settings file its solutions: those whose names it overlaps most, then those nearest by folder."""
    names = [_Names(solution) for solution in workspace.solutions]
    for settings in workspace.settings_files:
        _associate(settings, workspace, told, names)


def associate_file(settings: SettingsFile, workspace: Workspace, told: Told) -> None:
    """Give ``settings`` its solutions, and the definitions that its entries are compared with."""
    _associate(settings, workspace, told, [_Names(solution) for solution in workspace.solutions])


def _associate(settings: SettingsFile, workspace: Workspace, told: Told, names: list[_Names]) -> None:
    settings.solutions, settings.why_solutions = _solutions_of(settings, workspace, told, names)
    settings.variable_definitions, settings.reference_definitions = {}, {}
    for solution in settings.solutions:
        for variable in solution.environment_variables:
            settings.variable_definitions.setdefault(variable.key, variable)
        for reference in solution.connection_references:
            settings.reference_definitions.setdefault(reference.key, reference)


def _solutions_of(
    settings: SettingsFile, workspace: Workspace, told: Told, known: list[_Names]
) -> tuple[list[Solution], str]:
    path = settings.document.path
    for pattern, folders in told.associate.items():
        if fnmatchcase(path, pattern):
            chosen = [s for s in workspace.solutions if s.root in folders or s.unique_name in folders]
            return chosen, "the configuration says so"
    section, names = settings.section.lower(), settings.names
    under = [
        _Candidate(n, names, path) for n in known if section and n.solution.unique_name.lower() == section
    ]
    if under:
        return [c.solution for c in _without_copies(under)], "it stands under their name"
    candidates = [_Candidate(n, names, path) for n in known]
    matching = [c for c in candidates if c.overlap]
    imported = _imported(uses_of(path, workspace), candidates)
    if imported and (not names or any(c.overlap for c in imported)):
        return [c.solution for c in _without_copies(imported)], "a pipeline imports them with it"
    if len(candidates) == 1 and (matching or not names):
        return [candidates[0].solution], "it is the only solution"
    if matching:
        return [c.solution for c in _cover(matching, names)], "it names their components"
    renamed = [c for c in candidates if 2 * len(c.behind_prefix & _behind_prefixes(names)) >= len(names) > 0]
    if renamed:
        best = max(len(c.behind_prefix & _behind_prefixes(names)) for c in renamed)
        fitting = [c for c in renamed if len(c.behind_prefix & _behind_prefixes(names)) == best]
        return [c.solution for c in _without_copies(fitting)][
            :1
        ], "it names their components with another prefix"
    # The definitions of a solution without a customizations file are unknown, so its names say nothing.
    open_ended = [c for c in candidates if not c.solution.has_customizations] if names else candidates
    nearest = min((c.distance for c in open_ended), default=0)
    near = _without_copies([c for c in open_ended if c.distance == nearest])
    if len(near) == 1 and (not names or settings.connection_references):
        return [near[0].solution], "it is the nearest solution"
    return [], ""


class _Names:
    """A solution with the names that it defines, computed once for all settings files."""

    def __init__(self, solution: Solution) -> None:
        self.solution = solution
        self.defined = {v.key for v in solution.environment_variables}
        self.defined |= {c.key for c in solution.connection_references}
        self.behind_prefix = _behind_prefixes(self.defined)


class _Candidate:
    """A solution with its relation to a settings file: common names, steps between their folders."""

    def __init__(self, names: _Names, wanted: set[str], path: str) -> None:
        self.solution = names.solution
        self.defined = names.defined
        self.overlap = wanted & self.defined
        self.behind_prefix = names.behind_prefix
        self.distance = _distance(path, self.solution.root)

    @property
    def order(self) -> tuple[int, bool, int, str]:
        """Nearest first; of a managed and an unmanaged tree side by side, the unmanaged one."""
        return (self.distance, self.solution.managed == "1", -len(self.overlap), self.solution.root)


def _behind_prefixes(names: set[str]) -> set[str]:
    return {behind_prefix(name) for name in names}


def uses_of(path: str, workspace: Workspace) -> list[PipelineSettings]:
    """The places where pipelines pass the file at ``path`` to an import."""
    return [use for pipeline in workspace.pipelines for use in pipeline.settings if path in use.files]


def _imported(uses: list[PipelineSettings], candidates: list[_Candidate]) -> list[_Candidate]:
    """The solutions that pipelines import with a settings file, by unique name, folder, or a folder above.

    Empty if one of the imports does not say what it imports: then names tell more.
    """
    found: list[_Candidate] = []
    for use in uses:
        wanted = {name.lower() for name in use.solutions}
        fitting = [
            c
            for c in candidates
            if {c.solution.unique_name.lower(), c.solution.root.lower()} & wanted
            or any(is_below(c.solution.root.lower(), name) for name in wanted if name)
        ]
        if not fitting:
            return []
        found += [c for c in fitting if c not in found]
    return found


def _without_copies(candidates: list[_Candidate]) -> list[_Candidate]:
    chosen: list[_Candidate] = []
    for candidate in sorted(candidates, key=lambda c: c.order):
        if not any(candidate.solution in other.solution.copies for other in chosen):
            chosen.append(candidate)
    return chosen


def _cover(candidates: list[_Candidate], names: set[str]) -> list[_Candidate]:
    """The best solution, then further ones for the remaining names.

    Overlap and distance decide together: a nearer solution is preferred to one that matches a little better (the
    archived copy still has the names that were removed), and a farther one is added only if the file names
    much of it.
    """
    chosen: list[_Candidate] = []
    left = set(names)
    rest = list(candidates)
    while rest:
        best = max(len(c.overlap & left) for c in rest)
        if not best:
            break
        comparable = [c for c in rest if len(c.overlap & left) >= COMPARABLE * best]
        candidate = min(comparable, key=lambda c: (c.order[:2], -len(c.overlap & left), c.order))
        rest = [c for c in rest if c is not candidate and c.solution not in candidate.solution.copies]
        is_far = bool(chosen) and candidate.distance > chosen[0].distance
        if is_far and len(candidate.overlap & left) < SUBSTANTIAL * len(candidate.defined):
            continue
        chosen.append(candidate)
        left -= candidate.overlap
    return chosen


def _distance(path: str, root: str) -> int:
    folders, root_parts = path.split("/")[:-1], root.split("/") if root else []
    common = 0
    for left, right in zip(folders, root_parts, strict=False):
        if left != right:
            break
        common += 1
    return len(folders) + len(root_parts) - 2 * common
