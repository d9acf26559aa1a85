"""Solutions in YAML, as Dataverse Git integration keeps them: several may share one tree of components."""

from __future__ import annotations

from collections.abc import Iterator

from pplint.files.limits import join
from pplint.model.places import Document, Site
from pplint.model.workspace import Solution
from pplint.records import NamedTuple
from pplint.sources.components.connection_references import (
    add_connection_reference,
    read_connection_references,
)
from pplint.sources.components.flows import id_from_file_name, read_classic_workflow
from pplint.sources.components.manifest import read_publisher, read_rows
from pplint.sources.components.old_variables import read_old_values, read_old_variables
from pplint.sources.components.others import load_components
from pplint.sources.components.variables import read_definition, read_values
from pplint.sources.documents import Documents
from pplint.sources.elements import Element
from pplint.sources.layouts import Root, find_manifest
from pplint.sources.root_elements import root_element
from pplint.sources.solution_parts import add_flow, adopt, begin_solution, index_files, note_incomplete
from pplint.sources.yaml_components import VALUE_FILES, own_files, root_name

FLOW_FOLDERS = ("modernflows/", "workflows/")
KNOWN = ("environmentvariabledefinitions/", "connectionreferences/")
MANIFESTS = ("solutioncomponents", "rootcomponents", "missingdependencies")
"""Files beside ``solution.yml``. Source: learn.microsoft.com, solution-source-control-yaml-format."""


class _Opened(NamedTuple):
    """A component's file: its place in the root in lower case, the root element, and that element's name."""

    lowered: str
    node: Element
    name: str


def load_yaml_solutions(root: Root, files: list[str], documents: Documents) -> list[Solution]:
    """Every solution of ``solutions/*/solution.yml``, with the components that its manifest names.

    A component named in several manifests belongs to the first solution. The shapes of definitions,
    connection references and flows' metadata are not documented, so those files are recognised by content.
    """
    names = index_files(root, files, documents)
    solutions: list[Solution] = []
    declared: list[set[str] | None] = []
    for child in documents.tree.list(root.manifest).folders:
        folder = join(root.manifest, child)
        path = find_manifest(documents.tree, folder)
        if path:
            start = len(documents.opened)
            solution = begin_solution(root, path, [], documents)
            declared.append(_read_manifests(solution, folder, names, documents))
            adopt(solution, start, documents)
            solutions.append(solution)
    owned = own_files(names, declared, root, documents)
    for solution, part in zip(solutions, owned, strict=True):
        start = len(documents.opened)
        solution.files = list(part.values())
        _load_parts(solution, root, part, documents)
        adopt(solution, start, documents)
    return solutions


def _read_manifests(
    solution: Solution, folder: str, names: dict[str, str], documents: Documents
) -> set[str] | None:
    """Fill ``solution``; the paths of its components in lower case, ``None`` without a list of them."""
    opened = {}
    for stem in MANIFESTS:
        path = find_manifest(documents.tree, folder, stem)
        document = documents.open_yaml(path) if path else None
        if document is not None:
            document.own((), solution)
            opened[stem] = document
    for stem in MANIFESTS[1:]:
        if stem in opened:
            read_rows(root_element(opened[stem]), solution)
    publisher = names.get(f"publishers/{solution.publisher}/publisher.yml".lower())
    if publisher is not None:
        document = documents.open_yaml(publisher)
        if document is not None and root_element(document).tag == "publisher":
            read_publisher(root_element(document), solution)
    components = opened.get("solutioncomponents")
    if components is None:
        return None
    listed = list(_component_paths(components))
    # Solutions share publishers: their files are no solution's, so that a later search would miss them.
    solution.component_paths = [row for row in listed if not _is_publisher(row[0].lower(), names)]
    return {path.lower() for path, _ in listed}


def _is_publisher(path: str, names: dict[str, str]) -> bool:
    """Whether a listed path, in lower case, is a publisher's, and there."""
    return path.startswith("publishers/") and any(
        name == path or name.startswith((path + "/", path + ".")) for name in names
    )


