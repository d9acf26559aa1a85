"""Turns a solution root and its files into a Solution; each kind of component is read by its own module."""

from __future__ import annotations

from pplint.model.workspace import Solution
from pplint.sources.components.connection_references import read_connection_references
from pplint.sources.components.flows import id_from_file_name, read_classic_workflow
from pplint.sources.components.inline import read_inline_components
from pplint.sources.components.old_variables import read_old_variables
from pplint.sources.components.others import load_components
from pplint.sources.components.variables import read_definition, read_values
from pplint.sources.documents import Documents
from pplint.sources.elements import Element
from pplint.sources.layouts import Root
from pplint.sources.root_elements import root_element
from pplint.sources.solution_parts import add_flow, adopt, begin_solution, index_files, note_incomplete

DEFINITION_FOLDER = "environmentvariabledefinitions/"


def load_solution(root: Root, files: list[str], documents: Documents) -> Solution:
    """The solution in a root of the XML layout or a plain unzip."""
    start = len(documents.opened)
    solution = begin_solution(root, root.manifest, files, documents)
    names = index_files(root, files, documents)
    customizations = documents.open_xml(root.customizations) if root.customizations else None
    metadata: dict[str, Element] = {}
    packed: Element | None = None
    if customizations is not None:
        solution.has_customizations = True
        customizations.own((), solution)
        packed = root_element(customizations)
        read_connection_references(packed, solution)
        metadata = _packed_metadata(packed, solution)
        if root.layout == "xml":
            read_inline_components(packed, solution)
    elif not root.customizations:
        note_incomplete(solution, "has no customizations file", documents)
    _load_flows(solution, names, metadata, documents)
    _load_variables(solution, names, documents)
    read_old_variables(solution, packed, names, documents)
    load_components(solution, root, names, documents)
    if root.layout == "xml" and "solution.xml" in names:
        reason = "is a second manifest; the one in 'Other' is read"
        documents.not_recognised.append((names["solution.xml"], reason))
    adopt(solution, start, documents)
    return solution


def _packed_metadata(customizations: Element, solution: Solution) -> dict[str, Element]:
    """Metadata of flows inside the customizations file of a plain unzip, by the JSON file that they name and by id."""
    metadata: dict[str, Element] = {}
    for group in customizations.children("workflows"):
        for node in group.children("workflow"):
            file_name = node.child_text("jsonfilename").lower()
            if file_name:
                metadata[file_name.strip("/")] = node
                metadata.setdefault(node.attribute("workflowid").strip("{}").lower(), node)
            else:
                read_classic_workflow(node, solution)
    return metadata


def _load_flows(
    solution: Solution, names: dict[str, str], metadata: dict[str, Element], documents: Documents
) -> None:
    for lowered, path in names.items():
        if not lowered.startswith("workflows/"):
            continue
        if lowered.endswith(".json"):
            data_path = names.get(lowered + ".data.xml")
            data_document = documents.open_xml(data_path) if data_path else None
            if data_document is not None:
                node: Element | None = root_element(data_document)
            else:
                node = metadata.get(lowered) or metadata.get(id_from_file_name(lowered) or lowered)
            add_flow(solution, documents.open_json(path), node)
        elif lowered.endswith(".xaml.data.xml"):
            document = documents.open_xml(path)
            if document is not None:
                read_classic_workflow(root_element(document), solution)
        elif lowered.endswith(".json.data.xml") and lowered.removesuffix(".data.xml") not in names:
            documents.not_recognised.append((path, "describes a flow whose JSON file is not there"))


def _load_variables(solution: Solution, names: dict[str, str], documents: Documents) -> None:
    for lowered, path in names.items():
        if not lowered.startswith(DEFINITION_FOLDER) or not lowered.endswith(
            "/environmentvariabledefinition.xml"
        ):
            continue
        document = documents.open_xml(path)
        variable = read_definition(root_element(document), solution) if document is not None else None
        values = names.get(lowered.rpartition("/")[0] + "/environmentvariablevalues.json")
        value_document = documents.open_json(values) if values is not None else None
        if value_document is not None and variable is not None:
            read_values(value_document, variable)
