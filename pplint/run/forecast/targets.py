"""Finds the targets that a pipeline, the configuration or a file names, each once whatever its spelling."""

from __future__ import annotations

from collections.abc import Iterable

from pplint.config.config import Config
from pplint.data.targets import canonical_target, target_in, words_of
from pplint.detect.settings.targets import qualifiers
from pplint.files.paths import is_below
from pplint.model.pipelines import Pipeline, PipelineSettings
from pplint.model.settings import SettingsFile
from pplint.model.workspace import Solution, Workspace
from pplint.run.forecast.flows import unique
from pplint.secrets.masking import mask
from pplint.sources.settings.reading import is_template_name, looks_like_settings, target_from_path

IMPORTS = frozenset({"import", "upgrade", "deploy-package"})
"""Steps of a pipeline that bring a solution into an environment."""


class Broken:
    """A settings file that a target should get but that does not exist or is not a JSON object.

    ``where`` is the place that names it, as (path, line) or a path alone; ``is_made`` says that a step of the pipeline
    creates it, or may; ``is_excluded`` that the user excluded it.
    """

    def __init__(
        self,
        path: str,
        is_there: bool,
        is_made: bool,
        use: PipelineSettings | None,
        where: str,
        is_excluded: bool = False,
    ) -> None:
        self.path = path
        self.is_there = is_there
        self.is_made = is_made
        self.is_excluded = is_excluded
        self.use = use
        self.where = where


