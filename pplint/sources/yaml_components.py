"""Tells which file of a YAML tree belongs to which solution, and the kind of a file by the name of its root."""

from __future__ import annotations

import re
from functools import cache

from pplint.compiling import compile_fixed
from pplint.files.limits import Unreadable
from pplint.sources.components.old_variables import VALUES
from pplint.sources.documents import Documents
from pplint.sources.layouts import Root
from pplint.sources.parsing import decode

WANTED = frozenset(
    {
        *("environmentvariabledefinition", "connectionreference", "connectionreferences"),
        *("workflow", "importexportxml"),
    }
)
"""Names of roots that are read here; other kinds of files are read elsewhere or not at all."""
OTHERS = frozenset(
    {
        *(
            "solutions",
            "publishers",
            "entities",
            "entityrelationships",
            "optionsets",
            "roles",
            "webresources",
        ),
        *("appmodules", "appmodulesitemaps", "dashboards", "pluginassemblies", "sdkmessageprocessingsteps"),
        *("canvasapps", "bots", "botcomponents", "controls", "connectors"),
    }
)
"""Folders whose files are not opened, since there may be thousands of them."""
VALUE_FILES = tuple(
    f"{stem}.{end}"
    for stem in ("environmentvariablevalues", "environmentvariablevalue", "environment_variable_values")
    for end in ("json", "yml", "yaml")
)


def own_files(
    names: dict[str, str], declared: list[set[str] | None], root: Root, documents: Documents
) -> list[dict[str, str]]:
    """The files of each solution, by the lists of components; a file that several name is the first one's.

    Where one solution is alone in a tree, it has all files, since a misunderstood list must not make flows
    disappear; files that its list does not name are still noted.
    """
    parts: list[dict[str, str]] = [{} for _ in declared]
    manifests = root.manifest[len(root.path) + 1 if root.path else 0 :].lower() + "/"
    owners: dict[str, int] = {}
    for number, paths in reversed(list(enumerate(declared))):
        owners.update(dict.fromkeys(paths or (), number))
    alone = len(declared) == 1
    for lowered, path in names.items():
        if lowered.startswith((manifests, "publishers/")):
            continue
        if lowered == VALUES:  # names the definition of each value, in any solution
            for part in parts:
                part[lowered] = path
            continue
        index = _owner(lowered, owners)
        if index is None:
            if alone:
                index = 0
            if not alone or declared[0]:
                if lowered.startswith(("modernflows/", "workflows/", "environmentvariabledefinitions/")):
                    documents.not_recognised.append((path, "no solutioncomponents.yml names it"))
        if index is not None:
            parts[index][lowered] = path
    return parts


def _owner(lowered: str, owners: dict[str, int]) -> int | None:
    """The solution of the longest listed path that ``lowered`` is, is in, or extends (``x.meta.yml``, ``x_icon``)."""
    end = len(lowered)
    while end > 0:
        owner = owners.get(lowered[:end])
        if owner is not None:
            return owner
        end = max(lowered.rfind(mark, 0, end) for mark in "/._")
    return None


def root_name(lowered: str, path: str, documents: Documents) -> str:
    """The lower-case name of a file's root element or only top key, if it is one that is read here.

    Only the beginning is checked, so that files of other kinds are not parsed.
    """
    folder, _, rest = lowered.partition("/")
    if not rest or folder in OTHERS or not lowered.endswith((".yml", ".yaml", ".xml")):
        return ""
    try:
        head = decode(documents.tree.read(path))[:4000]
    except Unreadable:
        return ""
    match = _root().match(head)
    name = (match[1] or match[2]).lower() if match else ""
    return name if name in WANTED else ""


@cache
def _root() -> re.Pattern[str]:
    """An element after declaration and comments, or a key after comments and the mark of a document."""
    xml = r"\s*(?:<\?[^>]*>\s*|<!--(?:[^-]|-(?!->))*-->\s*)*<([A-Za-z_][\w.-]*)"
    yaml = r"(?:[ \t]*(?:#[^\n]*)?\r?\n|---[^\n]*\n|%[^\n]*\n)*['\"]?([A-Za-z_][\w.-]*)['\"]?[ \t]*:"
    return compile_fixed(f"{xml}|{yaml}")
