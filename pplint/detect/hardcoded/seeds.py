"""Rows that a repository ships as data: their ids are the same in every environment."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from pplint.detect.hardcoded.id_shapes import find_guids
from pplint.files.limits import Unreadable
from pplint.model.workspace import Workspace

_ENDINGS = (".xml", ".csv", ".json", ".yml", ".yaml", ".zip")
_OTHERS = ("package-lock.json", "package.json", "data_schema.xml", "[content_types].xml")
_LARGEST = 20_000_000


def shipped_ids(workspace: Workspace) -> frozenset[str]:
    """The GUIDs in data packages and seed files outside the solutions, in lower case; read once.

    A data package is what the Configuration Migration tool writes (``data.xml``, also zipped). Settings, pipelines and
    flow definitions are no data.
    """
    found = _SHIPPED.get(workspace)
    if found is None:
        found = _SHIPPED[workspace] = frozenset(_read(workspace))
    return found


_SHIPPED: WeakKeyDictionary[Workspace, frozenset[str]] = WeakKeyDictionary()


def _read(workspace: Workspace) -> set[str]:
    ids: set[str] = set()
    known = {settings.document.path for settings in workspace.settings_files}
    known |= {pipeline.document.path for pipeline in workspace.pipelines}
    for path in workspace.outside:
        lowered = path.lower()
        name = lowered.rpartition("/")[2]
        if path in known or not lowered.endswith(_ENDINGS) or name in _OTHERS:
            continue
        try:
            raw = workspace.tree.read_shared(path)
        except Unreadable:
            continue
        if len(raw) > _LARGEST:
            continue
        if lowered.endswith(".zip"):
            # Late, since most repositories hold no archives.
            from pplint.files.members import read_members

            bodies = [body for _, body in read_members(raw, path, lambda words: None, _is_data)]
        else:
            bodies = [raw]
        for body in bodies:
            text = body.decode("utf-8", "replace")
            if "workflowdefinition.json" in text or '"ConnectionReferences"' in text:
                continue
            ids |= {hit.text.lower() for hit in find_guids(text)}
    return ids


def _is_data(name: str) -> bool:
    return name.lower().rpartition("/")[2] == "data.xml"
