"""Finds files that look like a flow, settings or a desktop flow's parts but are not read."""

from __future__ import annotations

import json
from collections.abc import Iterator

from pplint.files.limits import Unreadable
from pplint.model.workspace import Unread, Workspace
from pplint.sources.parsing import decode
from pplint.sources.settings.reading import looks_like_settings

_LARGEST = 5_000_000
_SCHEMA = "workflowdefinition.json"
_BINARIES = "desktopflowbinaries"


def find_unread(workspace: Workspace) -> list[Unread]:
    """The files below the workspace root that were not checked, in order."""
    read = {flow.document.path for flow in workspace.flows}
    read |= {flow.package.path for solution in workspace.solutions for flow in solution.desktop_flows}
    read |= {settings.document.path for settings in workspace.settings_files}
    read |= {problem.at.document.path for _, problem in workspace.problems}
    found: list[Unread] = []
    for path in sorted(_candidates(workspace)):
        if path in read:
            continue
        if f"/{_BINARIES}/" in f"/{path.lower()}":
            found.append(Unread(path, "desktop flow", "binaries of desktop flows are not searched"))
            continue
        try:
            text = decode(workspace.tree.read_shared(path))
        except Unreadable:
            continue
        if len(text) > _LARGEST:
            continue
        if _SCHEMA in text and _is_definition(text):
            found.append(Unread(path, "flow", "is outside the 'Workflows' folder of a solution"))
        elif looks_like_settings(text) and not _is_definition(text):
            found.append(Unread(path, "settings", "does not have the structure of deployment settings"))
    return found


def _candidates(workspace: Workspace) -> Iterator[str]:
    for path in workspace.outside:
        if path.lower().endswith(".json"):
            yield path
    for solution in workspace.solutions:
        prefix = len(solution.root) + 1 if solution.root else 0
        for path in solution.files:
            lowered = path.lower()
            is_json = lowered.endswith(".json")
            if is_json or _BINARIES in lowered:
                # Lower case only now: some letters, as the Turkish capital I, become two by it.
                folder, slash, _ = path[prefix:].partition("/")
                folder = folder.lower()
                if folder == _BINARIES or (is_json and (not slash or folder not in _KNOWN)):
                    yield path


_KNOWN = frozenset(
    (
        *(
            "workflows",
            "modernflows",
            "environmentvariabledefinitions",
            "canvasapps",
            "connectors",
            "connector",
        ),
        *("bots", "botcomponents", "webresources", "entities", "pluginassemblies", "controls", "assets"),
    )
)


def _is_definition(text: str) -> bool:
    """Whether JSON is the definition of a cloud flow, and not a template that contains one among other resources."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return False
    properties = data.get("properties", data) if isinstance(data, dict) else None
    definition = properties.get("definition") if isinstance(properties, dict) else None
    return isinstance(definition, dict) and ("triggers" in definition or "actions" in definition)
