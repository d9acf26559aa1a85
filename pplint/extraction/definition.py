"""The new environment variable: its name, its type, and its file as the platform writes it."""

from __future__ import annotations

import re
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from pplint.errors import UsageError
from pplint.generate.settings.newer_keys import TYPE_IDS
from pplint.model.components import EnvironmentVariable
from pplint.model.workspace import Solution
from pplint.records import NamedTuple
from pplint.secrets.masking import quote
from pplint.secrets.names import hides_value
from pplint.text import sanitise

LONGEST_NAME = 100
"""Characters of a schema name and of a display name.
Source: learn.microsoft.com, table reference environmentvariabledefinition."""
LONGEST_VALUE = 2000
"""Characters of a value. Source: the same, table environmentvariablevalue."""
FOLDER = "environmentvariabledefinitions"
SHAREPOINT_ID = "/providers/microsoft.powerapps/apis/shared_sharepointonline"
PARAMETER_TYPES = {"string": "String", "data-source": "String", "boolean": "Bool", "json": "Object"}
"""Type of a definition → type of the parameter of a flow, as the designer writes it."""


class NewVariable(NamedTuple):
    """What the definition says; ``parameter_key`` and ``parent`` are those of a data source."""

    schema_name: str
    display_name: str
    type: str
    parameter_key: str = ""
    parent: str = ""

    @property
    def parameter(self) -> str:
        """The name of the parameter by which a flow reads the variable."""
        return parameter_name(self.display_name, self.schema_name)


def parameter_name(display_name: str, schema_name: str) -> str:
    """How the designer calls the parameter of a flow that stands for a variable."""
    return f"{display_name} ({schema_name})"


def check_name(name: str, solution: Solution) -> None:
    """Raise ``UsageError`` where a variable of the solution cannot have that schema name."""
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9]*_[A-Za-z0-9_]+", name) or len(name) > LONGEST_NAME:
        raise UsageError(
            f"{quote(name)} is not a schema name: prefix, underscore, letters and digits, such as 'cto_OrdersSite'"
        )
    prefix = solution.publisher_prefix
    if prefix and not name.lower().startswith(f"{prefix.lower()}_"):
        rest = name.partition("_")[2]
        raise UsageError(
            f"{quote(name)} does not have the prefix of the publisher of {quote(solution.label)}; "
            f"use --name {sanitise(f'{prefix}_{rest}')}"
        )
    if hides_value(name):
        raise UsageError(
            f"{quote(name)} is named like a credential, whose value would be hidden everywhere; use another name"
        )


def display_name_for(name: str) -> str:
    """``Orders Site`` for ``cto_OrdersSite``."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_+", " ", name.partition("_")[2]).strip()
    return words[:1].upper() + words[1:]


def check_display_name(name: str) -> str:
    """The display name without what no designer takes. Raises ``UsageError``."""
    text = name.strip()
    if not text or len(text) > LONGEST_NAME or not text.isprintable():
        raise UsageError(f"--display-name takes up to {LONGEST_NAME} printable characters on one line")
    return text


def type_of(value: Any, wanted: str) -> str:
    """The type of the variable for a value of a flow. Raises ``UsageError`` where the wanted one does not fit it."""
    if isinstance(value, bool):
        fitting: tuple[str, ...] = ("boolean",)
    elif isinstance(value, int | float):
        fitting = ("number",)
    elif isinstance(value, dict):
        fitting = ("json",)
    else:
        fitting = ("string", "data-source")
    if not wanted:
        return fitting[0]
    if wanted not in fitting:
        raise UsageError(
            f"--type {wanted} does not fit the value, which would change its type; it is {fitting[0]}"
        )
    return wanted


def parameter_type(value: Any, type: str) -> str:
    """The type of a flow's parameter."""
    if type == "number":
        return "Int" if isinstance(value, int) else "Float"
    return PARAMETER_TYPES[type]


def find_folder(solution: Solution) -> str:
    """The folder of definitions in a solution, spelled as it is there."""
    start = f"{solution.root}/" if solution.root else ""
    for path in solution.files:
        folder = path[len(start) :].partition("/")[0]
        if folder.lower() == FOLDER:
            return start + folder
    return start + FOLDER


def definition_path(variable: NewVariable, solution: Solution) -> str:
    """Where the definition is kept, from the report root."""
    return f"{find_folder(solution)}/{variable.schema_name}/environmentvariabledefinition.xml"


def definition_text(variable: NewVariable, solution: Solution) -> str:
    """The definition: no byte order mark, no declaration, children in alphabetical order, neither default nor value."""
    name = escape(variable.display_name, {'"': "&quot;"})
    language = language_of(solution)
    lines = [f"<environmentvariabledefinition schemaname={quoteattr(variable.schema_name)}>"]
    if variable.parameter_key:
        lines.append(f"  <apiid>{SHAREPOINT_ID}</apiid>")
    lines += [
        f'  <displayname default="{name}">',
        f'    <label description="{name}" languagecode="{language}" />',
        "  </displayname>",
        f"  <introducedversion>{escape(solution.version or '1.0.0.0')}</introducedversion>",
        "  <iscustomizable>1</iscustomizable>",
        "  <isrequired>0</isrequired>",
    ]
    if variable.parameter_key:
        lines.append(f"  <parameterkey>{variable.parameter_key}</parameterkey>")
    if variable.parent:
        parent = escape(variable.parent)
        lines += [
            "  <parentdefinitionid>",
            f"    <schemaname>{parent}</schemaname>",
            "  </parentdefinitionid>",
        ]
    lines += [
        "  <secretstore>0</secretstore>",
        f"  <type>{TYPE_IDS[variable.type]}</type>",
        "</environmentvariabledefinition>",
    ]
    return newline_of(solution).join(lines)


def language_of(solution: Solution) -> str:
    """The language code of the solution's labels."""
    text = solution.site.document.text
    match = re.search(
        r"<ImportExportXml\b[^>]*?\slanguagecode\s*=\s*[\"'](\d{3,5})[\"']", text, re.IGNORECASE
    )
    return match[1] if match else "1033"


def newline_of(solution: Solution) -> str:
    """How the solution's definitions end their lines, else its manifest."""
    first: EnvironmentVariable | None = next(iter(solution.environment_variables), None)
    document = first.site.document if first is not None else solution.site.document
    return "\r\n" if "\r\n" in document.text else "\n"
