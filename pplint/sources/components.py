"""Connectors, apps, agents, web resources and assemblies of a solution root, each read by its own module."""

from __future__ import annotations

from pplint.model.workspace import Solution
from pplint.sources.agents import read_agent, read_joins, read_part
from pplint.sources.apps import read_app
from pplint.sources.connectors import read_connector
from pplint.sources.documents import Documents
from pplint.sources.layouts import Root
from pplint.sources.nodes import Node, root_node
from pplint.sources.resources import read_assembly, read_packed_web_resource, read_web_resource

FOLDERS = frozenset(
    {
        *("connectors", "connector", "canvasapps", "bots", "botcomponents", "assets", "webresources"),
        *("pluginassemblies", "pluginpackages"),
    }
)


def load_components(solution: Solution, root: Root, names: dict[str, str], documents: Documents) -> None:
    """Add what ``solution`` holds besides flows, variables and connection references.

    ``names`` are the files of the root: lower-case path inside it to path. Flows must be read before, since
    nothing here looks at them.
    """
    by_folder: dict[str, list[str]] = {}
    for lowered in names:
        folder = lowered.partition("/")[0]
        if folder in FOLDERS:
            by_folder.setdefault(folder, []).append(lowered)
    customizations = documents.opened.get(root.customizations) if root.customizations else None
    packed = (
        root_node(customizations) if customizations is not None and customizations.data is not None else None
    )
    _load_connectors(by_folder, solution, names, documents, packed)
    _load_apps(by_folder, solution, names, documents, packed)
    _load_agents(by_folder, solution, names, documents)
    _load_files(by_folder, solution, names, documents, packed)


def _packed(customizations: Node | None, group: str, tag: str) -> list[Node]:
    """Elements of a kind in a customizations file: a plain unzip keeps them there, an unpacked solution does not."""
    if customizations is None:
        return []
    return [node for holder in customizations.children(group) for node in holder.children(tag)]


def _load_connectors(
    by_folder: dict[str, list[str]],
    solution: Solution,
    names: dict[str, str],
    documents: Documents,
    customizations: Node | None,
) -> None:
    for lowered in [*by_folder.get("connectors", ()), *by_folder.get("connector", ())]:
        if lowered.endswith(".xml"):
            document = documents.open_xml(names[lowered])
            if document is not None and root_node(document).tag == "connector":
                read_connector(root_node(document), solution, names, documents)
    for node in _packed(customizations, "connectors", "connector"):
        read_connector(node, solution, names, documents)


def _load_apps(
    by_folder: dict[str, list[str]],
    solution: Solution,
    names: dict[str, str],
    documents: Documents,
    customizations: Node | None,
) -> None:
    for lowered in by_folder.get("canvasapps", ()):
        if lowered.endswith(".meta.xml") and lowered.count("/") == 1:
            document = documents.open_xml(names[lowered])
            if document is not None and root_node(document).tag == "canvasapp":
                read_app(root_node(document), solution, names, documents)
    for node in _packed(customizations, "canvasapps", "canvasapp"):
        read_app(node, solution, names, documents)


def _load_agents(
    by_folder: dict[str, list[str]], solution: Solution, names: dict[str, str], documents: Documents
) -> None:
    for lowered in by_folder.get("bots", ()):
        if lowered.endswith("/bot.xml"):
            document = documents.open_xml(names[lowered])
            if document is not None:
                agent = read_agent(root_node(document), solution)
                configuration = names.get(lowered.removesuffix("bot.xml") + "configuration.json")
                if configuration is not None and (opened := documents.open_json(configuration)) is not None:
                    opened.own((), agent)
    for lowered in by_folder.get("botcomponents", ()):
        if lowered.endswith("/data") and lowered.count("/") == 2:
            path = names[lowered]
            document = documents.open_text(path, "yaml")
            if document is not None:
                read_part(path.split("/")[-2], document, solution)
    for lowered in by_folder.get("assets", ()):
        if lowered.startswith("assets/botcomponent_") and lowered.endswith("set.xml"):
            document = documents.open_xml(names[lowered])
            if document is not None:
                read_joins(root_node(document), solution)


def _load_files(
    by_folder: dict[str, list[str]],
    solution: Solution,
    names: dict[str, str],
    documents: Documents,
    customizations: Node | None,
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
