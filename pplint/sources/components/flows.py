"""Cloud flows: the JSON definition and its metadata in any layout."""

from __future__ import annotations

from sys import intern

from pplint.compiling import compile_fixed
from pplint.model.components import ClassicWorkflow
from pplint.model.flow import Flow
from pplint.model.json_values import DEFINITION
from pplint.model.places import Document, Site
from pplint.model.workspace import Solution
from pplint.sources.elements import Element
from pplint.typed import Any

GUID_LENGTH = 36


def id_from_file_name(path: str) -> str:
    """The GUID at the end of ``Name-1A2B….json``, lower case; empty where there is none."""
    stem = path.rpartition("/")[2].partition(".")[0]
    tail = stem[-GUID_LENGTH:]
    if not compile_fixed(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}").fullmatch(tail):
        return ""
    # An id is at several places, of which most stay in memory.
    return intern(tail.lower())


def name_from_file_name(path: str) -> str:
    """The part before the GUID in a flow's file name."""
    stem = path.rpartition("/")[2].removesuffix(".json")
    return stem[: -GUID_LENGTH - 1] if id_from_file_name(path) else stem


def is_flow(data: Any) -> bool:
    """Whether parsed JSON has the shape of an exported cloud flow."""
    properties = data.get("properties") if isinstance(data, dict) else None
    return isinstance(properties, dict) and isinstance(properties.get("definition"), dict)


def read_flow(document: Document, metadata: Element | None, solution: Solution) -> Flow:
    """The flow in ``document``, with name, state and id from its ``Workflow`` element, if there is one."""
    file_id = id_from_file_name(document.path)
    metadata_id = _id_in(metadata) if metadata is not None else ""
    name = metadata.attribute("name") if metadata is not None else ""
    flow = Flow(
        metadata_id or file_id or document.path,
        name or name_from_file_name(document.path),
        document,
        solution,
    )
    flow.file_id = file_id
    document.own((), flow)
    if metadata is not None:
        read_metadata(metadata, flow)
    read_definition_note(flow)
    solution.flows.append(flow)
    return flow


def read_definition_note(flow: Flow) -> None:
    """The description in the definition, if the metadata has none."""
    note = flow.definition.get("description")
    if isinstance(note, str) and not flow.description:
        flow.description = note
        flow.description_site = Site(flow.document, (*DEFINITION, "description"))


def read_metadata(node: Element, flow: Flow) -> None:
    """State, description and file name from a ``Workflow`` element."""
    flow.has_metadata = True
    flow.metadata_id = _id_in(node)
    flow.metadata_site = (
        node.attribute_site("name") if node.attribute("name") else node.attribute_site("workflowid")
    )
    flow.category = node.child_text("category")
    state = node.child_text("statecode")
    flow.is_on = {"1": True, "0": False}.get(state)
    flow.description = node.attribute("description")
    if flow.description:
        flow.description_site = node.attribute_site("description")
    file_name = node.child("jsonfilename")
    if file_name is not None:
        flow.json_file_name, flow.json_file_name_site = file_name.text, file_name.text_site
    node.document.own(node.path, flow)


def _id_in(metadata: Element) -> str:
    return intern(metadata.attribute("workflowid").strip("{}").lower())


def read_classic_workflow(node: Element, solution: Solution) -> None:
    """Existence, name, category and state of a XAML process."""
    id = _id_in(node)
    workflow = ClassicWorkflow(
        id or node.document.path, node.attribute("name"), node.attribute_site("name"), solution
    )
    workflow.category = node.child_text("category")
    workflow.is_on = {"1": True, "0": False}.get(node.child_text("statecode"))
    node.document.own(node.path, workflow)
    solution.workflows.append(workflow)
