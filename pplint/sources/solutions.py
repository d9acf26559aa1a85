"""A solution root and its files to a Solution; each kind of component is read by its own module."""

from __future__ import annotations

from itertools import islice

from pplint.model.places import Document, Site
from pplint.model.problem import Problem
from pplint.model.workspace import Solution
from pplint.sources.components.connection_references import read_connection_references
from pplint.sources.components.flows import id_from_file_name, is_flow, read_classic_workflow, read_flow
from pplint.sources.components.manifest import read_manifest
from pplint.sources.components.old_variables import read_old_variables
from pplint.sources.components.others import load_components
from pplint.sources.components.variables import read_definition, read_values
from pplint.sources.documents import Documents
from pplint.sources.layouts import Root
from pplint.sources.nodes import Node, root_node

DEFINITION_FOLDER = "environmentvariabledefinitions/"


def load_solutions(root: Root, files: list[str], documents: Documents) -> list[Solution]:
    """The solutions in ``root``; ``files`` are those that belong to it and to no deeper root."""
    if root.layout == "yaml":
        from pplint.sources.yaml_solutions import load_yaml_solutions

        return load_yaml_solutions(root, files, documents)
    if root.layout == "package":
        from pplint.sources.packages import load_package

        return load_package(root, files, documents)
    return [load_solution(root, files, documents)]


def load_solution(root: Root, files: list[str], documents: Documents) -> Solution:
    """The solution in a root of the XML layout or a plain unzip."""
    start = len(documents.opened)
    solution = begin_solution(root, root.manifest, files, documents)
    names = index_files(root, files, documents)
    customizations = documents.open_xml(root.customizations) if root.customizations else None
    metadata: dict[str, Node] = {}
    packed: Node | None = None
    if customizations is not None:
        solution.has_customizations = True
        customizations.own((), solution)
        packed = root_node(customizations)
        read_connection_references(packed, solution)
        metadata = _packed_metadata(packed, solution)
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


def begin_solution(root: Root, manifest_path: str, files: list[str], documents: Documents) -> Solution:
    """A solution with what its manifest says, XML or YAML."""
    is_yaml = manifest_path.lower().endswith((".yml", ".yaml"))
    manifest = documents.open_yaml(manifest_path) if is_yaml else documents.open_xml(manifest_path)
    anchor = manifest or documents.opened[manifest_path]
    solution = Solution(root.path, root.layout, Site(anchor))
    solution.files = files
    anchor.own((), solution)
    if manifest is not None:
        read_manifest(manifest, solution)
    return solution


def note_incomplete(solution: Solution, lack: str, documents: Documents) -> None:
    """Say that the connection references of a solution are unknown, and why."""
    message = f"solution {solution.label!r} {lack}, so its connection references are unknown"
    documents.problems.append(("incomplete-solution", Problem(message, solution.site)))


def adopt(solution: Solution, start: int, documents: Documents) -> None:
    """Give every document that was opened since ``start`` (a count) to the solution."""
    for document in islice(documents.opened.values(), start, None):
        document.solution = solution
        solution.documents.append(document)


def index_files(root: Root, files: list[str], documents: Documents) -> dict[str, str]:
    """Paths by lower-case path inside the root.

    ``x_managed.xml`` beside ``x.xml`` is left out: unpacking with package type Both writes such twins.
    """
    prefix = len(root.path) + 1 if root.path else 0
    names: dict[str, str] = {}
    for path in files:
        lowered = path[prefix:].lower()
        if lowered in names:
            other = names[lowered]
            documents.not_recognised.append((path, f"differs from {other!r} in upper and lower case alone"))
        else:
            names[lowered] = path
    twins = [
        n for n in names if n.endswith("_managed.xml") and n.removesuffix("_managed.xml") + ".xml" in names
    ]
    for lowered in twins:
        del names[lowered]
    return names


def _packed_metadata(customizations: Node, solution: Solution) -> dict[str, Node]:
    """Metadata of flows inside the customizations file of a plain unzip, by the JSON file that they name and by id."""
    metadata: dict[str, Node] = {}
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
    solution: Solution, names: dict[str, str], metadata: dict[str, Node], documents: Documents
) -> None:
    for lowered, path in names.items():
        if not lowered.startswith("workflows/"):
            continue
        if lowered.endswith(".json"):
            data_path = names.get(lowered + ".data.xml")
            data_document = documents.open_xml(data_path) if data_path else None
            if data_document is not None:
                node: Node | None = root_node(data_document)
            else:
                node = metadata.get(lowered) or metadata.get(id_from_file_name(lowered) or lowered)
            add_flow(solution, documents.open_json(path), node)
        elif lowered.endswith(".xaml.data.xml"):
            document = documents.open_xml(path)
            if document is not None:
                read_classic_workflow(root_node(document), solution)
        elif lowered.endswith(".json.data.xml") and lowered.removesuffix(".data.xml") not in names:
            documents.not_recognised.append((path, "describes a flow whose JSON file is not there"))


def add_flow(solution: Solution, document: Document | None, metadata: Node | None) -> None:
    """Add the flow in a JSON document; a desktop flow (category 6) is no more than its metadata."""
    if metadata is not None and metadata.child_text("category") == "6":
        read_classic_workflow(metadata, solution)
    elif document is not None and is_flow(document.data):
        read_flow(document, metadata, solution)
    elif document is not None:
        solution.unrecognised.append(document.path)


def _load_variables(solution: Solution, names: dict[str, str], documents: Documents) -> None:
    for lowered, path in names.items():
        if not lowered.startswith(DEFINITION_FOLDER) or not lowered.endswith(
            "/environmentvariabledefinition.xml"
        ):
            continue
        document = documents.open_xml(path)
        variable = read_definition(root_node(document), solution) if document is not None else None
        values = names.get(lowered.rpartition("/")[0] + "/environmentvariablevalues.json")
        value_document = documents.open_json(values) if values is not None else None
        if value_document is not None and variable is not None:
            read_values(value_document, variable)
