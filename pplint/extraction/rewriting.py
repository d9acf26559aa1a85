"""A flow whose literals are read from a parameter, and nothing else of which changed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from pplint.extraction.choosing import Refusal
from pplint.extraction.definition import NewVariable, parameter_type
from pplint.extraction.spelling import call_of, pieces_of, rewritten
from pplint.extraction.spots import Spot
from pplint.files.edits import apply_edits, find_encoding
from pplint.model.fix import AddMember, FixChange, Replace, SetValue
from pplint.model.flow import DEFINITION, Flow
from pplint.model.places import Site, value_at
from pplint.positions.locating import locate_json
from pplint.run.fixes import make_edit, paths_of
from pplint.secrets.masking import quote


def rewrite(flow: Flow, spots: Iterable[Spot], value: Any, variable: NewVariable) -> bytes:
    """The flow's file with the value read from the variable at all ``spots``. Raises ``Refusal``."""
    document = flow.document
    name, additions = _parameter(flow, value, variable)
    expected = deepcopy(document.data)
    changes: list[FixChange] = []
    for spot in spots:
        text = value_at(document.data, spot.path)
        if not isinstance(value, str):
            new = f"@{call_of(name)}"
            changes.append(SetValue(spot.site, new))
        else:
            pieces = [
                piece
                for piece in pieces_of(text, value, name, parts=spot.parts)
                if spot.span is None or piece.start <= spot.span[0] <= piece.end
            ]
            new = rewritten(text, pieces)
            changes += [
                Replace(spot.site if piece.whole else spot.site.within(piece.start, piece.end), piece.text)
                for piece in pieces
            ]
        _put(expected, spot.path, new)
    for change in additions:
        _put(expected, (*change.at.path, change.key), change.value)
    changes += additions
    wanted = {path for change in changes for path in paths_of(change)}
    ranges = locate_json(document.text, wanted)
    after = apply_edits(document.text, [make_edit(change, ranges) for change in changes])
    if _read(after) != expected:
        raise Refusal(f"{quote(document.path)} cannot be changed without changing something else in it")
    return find_encoding(document.raw).encode(after)


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _put(data: Any, path: tuple[str | int, ...], value: Any) -> None:
    for step in path[:-1]:
        data = data[step]
    data[path[-1]] = value


def _parameter(flow: Flow, value: Any, variable: NewVariable) -> tuple[str, list[AddMember]]:
    """The parameter that stands for the variable in the flow, and how to add it where there is none."""
    for parameter in flow.parameters:
        if parameter.schema_name.lower() == variable.schema_name.lower():
            return parameter.name, []
    name = variable.parameter
    if any(parameter.name.lower() == name.lower() for parameter in flow.parameters):
        raise Refusal(f"flow {quote(flow.name)} has a parameter {quote(name)} that stands for no variable")
    entry = {
        "defaultValue": value,
        "type": parameter_type(value, variable.type),
        "metadata": {"schemaName": variable.schema_name},
    }
    if isinstance(flow.definition.get("parameters"), dict):
        return name, [AddMember(Site(flow.document, (*DEFINITION, "parameters")), name, entry)]
    return name, [AddMember(Site(flow.document, DEFINITION), "parameters", {name: entry})]
