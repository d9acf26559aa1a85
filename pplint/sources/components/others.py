"""Connectors, apps, agents, web resources and assemblies of a solution root, each read by its own module."""

from __future__ import annotations

from pplint.model.workspace import Solution
from pplint.sources.components.agents import read_agent, read_joins, read_part
from pplint.sources.components.apps import read_app
from pplint.sources.components.connectors import read_connector
from pplint.sources.components.resources import read_assembly, read_packed_web_resource, read_web_resource
from pplint.sources.documents import Documents
from pplint.sources.elements import Element
from pplint.sources.layouts import Root
from pplint.sources.root_elements import root_element

JOIN_FOLDERS = (
    "botcomponent_workflowset",
    "botcomponent_connectionreferenceset",
    "botcomponent_environmentvariabledefinitionset",
)
"""Tables that join agents' parts with what they use: files in ``Assets``, folders in YAML trees."""

FOLDERS = frozenset(
    {
        *("connectors", "connector", "canvasapps", "bots", "botcomponents", "assets", "webresources"),
        *("pluginassemblies", "pluginpackages", *JOIN_FOLDERS),
    }
)
APP_FILES = (
    *(".meta.xml", ".meta.yml", ".meta.yaml"),
    *("/canvasapp.yml", "/canvasapp.yaml", "/canvasapp.xml"),
)
"""Ends of the names of canvas apps' metadata: as packed by ``pac``, and as Git integration is reported to write it."""


def load_components(solution: Solution, root: Root, names: dict[str, str], documents: Documents) -> None:
    """Add what ``solution`` holds besides flows, variables and connection references.

    ``names`` are the files of the root: lower-case path inside it to path. Flows must have been read
    before, since this does not read them.
    """
    by_folder: dict[str, list[str]] = {}
    for lowered in names:
        folder = lowered.partition("/")[0]
        if folder in FOLDERS:
            by_folder.setdefault(folder, []).append(lowered)
    customizations = documents.opened.get(root.customizations) if root.customizations else None
    packed = (
        root_element(customizations)
        if customizations is not None and customizations.data is not None
        else None
    )
    _load_connectors(by_folder, solution, names, documents, packed)
    _load_apps(by_folder, solution, names, documents, packed)
    _load_agents(by_folder, solution, names, documents)
    _load_files(by_folder, solution, names, documents, packed)


def _open(lowered: str, names: dict[str, str], documents: Documents) -> Element | None:
    """The root element of an XML or YAML file; ``None`` for any other file and for an unreadable one."""
    if lowered.endswith(".xml"):
        document = documents.open_xml(names[lowered])
    elif lowered.endswith((".yml", ".yaml")):
        document = documents.open_yaml(names[lowered])
    else:
        return None
    return root_element(document) if document is not None else None


def _packed(customizations: Element | None, group: str, tag: str) -> list[Element]:
    """Elements of a kind in a customizations file: a plain unzip keeps them there, an unpacked solution does not."""
    if customizations is None:
        return []
    return [node for holder in customizations.children(group) for node in holder.children(tag)]


def _load_connectors(
    by_folder: dict[str, list[str]],
    solution: Solution,
    names: dict[str, str],
    documents: Documents,
    customizations: Element | None,
) -> None:
    for lowered in [*by_folder.get("connectors", ()), *by_folder.get("connector", ())]:
        node = _open(lowered, names, documents)
        if node is not None and node.tag == "connector":
            read_connector(node, solution, names, documents)
    for node in _packed(customizations, "connectors", "connector"):
        read_connector(node, solution, names, documents)


def _load_apps(
    by_folder: dict[str, list[str]],
    solution: Solution,
    names: dict[str, str],
    documents: Documents,
    customizations: Element | None,
) -> None:
    files = by_folder.get("canvasapps", [])
    has_unpacked = any(lowered.startswith("canvasapps/src/") for lowered in files)
    for lowered in files:
        if not lowered.endswith(APP_FILES):
            continue
        node = _open(lowered, names, documents)
        if node is not None and node.tag == "canvasapp":
            read_app(node, solution, names, documents, has_unpacked)
    for node in _packed(customizations, "canvasapps", "canvasapp"):
        read_app(node, solution, names, documents, has_unpacked)


def _load_agents(
    by_folder: dict[str, list[str]], solution: Solution, names: dict[str, str], documents: Documents
) -> None:
    for lowered in by_folder.get("bots", ()):
        folder, _, name = lowered.rpartition("/")
        node = _open(lowered, names, documents) if name.startswith("bot.") else None
        if node is not None and node.tag == "bot":
            agent = read_agent(node, solution)
            configuration = names.get(f"{folder}/configuration.json")
            opened = documents.open_json(configuration) if configuration is not None else None
            if opened is not None:
                opened.own((), agent)
    for lowered in by_folder.get("botcomponents", ()):
        if lowered.endswith("/data") and lowered.count("/") == 2:
            path = names[lowered]
            document = documents.open_text(path, "yaml")
            if document is not None:
                read_part(path.split("/")[-2], document, solution)
    for folder in ("assets", *JOIN_FOLDERS):
        for lowered in by_folder.get(folder, ()):
            if lowered.removeprefix("assets/").startswith(JOIN_FOLDERS):
                node = _open(lowered, names, documents)
                if node is not None:
                    read_joins(node, solution)


def _load_files(
    by_folder: dict[str, list[str]],
    solution: Solution,
    names: dict[str, str],
    documents: Documents,
    customizations: Element | None,
) -> None:
    packed = _packed(customizations, "webresources", "webresource")
    for node in packed:
        read_packed_web_resource(node, solution, names, documents)
    for lowered in () if packed else by_folder.get("webresources", ()):
        if not lowered.endswith(".data.xml"):
            path = names[lowered]
            name = path[len(path) - len(lowered) + len("webresources/") :]
            read_web_resource(path, name, names.get(lowered + ".data.xml"), solution, documents)
    for folder, ends in (("pluginassemblies", ".dll"), ("pluginpackages", ".nupkg")):
        for lowered in by_folder.get(folder, ()):
            if lowered.endswith(ends):
                read_assembly(names[lowered], solution, documents)