class Target:
    """An environment that something here is imported into.

    ``name`` is the first spelling that was found. ``files`` are those that decide, ``passed_over`` the others of the
    same target and solutions; ``choice`` says in words why. ``solutions`` are imported there.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.spellings: list[str] = []
        self.files: list[SettingsFile] = []
        self.passed_over: list[SettingsFile] = []
        self.choice = ""
        self.is_contradictory = False
        self.broken: list[Broken] = []
        self.uses: list[PipelineSettings] = []
        self.pipelines: list[Pipeline] = []
        self.solutions: list[Solution] = []

    def add_spelling(self, spelling: str) -> None:
        if spelling and spelling not in self.spellings:
            self.spellings.append(spelling)

    @property
    def paths(self) -> set[str]:
        """The settings files that the import gets, including unreadable ones."""
        return {f.document.path for f in self.files} | {broken.path for broken in self.broken}

    @property
    def has_references(self) -> bool:
        return any(settings.connection_references for settings in self.files)

    def is_called(self, name: str) -> bool:
        """Whether ``name`` means this target, in any spelling."""
        wanted = name.strip().lower()
        return wanted in {self.name, *self.spellings} or canonical_target(wanted) == canonical_target(
            self.name
        )


def find_targets(workspace: Workspace, config: Config) -> list[Target]:
    """All targets, by name."""
    found = _Found(workspace)
    by_path = {settings.document.path for settings in workspace.settings_files}
    for settings in sorted(workspace.settings_files, key=lambda s: (s.document.path.casefold(), s.stage)):
        if settings.is_target:
            name = settings.target or _stem(settings.document.path)
            found.at(name, _qualifier(settings)).files.append(settings)
    for name, path in config.environments.items():
        if path not in by_path:
            where = config.place("settings", "environments", item=path)
            found.at(name.lower()).broken.append(
                Broken(path, workspace.tree.exists(path), False, None, where, _is_excluded(workspace, path))
            )
    for pipeline in workspace.pipelines:
        _add_pipeline(found, pipeline, by_path, workspace)
    _add_malformed(found, workspace, by_path)
    for target in found.targets.values():
        _decide(target, config, workspace)
        target.solutions = _solutions_of(target, workspace, config)
    return sorted(found.targets.values(), key=lambda target: target.name)


class _Found:
    def __init__(self, workspace: Workspace) -> None:
        self.targets: dict[tuple[str, str], Target] = {}
        self._splits = _split_targets(workspace)

    def at(self, name: str, qualifier: str = "") -> Target:
        """The target of that name; one of several regions or customers if its files are named after them."""
        canonical = canonical_target(name)
        if canonical not in self._splits:
            qualifier = ""
        target = self.targets.get((canonical, qualifier))
        if target is None:
            # A pipeline's environment may have any name, and reports show it as a heading.
            shown = mask(name)
            target = self.targets[canonical, qualifier] = Target(
                f"{shown} ({qualifier})" if qualifier else shown
            )
        target.add_spelling(mask(name))
        return target


def _split_targets(workspace: Workspace) -> set[str]:
    """Targets of which one solution has several files that differ in a region or the like: ``prod-eu``, ``prod-us``."""
    seen: dict[tuple[str, str], set[str]] = {}
    for settings in workspace.settings_files:
        if settings.is_target and settings.target and not settings.stage:
            for solution in settings.solutions:
                key = (canonical_target(settings.target), solution.root)
                seen.setdefault(key, set()).add(_qualifier(settings))
    return {name for (name, _), said in seen.items() if len(said) > 1 and "" not in said}


def _qualifier(settings: SettingsFile) -> str:
    if settings.stage:
        return ""
    known = {word for s in settings.solutions for word in words_of(f"{s.label}/{s.root}")}
    return " ".join(sorted(qualifiers(settings.document.path, known)))


def _stem(path: str) -> str:
    name = path.rpartition("/")[2]
    return (name[:-5] if name.lower().endswith(".json") else name).lower()


def _is_excluded(workspace: Workspace, path: str) -> bool:
    parts = path.split("/")
    return any(workspace.tree.is_excluded("/".join(parts[:count])) for count in range(1, len(parts) + 1))


def _add_pipeline(found: _Found, pipeline: Pipeline, loaded: set[str], workspace: Workspace) -> None:
    for use in pipeline.settings:
        existing = [t for t in found.targets.values() if any(f.document.path in use.files for f in t.files)]
        for target in existing:
            target.uses.append(use)
            target.pipelines.append(pipeline)
        if existing and use.target and len(existing) == 1:
            existing[0].add_spelling(use.target)
        unread = [path for path in use.files if path not in loaded]
        missing = [use.path] if not use.files and "*" not in use.path else []
        for path in (*unread, *missing):
            target = found.at(_named(use, path))
            is_made = use.certainty != "sure" and path in missing
            is_excluded = _is_excluded(workspace, path)
            target.broken.append(Broken(path, path in unread, is_made, use, "", is_excluded))
            target.uses.append(use)
            target.pipelines.append(pipeline)
        if not use.files and "*" in use.path and use.target:
            target = found.at(use.target)
            target.uses.append(use)
            target.pipelines.append(pipeline)
    for job in pipeline.jobs:
        if job.target and "*" not in job.target and any(step.kind in IMPORTS for step in job.steps):
            found.at(target_in(job.target) or job.target).pipelines.append(pipeline)


def _named(use: PipelineSettings, path: str) -> str:

    return target_from_path(path)[0] or use.target or _stem(path)


def _add_malformed(found: _Found, workspace: Workspace, loaded: set[str]) -> None:
    """Files that were meant as settings and cannot be parsed; their names tell the target."""
    known = {broken.path for target in found.targets.values() for broken in target.broken}
    for rule, problem in workspace.problems:
        document = problem.at.document
        if (
            rule != "malformed-json"
            or document.path in loaded | known
            or not looks_like_settings(document.text)
        ):
            continue
        name = target_from_path(document.path)[0]
        if name and not is_template_name(document.path):
            found.at(name).broken.append(Broken(document.path, True, False, None, ""))


def _decide(target: Target, config: Config, workspace: Workspace) -> None:
    """Decides which of several files of one kind for the same solution the import gets."""
    passed = {
        path for p in workspace.pipelines for use in p.settings if "*" not in use.path for path in use.files
    }
    passed |= set(config.environments.values())
    for settings in list(target.files):
        rivals = [other for other in target.files if other is not settings and _are_rivals(settings, other)]
        if settings.document.path not in passed and any(other.document.path in passed for other in rivals):
            target.files.remove(settings)
            target.passed_over.append(settings)
    if target.passed_over:
        names = ", ".join(repr(f.document.path) for f in target.passed_over)
        decides = ", ".join(repr(f.document.path) for f in target.files)
        target.choice = f"{decides} decides, not {names}"
        return
    for settings in target.files:
        for other in target.files:
            if settings.document.path < other.document.path and _are_rivals(settings, other):
                target.is_contradictory = _contradict(settings, other)
                how = "contradict each other" if target.is_contradictory else "are both for it"
                target.choice = f"{settings.document.path!r} and {other.document.path!r} {how}"
                return


def _are_rivals(one: SettingsFile, other: SettingsFile) -> bool:
    """Whether both have entries of a kind for a common solution."""
    if not {id(s) for s in one.solutions} & {id(s) for s in other.solutions}:
        return False
    return bool(
        (one.environment_variables and other.environment_variables)
        or (one.connection_references and other.connection_references)
    )


def _contradict(one: SettingsFile, other: SettingsFile) -> bool:
    def said(settings: SettingsFile) -> dict[str, object]:
        entries: dict[str, object] = {e.schema_name.lower(): e.raw for e in settings.environment_variables}
        return entries | {e.logical_name.lower(): e.connection_id for e in settings.connection_references}

    return said(one) != said(other)


def _solutions_of(target: Target, workspace: Workspace, config: Config) -> list[Solution]:
    found = [solution for settings in target.files for solution in settings.solutions]
    if found:
        return unique(found)
    named = {name.lower() for use in target.uses for name in use.solutions}
    named |= {name.lower() for pipeline in target.pipelines for name in pipeline.solutions}
    all_of_them = without_copies(s for s in workspace.solutions if s.layout != "package")
    fitting = [s for s in all_of_them if _is_named(s, named)]
    # Pipelines seldom name the solution that they import as it is named here; then it may be any of them.
    return fitting or (all_of_them if not target.files else [])


def _is_named(solution: Solution, names: set[str]) -> bool:
    root = solution.root.lower()
    return bool({solution.unique_name.lower(), root} & names - {""}) or any(
        is_below(root, name) for name in names if name
    )


def without_copies(solutions: Iterable[Solution]) -> list[Solution]:
    """One root of each solution, the unmanaged one if there is one."""
    kept: list[Solution] = []
    for solution in sorted(solutions, key=lambda s: (s.managed == "1", s.root)):
        if not any(copy in kept for copy in solution.copies):
            kept.append(solution)
    return sorted(kept, key=lambda s: s.root)