def _component_paths(document: Document) -> Iterator[tuple[str, Site]]:
    """Every ``@path`` of the list, or ``Path`` as in the documentation, at any depth."""
    stack = [(document.data, document.root)]
    while stack:
        value, site = stack.pop()
        if isinstance(value, list):
            stack.extend((child, site.child(index)) for index, child in enumerate(value))
        elif isinstance(value, dict):
            for key, child in value.items():
                if key.lower() in ("@path", "path") and isinstance(child, str):
                    if path := child.strip().strip("/"):
                        yield path, site.child(key)
                else:
                    stack.append((child, site.child(key)))


def _load_parts(solution: Solution, root: Root, names: dict[str, str], documents: Documents) -> None:
    opened = list(_open_parts(names, documents))
    _load_variables(solution, opened, names, documents)
    has_references = False
    for part in opened:
        if part.name == "connectionreference":
            add_connection_reference(part.node, solution)
            has_references = True
        elif part.name == "connectionreferences":
            for node in part.node.children("connectionreference"):
                add_connection_reference(node, solution)
            has_references = True
        elif part.name == "importexportxml" and part.node.child("connectionreferences") is not None:
            read_connection_references(part.node, solution)
            has_references = True
    _load_flows(solution, [part for part in opened if part.name == "workflow"], names, documents)
    load_components(solution, root, names, documents)
    # Agents and apps use references too, and a manifest may list components that are not in this repository.
    solution.has_customizations = has_references
    users = [*solution.flows, *solution.apps, *solution.agents, *solution.connectors]
    may_use = users or any(row.type in ("29", "300") for row in solution.root_components)
    if may_use and not has_references:
        note_incomplete(solution, "has no file of connection references", documents)


def _open_parts(names: dict[str, str], documents: Documents) -> list[_Opened]:
    """Files whose root says that they are a definition, a connection reference or a flow's metadata."""
    parts = []
    for lowered, path in names.items():
        name = root_name(lowered, path, documents)
        if not name and not (lowered.startswith(KNOWN) and lowered.endswith((".yml", ".yaml", ".xml"))):
            continue
        document = documents.open_xml(path) if lowered.endswith(".xml") else documents.open_yaml(path)
        if document is not None and name:
            parts.append(_Opened(lowered, root_element(document), name))
        elif document is not None and not lowered.endswith(VALUE_FILES):
            documents.not_recognised.append((path, "is neither a definition nor a connection reference"))
    return parts


def _load_variables(
    solution: Solution, opened: list[_Opened], names: dict[str, str], documents: Documents
) -> None:
    for part in opened:
        if part.name == "environmentvariabledefinition":
            variable = read_definition(part.node, solution)
            folder = part.lowered.rpartition("/")[0]
            values = next((names[p] for n in VALUE_FILES if (p := join(folder, n)) in names), None)
            if variable is not None and values is not None:
                document = (documents.open_json if values.lower().endswith(".json") else documents.open_yaml)(
                    values
                )
                if document is not None:
                    read_values(document, variable)
                    read_old_values(document, solution)
    read_old_variables(solution, None, names, documents)


def _load_flows(
    solution: Solution, metadata: list[_Opened], names: dict[str, str], documents: Documents
) -> None:
    by_file: dict[str, Element] = {}
    for part in metadata:
        node = part.node
        named = node.child_text("jsonfilename").lower().rpartition("/")[2]
        id = node.attribute("workflowid").strip("{}").lower()
        if named or part.lowered.endswith((".json.data.yml", ".json.data.yaml", ".json.data.xml")):
            for key in (named, id, part.lowered.rpartition(".data.")[0]):
                by_file.setdefault(key, node)
        elif node.child_text("category") == "5":
            by_file.setdefault(id, node)
            by_file.setdefault(part.lowered.rpartition("/")[0] + "/", node)
        else:
            read_classic_workflow(node, solution)
    by_file.pop("", None)
    for lowered, path in names.items():
        if lowered.startswith(FLOW_FOLDERS) and lowered.endswith(".json"):
            folder, _, file = lowered.rpartition("/")
            keys = (lowered, file, id_from_file_name(lowered), folder + "/")
            described = next((by_file[key] for key in keys if key in by_file), None)
            add_flow(solution, documents.open_json(path), described)
