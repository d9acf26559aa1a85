"""A Data source variable: which parameter of SharePoint it is for, and the site that a list belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pplint.errors import UsageError
from pplint.expressions import parse, reference
from pplint.extraction.choosing import Refusal
from pplint.extraction.definition import NewVariable
from pplint.extraction.spots import Spot
from pplint.model.components import EnvironmentVariable
from pplint.model.places import value_at
from pplint.model.workspace import Workspace
from pplint.secrets.masking import quote


def bind(variable: NewVariable, value: Any, spots: Sequence[Spot], workspace: Workspace) -> NewVariable:
    """The variable with what makes it a data source, where that is asked for. Raises where it cannot be one.

    A list or library is never extracted without its site: its id belongs to that site alone.
    """
    keys = {spot.judgement.offers for spot in spots} - {""}
    if variable.type == "data-source" and len(keys) != 1:
        raise UsageError(
            "--type data-source is for a SharePoint site (dataset) or list (table) that is a whole parameter of an action"
        )
    if "table" not in keys:
        return variable._replace(parameter_key="dataset") if variable.type == "data-source" else variable
    sites = {_site_of(spot) for spot in spots if spot.judgement.offers == "table"}
    if sites == {""} or len(sites) != 1:
        raise Refusal("a list is extracted only after its site: extract the dataset of these actions first")
    parent = next(iter(sites))
    if variable.type != "data-source":
        return variable
    found = workspace.variables_named(parent)
    if not any(_is_site(site) for site in found):
        raise Refusal(
            f"{quote(parent)}, which holds the site, is not a Data source variable, so that a list cannot belong to it"
        )
    return variable._replace(parameter_key="table", parent=found[0].schema_name)


def _is_site(variable: EnvironmentVariable) -> bool:
    return variable.type == "data-source" and variable.parameter_key == "dataset"


def _site_of(spot: Spot) -> str:
    """The schema name of the variable that the action beside reads its site from, or nothing."""
    beside = value_at(spot.flow.document.data, (*spot.path[:-1], "dataset"))
    if not isinstance(beside, str):
        return ""
    template = parse(beside)
    is_one = template.error is None and len(template.parts) == 1 and bool(template.nodes)
    found = reference(template.nodes[0]) if is_one else None
    if found is None or found.kind != "parameters":
        return ""
    parameters = {p.name.lower(): p.schema_name for p in spot.flow.parameters}
    return parameters.get(found.name.lower(), "")
