"""The variable that a literal becomes, and the files that define and read it, worked out in memory."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from pplint.errors import UsageError
from pplint.extraction.binding import bind
from pplint.extraction.choosing import Refusal
from pplint.extraction.definition import (
    NewVariable,
    check_display_name,
    definition_path,
    definition_text,
    display_name_for,
    type_of,
)
from pplint.extraction.rewriting import rewrite
from pplint.extraction.spots import Spot
from pplint.extraction.wish import Wish
from pplint.extraction.yaml_shape import yaml_files
from pplint.model.components import EnvironmentVariable
from pplint.model.flow import Flow
from pplint.model.workspace import Solution, Workspace
from pplint.secrets.masking import quote


def choose_variable(
    value: Any,
    wish: Wish,
    home: Solution,
    existing: EnvironmentVariable | None,
    spots: Sequence[Spot],
    workspace: Workspace,
) -> NewVariable:
    """What the flows read: the variable that is there, or the new one. Raises ``UsageError`` for a wrong name."""
    if existing is not None:
        name = existing.display_name or existing.schema_name
        return NewVariable(existing.schema_name, name, existing.type)
    display = check_display_name(wish.display_name or display_name_for(wish.name))
    taken = [v.schema_name for v in home.environment_variables if v.display_name.lower() == display.lower()]
    if taken:
        raise UsageError(
            f"{quote(taken[0])} has the display name {quote(display)}; choose another --display-name"
        )
    return bind(NewVariable(wish.name, display, type_of(value, wish.type)), value, spots, workspace)


def draft(
    value: Any,
    variable: NewVariable,
    home: Solution,
    spots: Sequence[Spot],
    workspace: Workspace,
    *,
    is_new: bool,
) -> dict[str, bytes]:
    """The files by path: the definition if the variable is new, and the flows that read it."""
    files: dict[str, bytes] = {}
    if is_new and home.layout == "yaml":
        files = yaml_files(variable, home)
    elif is_new:
        path = definition_path(variable, home)
        if os.path.lexists(workspace.tree.absolute(path)):
            raise Refusal(
                f"{path!r} is there already, and is not an environment variable that pplint can read"
            )
        files[path] = definition_text(variable, home).encode("utf-8")
    by_flow: dict[int, tuple[Flow, list[Spot]]] = {}
    for spot in spots:
        by_flow.setdefault(id(spot.flow), (spot.flow, []))[1].append(spot)
    for flow, mine in by_flow.values():
        files[flow.document.path] = rewrite(flow, mine, value, variable)
    return files


def as_defined(workspace: Workspace, variable: NewVariable, home: Solution) -> EnvironmentVariable:
    """The new variable as pplint reads it. Raises ``Refusal`` where that is not what was to be written."""
    for found in workspace.variables_named(variable.schema_name):
        same = found.solution.root == home.root and found.solution.unique_name == home.unique_name
        wanted = (variable.display_name, variable.type, None, None)
        if same and (found.display_name, found.type, found.default or None, found.value) == wanted:
            return found
    raise Refusal(
        f"the definition of {quote(variable.schema_name)} could not be written as those beside it are"
    )
