"""A place that was extracted before: the parameter that was added since then moved it down in its file."""

from __future__ import annotations

import os

from pplint.config.config import Roots
from pplint.extraction.pointing import pointed_at
from pplint.extraction.spelling import call_of
from pplint.extraction.wish import NothingLeft
from pplint.model.flow import DEFINITION, Flow
from pplint.model.places import value_at
from pplint.model.workspace import Workspace
from pplint.positions.locating import locate_json
from pplint.secrets.masking import quote


def stop_if_done(place: tuple[str, int, int] | None, name: str, workspace: Workspace, roots: Roots) -> None:
    """Raise ``NothingLeft`` where the variable is read at what the place was before the parameter was added."""
    if place is None or not workspace.variables_named(name):
        return
    file, line, column = place
    path = os.path.relpath(os.path.abspath(file), roots.report).replace(os.sep, "/")
    for flow in workspace.flows:
        if flow.document.path == path and _is_read(flow, name, line, column):
            raise NothingLeft(f"{quote(name)} is read there already")


def _is_read(flow: Flow, name: str, line: int, column: int) -> bool:
    document = flow.document
    keys = [p.name for p in flow.parameters if p.schema_name.lower() == name.lower()]
    parameters = flow.definition.get("parameters")
    # It was added as the last one; elsewhere, nobody knows what moved.
    if not keys or not isinstance(parameters, dict) or [*parameters][-1] != keys[0]:
        return False
    around = (*DEFINITION, "parameters")
    others = [(*around, key) for key in [*parameters][-2:-1]]
    ranges = locate_json(document.text, [around, *others])
    whole = ranges[around].value
    start = ranges[others[0]].value.end if others else whole.start
    inner = document.text[start : whole.end]
    added = (inner.rstrip("}").rstrip() if others else inner).count("\n")
    if not added or line <= document.text.count("\n", 0, start):
        return False
    moved = line + added
    if moved > document.text.count("\n") + 1:
        return False
    found = (value_at(document.data, one.path) for one in pointed_at(document, moved, column))
    return any(isinstance(value, str) and call_of(keys[0]) in value for value in found)
