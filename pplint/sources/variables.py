"""Environment variable definitions and the values committed beside them."""

from __future__ import annotations

from typing import Any

from pplint.model.components import EnvironmentVariable, VariableValue
from pplint.model.places import Document, Site
from pplint.model.workspace import Solution
from pplint.sources.nodes import Node

TYPES = {
    "100000000": "string",
    "100000001": "number",
    "100000002": "boolean",
    "100000003": "json",
    "100000004": "data-source",
    "100000005": "secret",
}
"""Codes of ``type``. Source: learn.microsoft.com, table reference environmentvariabledefinition; 5 from exports."""


def read_definition(node: Node, solution: Solution) -> EnvironmentVariable | None:
    """The definition in an ``environmentvariabledefinition`` element, added to ``solution``.

    Names stand in attributes or in child elements, in any case; the 2020 shape writes ``SchemaName``.
    """
    schema_name = node.attribute("schemaname") or node.child_text("schemaname")
    if not schema_name:
        return None
    if node.attribute("schemaname"):
        site = node.attribute_site("schemaname")
    else:
        named = node.child("schemaname")
        site = named.text_site if named is not None else node.site
    variable = EnvironmentVariable(schema_name, site, solution)
    display = node.child("displayname")
    if display is not None:
        variable.display_name = display.attribute("default", "description") or display.text
    default = node.child("defaultvalue")
    if default is not None and default.text:
        variable.default, variable.default_site = default.text, default.text_site
    description = node.child("description")
    if description is not None:
        variable.description = description.attribute("default") or description.text
        variable.description_site = (
            description.attribute_site("default")
            if description.attribute("default")
            else description.text_site
        )
    kind = node.child("type")
    if kind is not None:
        variable.type, variable.type_site = TYPES.get(kind.text, kind.text), kind.text_site
    variable.api_id = node.child_text("apiid")
    variable.parameter_key = node.child_text("parameterkey")
    parent = node.child("parentdefinitionid", "schemaname") or node.child("parentdefinitionid")
    if parent is not None:
        variable.parent = parent.text or parent.attribute("schemaname") or None
        variable.parent_site = parent.text_site
    node.document.own(node.path, variable)
    solution.environment_variables.append(variable)
    return variable


def read_values(document: Document, variable: EnvironmentVariable) -> None:
    """Add the value records of an ``environmentvariablevalues.json``; one record or a list of them."""
    document.own((), variable)
    group = document.data.get("environmentvariablevalues") if isinstance(document.data, dict) else None
    records: Any = group.get("environmentvariablevalue") if isinstance(group, dict) else None
    base = Site(document, ("environmentvariablevalues", "environmentvariablevalue"))
    if isinstance(records, dict):
        _add_value(records, base, variable)
    elif isinstance(records, list):
        for index, record in enumerate(records):
            if isinstance(record, dict):
                _add_value(record, base.child(index), variable)


def _add_value(record: dict[str, Any], site: Site, variable: EnvironmentVariable) -> None:
    value = record.get("value")
    text = None if value is None else value if isinstance(value, str) else str(value)
    variable.values.append(VariableValue(text, site.child("value") if "value" in record else site))
