"""Which settings file is for which target and belongs to which solutions, and which solutions are copies."""

from __future__ import annotations

from fnmatch import fnmatchcase

from pplint.config import Config
from pplint.model.places import Document
from pplint.model.settings import SettingsFile
from pplint.model.workspace import Solution, Workspace
from pplint.sources.documents import Documents, decode
from pplint.sources.layouts import Found
from pplint.sources.settings import (
    is_template_name,
    looks_like_settings,
    may_be_settings,
    read_settings,
    target_from_path,
)
from pplint.sources.tree import Unreadable

COMPONENT_FOLDERS = frozenset(
    {
        *("workflows", "environmentvariabledefinitions", "canvasapps", "connectors", "connector", "bots"),
        *(
            "botcomponents",
            "webresources",
            "modernflows",
            "entities",
            "pluginassemblies",
            "controls",
            "assets",
        ),
    }
)
"""Folders of a solution root in which no settings file is looked for."""


def load_settings(workspace: Workspace, found: Found, documents: Documents, config: Config) -> None:
    """Find and read every deployment-settings file, by content."""
    for path in _candidates(found):
        document = _open(path, documents)
        if document is not None:
            workspace.settings_files += read_settings(document)
    for settings in workspace.settings_files:
        settings.token_patterns = config.tokens
        classify(settings, config)


def _candidates(found: Found) -> list[str]:
    paths = [path for path in found.outside if path.lower().endswith(".json")]
    for root in found.roots:
        prefix = len(root.path) + 1 if root.path else 0
        for path in found.files[root.path]:
            if (
                path.lower().endswith(".json")
                and path[prefix:].partition("/")[0].lower() not in COMPONENT_FOLDERS
            ):
                paths.append(path)
    return sorted(paths)


def _open(path: str, documents: Documents) -> Document | None:
    try:
        raw = documents.tree.read(path)
        if not may_be_settings(raw):
            return None
        text = decode(raw)
    except Unreadable:
        return None
    # A file that is broken is reported only if it was clearly meant as deployment settings.
    if looks_like_settings(text):
        return documents.open_json(path, text)
    import json

    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return None
    return documents.open_json(path, text)


def classify(settings: SettingsFile, config: Config) -> None:
    """Say which target the file is for, or that it is a template, and why."""
    path = settings.document.path
    for target, configured in config.environments.items():
        if path == configured:
            settings.target, settings.role = target, "target"
            settings.why_target = "the configuration says so"
            return
    if any(fnmatchcase(path, pattern) for pattern in config.templates):
        settings.role, settings.why_target = "template", "the configuration says so"
        return
    if settings.stage:
        settings.target, settings.why_target, settings.role = (
            settings.stage.lower(),
            "it is a stage",
            "target",
        )
        return
    settings.target, settings.why_target = target_from_path(path)
    if is_template_name(path):
        settings.role, settings.target, settings.why_target = "template", "", "its name says template"
    elif settings.target:
        settings.role = "target"
    elif _is_blank(settings):
        settings.role, settings.why_target = "template", "every value is empty"


def _is_blank(settings: SettingsFile) -> bool:
    values = [entry.value for entry in settings.environment_variables]
    values += [entry.connection_id for entry in settings.connection_references]
    return not any(values)


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


def associate(workspace: Workspace, config: Config) -> None:
    """Give each settings file its solutions: those whose names it overlaps most, then those nearest by folder."""
    for settings in workspace.settings_files:
        associate_file(settings, workspace, config)


def associate_file(settings: SettingsFile, workspace: Workspace, config: Config) -> None:
    """Give one settings file its solutions, and what they define."""
    solutions, why = _solutions_of(settings, workspace, config)
    settings.solutions, settings.why_solutions = solutions, why
    for solution in solutions:
        for variable in solution.environment_variables:
            settings.variable_definitions.setdefault(variable.key, variable)
        for reference in solution.connection_references:
            settings.reference_definitions.setdefault(reference.key, reference)


def _solutions_of(settings: SettingsFile, workspace: Workspace, config: Config) -> tuple[list[Solution], str]:
    path = settings.document.path
    for pattern, folders in config.associate.items():
        if fnmatchcase(path, pattern):
            chosen = [s for s in workspace.solutions if s.root in folders or s.unique_name in folders]
            return chosen, "the configuration says so"
    if len(workspace.solutions) == 1:
        return list(workspace.solutions), "it is the only solution"
    names = {entry.schema_name.lower() for entry in settings.environment_variables}
    names |= {entry.logical_name.lower() for entry in settings.connection_references}
    distances = {s.root: _distance(path, s.root) for s in workspace.solutions}
    scored = []
    for solution in workspace.solutions:
        defined = {v.key for v in solution.environment_variables}
        defined |= {c.key for c in solution.connection_references}
        overlap = names & defined
        if overlap:
            scored.append((solution, overlap))
    if scored:
        return _cover(scored, names, distances), "it names their components"
    if not names:
        nearest = min(distances.values(), default=0)
        near = [s for s in workspace.solutions if distances[s.root] == nearest]
        return (near, "it is the nearest solution") if len(near) == 1 else ([], "")
    return [], ""


def _cover(
    scored: list[tuple[Solution, set[str]]], names: set[str], distances: dict[str, int]
) -> list[Solution]:
    """Solutions, best first, until every known name is covered; among copies the nearest."""
    chosen: list[Solution] = []
    left = set(names)
    rest = list(scored)
    while rest:
        rest.sort(key=lambda item: (-len(item[1] & left), distances[item[0].root], item[0].root))
        solution, overlap = rest.pop(0)
        if not overlap & left:
            break
        chosen.append(solution)
        left -= overlap
    return chosen


def _distance(path: str, root: str) -> int:
    folders, root_parts = path.split("/")[:-1], root.split("/") if root else []
    common = 0
    for left, right in zip(folders, root_parts, strict=False):
        if left != right:
            break
        common += 1
    return len(folders) + len(root_parts) - 2 * common
