"""Loads the parts common to every layout of a solution: its manifest, its files, its flows."""

from __future__ import annotations

from itertools import islice

from pplint.model.places import Document, Site
from pplint.model.problem import Problem
from pplint.model.workspace import Solution
from pplint.secrets.masking import quote
from pplint.sources.components.desktop_flows import find_package, read_desktop_flow
from pplint.sources.components.flows import is_flow, read_classic_workflow, read_flow
from pplint.sources.components.manifest import read_manifest
from pplint.sources.documents import Documents
from pplint.sources.elements import Element
from pplint.sources.layouts import Root

CLOUD_FLOW, DESKTOP_FLOW = "5", "6"
"""Categories of processes. Source: learn.microsoft.com, table reference workflow."""


def begin_solution(root: Root, manifest_path: str, files: list[str], documents: Documents) -> Solution:
    """A solution with the data of its manifest, XML or YAML."""
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
    """Mark the connection references of a solution as unknown, with the reason."""
    message = (
        f"solution {quote(solution.label)} {lack}, so its connection references are unknown; commit the file"
    )
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


def add_flow(solution: Solution, document: Document | None, metadata: Element | None) -> None:
    """Add the flow in a JSON document; of a desktop flow (category 6) only the metadata is kept."""
    category = metadata.child_text("category") if metadata is not None else ""
    if metadata is not None and category == DESKTOP_FLOW:
        read_classic_workflow(metadata, solution)
        if document is not None:
            read_desktop_flow(document, metadata, solution)
    # All of a file is searched for a package, so only where nothing says that it is a cloud flow.
    elif document is not None and category != CLOUD_FLOW and find_package(document):
        read_desktop_flow(document, metadata, solution)
    elif document is not None and is_flow(document.data):
        read_flow(document, metadata, solution)
    elif document is not None:
        solution.unrecognised.append(document.path)
