"""Legacy flow packages (**Export > Package (.zip)** of a flow outside solutions), unpacked."""

from __future__ import annotations

from pplint.model.flow import Flow
from pplint.model.json_values import as_mapping, as_text
from pplint.model.places import Document, Site
from pplint.model.workspace import Solution
from pplint.sources.components.flows import is_flow
from pplint.sources.documents import Documents
from pplint.sources.layouts import Root, looks_like_guid
from pplint.sources.solution_parts import adopt
from pplint.typed import Any


def load_package(root: Root, files: list[str], documents: Documents) -> list[Solution]:
    """The flows of a package as a pseudo solution without a unique name and customizations.

    Shape as seen in exports, not documented: ``manifest.json`` names the resources by GUID, and
    ``Microsoft.Flow/flows/<guid>/definition.json`` holds a flow as the management API gives it.
    """
    start = len(documents.opened)
    definitions = [path for path in files if _folder_of_definition(path)]
    if not definitions:
        return []
    manifest = documents.open_json(root.manifest) if root.manifest else None
    data: Any = manifest.data if manifest is not None else None
    opened = [(path, documents.open_json(path)) for path in definitions]
    anchor = manifest or next((document for _, document in opened if document is not None), None)
    solution = Solution(root.path, "package", Site(anchor or documents.opened[definitions[0]]))
    solution.files = files
    solution.name = as_text(as_mapping(as_mapping(data).get("details")).get("displayName")) or root.path
    if manifest is not None:
        manifest.own((), solution)
    for path, document in opened:
        if document is None:
            continue
        if is_flow(document.data):
            _add_flow(document, _folder_of_definition(path), data, solution)
        else:
            solution.unrecognised.append(path)
    adopt(solution, start, documents)
    return [solution]


def _folder_of_definition(path: str) -> str:
    """The GUID-named folder that ``path`` is the definition of, or nothing."""
    parts = path.split("/")
    is_definition = len(parts) > 2 and parts[-1] == "definition.json" and parts[-3].lower() == "flows"
    return parts[-2] if is_definition and looks_like_guid(parts[-2]) else ""


def _add_flow(document: Document, folder: str, manifest: Any, solution: Solution) -> None:
    properties = as_mapping(document.data["properties"])
    resource = as_mapping(as_mapping(as_mapping(manifest).get("resources")).get(folder))
    listed = as_text(as_mapping(resource.get("details")).get("displayName"))
    # The folder's GUID is made at each export; the flow's own name is its id in the source environment.
    own_id = as_text(document.data.get("name"))
    flow = Flow(
        (own_id if looks_like_guid(own_id) else folder).lower(),
        listed or as_text(properties.get("displayName")) or folder,
        document,
        solution,
    )
    flow.is_legacy_package = True
    flow.is_on = {"Started": True, "Stopped": False}.get(as_text(properties.get("state")))
    if flow.name == properties.get("displayName"):
        flow.site = Site(document, ("properties", "displayName"))
    document.own((), flow)
    solution.flows.append(flow)
