"""Files of a solution that no component accounts for: whether what they say changed, and what that is."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from lxml import etree

from pplint.changes.change import Change, ComponentChange
from pplint.files.limits import Unreadable
from pplint.model.places import Document
from pplint.model.workspace import Solution, Workspace
from pplint.secrets.masking import quote
from pplint.sources.parsing import decode, decode_xml, parse_xml

KINDS = {
    "canvasapps": "canvas app",
    "webresources": "web resource",
    "pluginassemblies": "assembly",
    "entities": "table",
    "workflows": "workflow",
    "roles": "role",
    "dashboards": "dashboard",
    "appmodules": "model-driven app",
    "optionsets": "choice",
    "environmentvariabledefinitions": "environment variable",
    "connectors": "connector",
    "bots": "agent",
    "botcomponents": "agent",
}
"""What a file belongs to, by its folder."""


MOST_FILES = 3
"""Files of one folder that are listed one by one."""


class FileState:
    """The files of one solution in one state, by their path below its root."""

    def __init__(self, workspace: Workspace, solution: Solution) -> None:
        self._workspace = workspace
        self._cut = len(solution.root) + 1 if solution.root else 0
        self.files = {path[self._cut :]: path for path in solution.files}

    def take(self, path: str) -> None:
        """Leave a file out, by its whole path."""
        self.files.pop(path[self._cut :], None)

    def read(self, inside: str) -> bytes | None:
        """The bytes of a file; ``None`` where they cannot be read."""
        try:
            return self._workspace.tree.read(self.files[inside])
        except Unreadable:
            return None


def file_changes(before: FileState, after: FileState, label: str) -> Iterator[ComponentChange]:
    """A component a folder of files: those that came, went, or say something else."""
    groups: dict[tuple[str, str], list[Change]] = {}
    for inside in sorted(before.files.keys() | after.files.keys()):
        sign = "-" if inside not in after.files else "+" if inside not in before.files else "~"
        words = ""
        if sign == "~":
            old, new = before.read(inside), after.read(inside)
            if old == new or old is None or new is None or not _differ(inside, old, new):
                continue
            words = _what_differs(inside, old, new)
        folder, _, rest = inside.partition("/")
        kind = KINDS.get(folder.lower(), "file")
        name = rest.partition("/")[0] if kind == "table" else inside
        shown = inside if kind != "table" else rest.partition("/")[2] or rest
        changes = groups.setdefault((kind, name), [])
        if kind == "table" or sign != "~" or words:
            changes.append(Change(sign, words or quote(shown, 160)))
        else:
            changes.append(Change(sign, "its contents"))
    for (kind, name), changes in _folded(groups).items():
        state = {"+": "added", "-": "removed"}.get(changes[0].sign, "changed")
        if len({change.sign for change in changes}) > 1 or kind in ("table", "files in"):
            state = "changed"
        kept = () if state != "changed" else tuple(changes)
        yield ComponentChange(kind, name, label, state, kept)


def _folded(groups: dict[tuple[str, str], list[Change]]) -> dict[tuple[str, str], list[Change]]:
    """Files that pplint knows no more of, by their folder where there are many in one."""
    folders = Counter(name.rpartition("/")[0] for kind, name in groups if kind == "file")
    found: dict[tuple[str, str], list[Change]] = {}
    for (kind, name), changes in groups.items():
        folder, _, file = name.rpartition("/")
        if kind == "file" and folders[folder] > MOST_FILES:
            found.setdefault(("files in", folder or "."), []).append(
                Change(changes[0].sign, quote(file, 160))
            )
        else:
            found[kind, name] = changes
    return found


def is_layout_alone(before: Document, after: Document) -> bool:
    """Whether two files that mean the same are written differently."""
    return before.raw != after.raw


def _differ(path: str, old: bytes, new: bytes) -> bool:
    """Whether two files say something else: indentation, order of keys, line ends and encodings do not count."""
    ending = path.rpartition(".")[2].lower()
    try:
        if ending == "json":
            return bool(_json(old) != _json(new))
        if ending in ("xml", "xaml"):
            return _canonical(old) != _canonical(new)
    except ValueError:
        pass
    return _text(old) != _text(new)


def _json(raw: bytes) -> Any:
    try:
        return json.loads(decode(raw))
    except Unreadable as error:
        raise ValueError from error


def _canonical(raw: bytes) -> bytes:
    try:
        root = parse_xml(decode_xml(raw).encode("utf-8", "surrogatepass"), with_parents=True)
        for element in root.iter(etree.Element):
            # White space between elements is layout.
            if len(element) and not (element.text or "").strip():
                element.text = None
            if not (element.tail or "").strip():
                element.tail = None
        return bytes(etree.tostring(root, method="c14n", with_comments=False))
    except (etree.LxmlError, Unreadable) as error:
        # Also of a namespace without a scheme, which has no canonical form.
        raise ValueError from error


def _text(raw: bytes) -> bytes:
    try:
        return decode(raw).replace("\r\n", "\n").rstrip().encode("utf-8", "surrogatepass")
    except Unreadable:
        return raw


def _what_differs(path: str, old: bytes, new: bytes) -> str:
    """The columns that came and went, of a table's definition; nothing for other files."""
    if not path.lower().endswith("/entity.xml"):
        return ""
    before, after = _columns(old), _columns(new)
    parts = [f"column {quote(name)} added" for name in sorted(after - before)]
    parts += [f"column {quote(name)} removed" for name in sorted(before - after)]
    return ", ".join(parts)


def _columns(raw: bytes) -> set[str]:
    return {
        name.decode("utf-8", "replace")
        for name in re.findall(rb'<attribute PhysicalName="([^"]{1,200})"', raw)
    }
