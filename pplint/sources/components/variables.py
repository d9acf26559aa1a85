"""Environment variable definitions and the values committed beside them."""

from __future__ import annotations

from pplint.compiling import compile_fixed
from pplint.model.components import EnvironmentVariable, VariableValue
from pplint.model.places import Document, Site
from pplint.model.workspace import Solution
from pplint.sources.elements import Element
from pplint.typed import Any

_CODE = compile_fixed(r"[0-9]{1,12}|[A-Za-z][A-Za-z -]{0,20}")
TYPES = {
    "100000000": "string",
    "100000001": "number",
    "100000002": "boolean",
    "100000003": "json",
    "100000004": "data-source",
    "100000005": "secret",
}
"""Codes of ``type``. Source: learn.microsoft.com, table reference environmentvariabledefinition; 5 from exports."""


def read_definition(
    node: Element, solution: Solution, name_fields: tuple[str, ...] = ("schemaname",)
) -> EnvironmentVariable | None:
    """The definition in an ``environmentvariabledefinition`` element, added to ``solution``; none without a name.

    Fields are in attributes or in child elements, in upper or lower case; the first of ``name_fields`` that
    exists is the schema name.
    """
    fields = _fields(node)
    named = next((fields[name] for name in name_fields if name in fields), None)
    if named is None:
        return None
    schema_name, site = named
    variable = EnvironmentVariable(schema_name, site, solution)
    variable.display_name = fields.get("displayname", ("", site))[0]
    if "defaultvalue" in fields:
        variable.default, variable.default_site = fields["defaultvalue"]
    if "description" in fields:
        variable.description, variable.description_site = fields["description"]
    if "type" in fields:
        kind, variable.type_site = fields["type"]
        variable.type = TYPES.get(kind) or (kind if _CODE.fullmatch(kind) else "unknown")
    variable.api_id = fields.get("apiid", ("", site))[0]
    variable.parameter_key = fields.get("parameterkey", ("", site))[0]
    if "parentdefinitionid" in fields:
        variable.parent, variable.parent_site = fields["parentdefinitionid"]
    node.document.own(node.path, variable)
    solution.environment_variables.append(variable)
    return variable


def _fields(node: Element) -> dict[str, tuple[str, Site]]:
    """Texts that are not empty by lower-case name: attributes, and child elements without such an attribute."""
    fields = {name: (value, node.attribute_site(name)) for name, value in node.attributes().items() if value}
    for child in node.children():
        tag = child.tag
        if tag not in fields:
            text, site = _text_of(child, tag)
            if text:
                fields[tag] = text, site
    return fields


def _text_of(node: Element, tag: str) -> tuple[str, Site]:
    """The text of a field; labels are in attributes, one for each language or one for all."""
    if tag in ("displayname", "description"):
        if node.attribute("default", "description"):
            return node.attribute("default", "description"), node.attribute_site("default", "description")
        label = node.child("localizednames", "localizedname") or node.child("label")
        if label is not None and not node.text:
            return label.attribute("description"), label.attribute_site("description")
    elif tag == "parentdefinitionid":
        parent = node.child("schemaname")
        if parent is not None:
            return parent.text, parent.text_site
        return node.text or node.attribute("schemaname"), node.text_site
    return node.text, node.text_site


def read_values(document: Document, variable: EnvironmentVariable) -> None:
    """Add the value records of an ``environmentvariablevalues.json``; one record or a list of them."""
    document.own((), variable)
    group = document.data.get("environmentvariablevalues") if isinstance(document.data, dict) else None
    records: Any = group.get("environmentvariablevalue") if isinstance(group, dict) else None
    base = Site(document, ("environmentvariablevalues", "environmentvariablevalue"))
    if isinstance(records, dict):
        add_value(records, "value", base, variable)
    elif isinstance(records, list):
        for index, record in enumerate(records):
            if isinstance(record, dict):
                add_value(record, "value", base.child(index), variable)


def add_value(record: dict[str, Any], key: str, site: Site, variable: EnvironmentVariable) -> None:
    """Add the value of ``record`` under ``key``, or that it has none."""
    value = record.get(key)
    text = None if value is None else value if isinstance(value, str) else str(value)
    variable.values.append(VariableValue(text, site.child(key) if key in record else site))
