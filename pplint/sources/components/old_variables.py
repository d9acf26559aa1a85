"""Environment variables in the places of the 2020 preview, and where people write them by hand."""

from __future__ import annotations

from collections.abc import Iterable

from pplint.model.components import EnvironmentVariable, VariableValue
from pplint.model.places import Document, Site
from pplint.model.workspace import Solution
from pplint.sources.components.variables import add_value, read_definition
from pplint.sources.documents import Documents
from pplint.sources.elements import Element
from pplint.sources.root_elements import root_element

DEFINITIONS = ("environmentvariabledefinition", "environmentvariable", "definition")
HAND_MADE = ("environmentvariables.xml", "other/environmentvariables.xml")
FOLDER = "environmentvariables/"
VALUES = "environment_variable_values.json"

NAMES = ("schemaname", "name")
WORDS = {
    **dict.fromkeys(("string", "text"), "string"),
    **dict.fromkeys(("number", "decimal", "integer", "int"), "number"),
    **dict.fromkeys(("boolean", "bool", "yes/no", "two options", "twooptions"), "boolean"),
    **dict.fromkeys(("data source", "datasource", "data-source"), "data-source"),
    "json": "json",
    "secret": "secret",
}
"""Words that people write for a type; exports write a number."""


def read_old_variables(
    solution: Solution, customizations: Element | None, names: dict[str, str], documents: Documents
) -> None:
    """Add definitions and values of the older places that newer ones have not defined.

    The preview of 2020 kept definitions in ``<EnvironmentVariables>`` of the customizations, which
    ``SolutionPackager`` split into a folder of that name, and values in one file. Seen in exports of that
    time; not documented.
    """
    if customizations is not None:
        for group in customizations.children("environmentvariables"):
            _add(group.children(), solution)
    for lowered, path in names.items():
        if "variable" not in lowered:
            continue
        if lowered in HAND_MADE or (lowered.startswith(FOLDER) and lowered.endswith(".xml")):
            document = documents.open_xml(path)
            if document is not None:
                root = root_element(document)
                found = [root] if root.tag in DEFINITIONS else root.descendants(*DEFINITIONS)
                if not _add(found, solution):
                    documents.not_recognised.append((path, "holds no definition with a schema name"))
        elif lowered in (VALUES, FOLDER + VALUES):
            document = documents.open_json(path)
            if document is not None and not read_old_values(document, solution):
                documents.not_recognised.append((path, "holds no list of values"))


def _add(nodes: Iterable[Element], solution: Solution) -> int:
    """Add definitions; returns how many were found, including those already known."""
    known = {variable.key for variable in solution.environment_variables}
    count = 0
    for node in nodes:
        # The first previews wrote the schema name as ``Name``.
        name = next(
            (text for field in NAMES if (text := node.attribute(field) or node.child_text(field))), ""
        )
        count += bool(name)
        if name and name.lower() not in known:
            variable = read_definition(node, solution, NAMES)
            if variable is not None:
                _complete(node, variable)
    return count


def _complete(node: Element, variable: EnvironmentVariable) -> None:
    variable.type = WORDS.get(variable.type.lower(), variable.type)
    for name in ("value", "currentvalue"):
        child = node.child(name)
        if node.attribute(name):
            variable.values.append(VariableValue(node.attribute(name), node.attribute_site(name)))
        elif child is not None and child.text:
            variable.values.append(VariableValue(child.text, child.text_site))


def read_old_values(document: Document, solution: Solution) -> bool:
    """Add the values of a file that names the definition of each; returns whether it has a list of them."""
    variables = {variable.key: variable for variable in solution.environment_variables}
    rows = document.data.get("EnvironmentVariableValues") if isinstance(document.data, dict) else None
    if not isinstance(rows, list):
        return False
    for index, row in enumerate(rows):
        name = row.get("EnvironmentVariableDefinition.SchemaName") if isinstance(row, dict) else None
        variable = variables.get(name.lower()) if isinstance(name, str) else None
        if variable is not None:
            site = Site(document, ("EnvironmentVariableValues", index))
            document.own(site.path, variable)
            add_value(row, "Value", site, variable)
    return True
