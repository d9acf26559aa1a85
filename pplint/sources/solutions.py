"""A solution root and its files to a Solution; each kind of component is read by its own module."""

from __future__ import annotations

from pplint.model.places import Document, Site
from pplint.model.workspace import Solution
from pplint.rule import Problem
from pplint.sources.connections import read_connection_references
from pplint.sources.documents import Documents
from pplint.sources.flows import read_classic_workflow, read_flow
from pplint.sources.layouts import Root
from pplint.sources.manifest import read_manifest
from pplint.sources.nodes import Node, root_node
from pplint.sources.variables import read_definition, read_values


def load_solution(root: Root, files: list[str], documents: Documents) -> Solution:
    """The solution in ``root``; ``files`` are those that belong to it and to no deeper root."""
    manifest = documents.open_xml(root.manifest)
    anchor = manifest or documents.opened[root.manifest]
    solution = Solution(root.path, root.layout, Site(anchor))
    solution.files = files
    anchor.own((), solution)
    before = set(documents.opened) - {root.manifest}
    if manifest is not None:
        read_manifest(manifest, solution)
    metadata: dict[str, Node] = {}
    if root.customizations:
        customizations = documents.open_xml(root.customizations)
        if customizations is not None:
            solution.has_customizations = True
            customizations.own((), solution)
            read_connection_references(root_node(customizations), solution)
            metadata = _flow_metadata(root_node(customizations), solution)
    else:
        documents.problems.append(
            (
                "incomplete-solution",
                Problem(
                    f"solution {solution.label!r} has no customizations file, so its connection references "
                    "are unknown",
                    solution.site,
                ),
            )
        )
    _load_files(solution, root, files, documents, metadata)
    for path, document in documents.opened.items():
        if path not in before:
            document.solution = solution
            solution.documents.append(document)
    return solution


def _flow_metadata(customizations: Node, solution: Solution) -> dict[str, Node]:
    """Metadata of flows inside the customizations file of a plain unzip, by the JSON file that they name."""
    metadata: dict[str, Node] = {}
    for group in customizations.children("workflows"):
        for node in group.children("workflow"):
            file_name = node.child_text("jsonfilename").lower()
            if file_name:
                metadata[file_name.strip("/")] = node
            else:
                read_classic_workflow(node, solution)
    return metadata


def _load_files(
    solution: Solution, root: Root, files: list[str], documents: Documents, metadata: dict[str, Node]
) -> None:
    prefix = len(root.path) + 1 if root.path else 0
    names = {path[prefix:].lower(): path for path in files}
    for lowered, path in names.items():
        folder, _, name = lowered.partition("/")
        if folder == "workflows" and "/" not in name:
            if name.endswith(".json"):
                _load_flow(solution, path, lowered, names, documents, metadata)
            elif name.endswith(".xaml.data.xml"):
                document = documents.open_xml(path)
                if document is not None:
                    read_classic_workflow(root_node(document), solution)
        elif folder == "environmentvariabledefinitions" and name.endswith(
            "/environmentvariabledefinition.xml"
        ):
            _load_variable(solution, path, lowered, names, documents)


def _load_flow(
    solution: Solution,
    path: str,
    lowered: str,
    names: dict[str, str],
    documents: Documents,
    metadata: dict[str, Node],
) -> None:
    document = documents.open_json(path)
    data_path = names.get(lowered + ".data.xml")
    data_document = documents.open_xml(data_path) if data_path else None
    if document is None:
        return
    node: Node | None = root_node(data_document) if data_document is not None else metadata.get(lowered)
    if _is_flow(document):
        read_flow(document, node, solution)
    else:
        solution.unrecognised.append(path)


def _is_flow(document: Document) -> bool:
    data = document.data
    properties = data.get("properties") if isinstance(data, dict) else None
    return isinstance(properties, dict) and isinstance(properties.get("definition"), dict)


def _load_variable(
    solution: Solution, path: str, lowered: str, names: dict[str, str], documents: Documents
) -> None:
    document = documents.open_xml(path)
    if document is None:
        return
    variable = read_definition(root_node(document), solution)
    values = names.get(lowered.rpartition("/")[0] + "/environmentvariablevalues.json")
    if values is not None:
        value_document = documents.open_json(values)
        if value_document is not None and variable is not None:
            read_values(value_document, variable)
