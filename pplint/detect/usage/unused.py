"""Whether it can be said that nothing uses a definition, and where its copies are."""

from __future__ import annotations

from pplint.detect.parts import lacks_parts
from pplint.model.components import ConnectionReference, EnvironmentVariable
from pplint.model.places import Site
from pplint.model.workspace import Workspace

Copies = list[tuple[Site, str]]


def says_unused(component: EnvironmentVariable | ConnectionReference, workspace: Workspace) -> Copies | None:
    """The places of a definition's copies, if nothing that can see it mentions it and the sources can tell; else None.

    Of a solution that is there several times the first speaks for all. Where a flow, app or agent has no file, what it
    uses is unknown.
    """
    solution = component.solution
    if workspace.usage.is_used_beside(component) or lacks_parts(solution, workspace):
        return None
    places: Copies = []
    for other in workspace.solutions:
        if other in solution.copies:
            definitions: list[EnvironmentVariable | ConnectionReference] = []
            definitions += other.environment_variables
            definitions += other.connection_references
            own = next((d for d in definitions if d.id.lower() == component.id.lower()), None)
            if own is not None and workspace.solutions.index(other) < workspace.solutions.index(solution):
                return None
            if own is not None:
                places.append((own.site, f"the same in the copy in {other.root or '.'}"))
    return places
