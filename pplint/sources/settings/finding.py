"""Finds every deployment settings file, by content or because a pipeline passes it, and its target."""

from __future__ import annotations

import json
from collections.abc import Iterable
from fnmatch import fnmatchcase

from pplint.files.limits import Unreadable
from pplint.model.pipelines import Pipeline, PipelineSettings
from pplint.model.places import Document
from pplint.model.settings import SettingsFile
from pplint.model.workspace import Workspace
from pplint.sources.costs import refuse_tree
from pplint.sources.documents import Documents
from pplint.sources.layouts import FoundRoots
from pplint.sources.parsing import decode
from pplint.sources.pipelines.marked import find_marked
from pplint.sources.settings.reading import (
    is_template_name,
    looks_like_settings,
    may_be_settings,
    read_settings,
    target_from_path,
)
from pplint.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from pplint.sources.settings.told import Told

ENDINGS = (".json", ".JSON", ".Json")
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
"""Folders of a solution root that are not searched for settings files."""
OTHERS = frozenset(
    {
        *("package.json", "package-lock.json", "tsconfig.json", "jsconfig.json", "appsettings.json"),
        *("project.assets.json", "composer.json", "angular.json", "global.json", "launchsettings.json"),
    }
)
"""File names of other tools: there may be thousands of these, and reading takes longer than walking."""


def load_settings(workspace: Workspace, found: FoundRoots, documents: Documents, told: Told) -> None:
    """Read the pipelines, and every deployment settings file with its target."""
    workspace.token_patterns = told.tokens
    marked, calling = find_marked(found, documents)
    workspace.pipelines = []
    if marked:
        # Late, since most repositories have no pipeline.
        from pplint.sources.pipelines.reading import read_pipelines

        workspace.pipelines = read_pipelines(marked, calling, found, documents)
    passed = _passed_files(workspace.pipelines)
    known = set(passed) | set(told.environments.values())
    for path in sorted(known.union(_candidates(found))):
        document = _open(path, documents, path in known)
        if document is not None:
            workspace.settings_files += read_settings(document, path in known)
    for settings in workspace.settings_files:
        settings.token_patterns = told.tokens
        classify(settings, told, passed.get(settings.document.path, ()))


def _passed_files(pipelines: list[Pipeline]) -> dict[str, list[PipelineSettings]]:
    passed: dict[str, list[PipelineSettings]] = {}
    for pipeline in pipelines:
        for use in pipeline.settings:
            for path in use.files:
                passed.setdefault(path, []).append(use)
    return passed


def _candidates(found: FoundRoots) -> list[str]:
    paths = [path for path in found.outside if path.endswith(ENDINGS)]
    for root in found.roots:
        prefix = len(root.path) + 1 if root.path else 0
        for path in found.files[root.path]:
            if path.endswith(ENDINGS) and path[prefix:].partition("/")[0].lower() not in COMPONENT_FOLDERS:
                paths.append(path)
    return [path for path in paths if path.rpartition("/")[2].lower() not in OTHERS]


def _open(path: str, documents: Documents, is_known: bool) -> Document | None:
    """The document, if it may contain settings; ``is_known`` means that it does, whatever its content."""
    try:
        raw = documents.tree.read_shared(path)
    except Unreadable as error:
        # Another rule reports a missing file that a pipeline names; an unreadable one is reported here.
        if documents.tree.is_there(path) and (is_known or is_named_like_settings(path)):
            documents.note_unreadable(path, str(error))
        return None
    if not is_known and not may_be_settings(raw):
        return None
    try:
        text = decode(raw)
    except Unreadable as error:
        if is_known or looks_like_settings(raw.replace(b"\0", b"").decode("latin-1")):
            documents.note_unreadable(path, str(error))
        return None
    # A file that is broken is reported only if it was clearly meant as deployment settings.
    if looks_like_settings(text) or refuse_tree(text, "json"):
        return documents.open_json(path, text)
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return None
    return documents.open_json(path, text)


def is_named_like_settings(path: str) -> bool:
    """Whether the name of a JSON file that cannot be opened suggests settings."""
    name = path.rpartition("/")[2].lower()
    return name.endswith(".json") and (
        "deploymentsettings" in _letters(name) or bool(target_from_path(path)[0])
    )


def _letters(name: str) -> str:
    return "".join(character for character in name if character.isalpha())


def classify(settings: SettingsFile, told: Told, passed: Iterable[PipelineSettings] = ()) -> None:
    """Set target and role of ``settings`` from the configuration, the pipelines that pass it, its path, its values."""
    path = settings.document.path
    for target, configured in told.environments.items():
        if path == configured:
            settings.target, settings.role = target, "target"
            settings.why_target = "the configuration says so"
            return
    if any(fnmatchcase(path, pattern) for pattern in told.templates):
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
    is_template = is_template_name(path)
    use = next((use for use in passed if "*" not in use.path or not is_template), None)
    if use is not None:
        _classify_passed(settings, use)
    elif is_template:
        settings.role, settings.target, settings.why_target = "template", "", "its name says template"
    elif settings.target:
        settings.role = "target"
    elif _is_blank(settings):
        settings.role, settings.why_target = "template", "every value is empty"


def _classify_passed(settings: SettingsFile, use: PipelineSettings) -> None:
    """A file that a pipeline passes to an import is a target's file, whatever its name and even if empty."""
    settings.role = "target"
    if settings.target:
        return
    settings.target = use.target or _starred(use.path, settings.document.path)
    settings.why_target = f"{use.site.document.path!r} passes it to an import"


def _starred(pattern: str, path: str) -> str:
    """The text in ``path`` that matches the only ``*`` of ``pattern``, in lower case."""
    before, star, after = pattern.rpartition("/")[2].partition("*")
    name = path.rpartition("/")[2]
    if not star or "*" in after or not name.startswith(before) or not name.endswith(after):
        return ""
    return name[len(before) : len(name) - len(after)].lower()


def _is_blank(settings: SettingsFile) -> bool:
    values = [entry.value for entry in settings.environment_variables]
    values += [entry.connection_id for entry in settings.connection_references]
    return not any(values)
