"""A definition in YAML sources: its shape is copied from one that the platform wrote, since no page documents it."""

from __future__ import annotations

import re

from pplint.extraction.choosing import Refusal
from pplint.extraction.definition import SHAREPOINT_ID, NewVariable, definition_text
from pplint.files.edits import find_encoding
from pplint.generate.settings.newer_keys import TYPE_IDS
from pplint.model.components import EnvironmentVariable
from pplint.model.places import Document
from pplint.model.workspace import Solution
from pplint.secrets.masking import quote

COMPLETE = ("displayname", "introducedversion", "iscustomizable", "isrequired", "secretstore", "type")
"""What the platform writes of every definition; one that lacks any of it was made by hand."""
BY_CLICK = (
    "no environment variable that the platform wrote is here to copy the YAML of; make the variable in Power Apps "
    "(Solutions, New, More, Environment variable) and commit it from there"
)


def find_model(solution: Solution, is_data_source: bool | None = None) -> EnvironmentVariable | None:
    """A definition of the solution that has all that the platform writes, and no comment."""
    for variable in sorted(solution.environment_variables, key=lambda v: v.type != "string"):
        text = variable.site.document.text
        if is_data_source is not None and is_data_source and variable.type != "data-source":
            continue
        if "#" not in re.sub(r"#\w", "", text) and "<!--" not in text and _has_all(text):
            return variable
    return None


def _has_all(text: str) -> bool:
    return all(re.search(rf"(?m)^\s*<?['\"]?{key}['\"]?[:> ]", text) for key in COMPLETE)


def yaml_files(variable: NewVariable, solution: Solution) -> dict[str, bytes]:
    """The definition and the list of components that names it. Raises ``Refusal`` where the shape is not understood."""
    is_data_source = bool(variable.parameter_key)
    model = find_model(solution, is_data_source)
    if model is None:
        raise Refusal(BY_CLICK)
    document = model.site.document
    if document.path.count(model.schema_name) != 1:
        raise Refusal(f"{quote(document.path)} is not called as its variable, so its shape cannot be copied")
    path = document.path.replace(model.schema_name, variable.schema_name)
    if document.kind == "xml":
        text = definition_text(variable, solution)
    else:
        text = _copied(document.text, model, variable, solution)
    files = {path: find_encoding(document.raw).encode(text)}
    listed = _list_of(solution)
    if listed is not None:
        files[listed.path] = find_encoding(listed.raw).encode(_listed(listed, model, variable))
    return files


def _copied(text: str, model: EnvironmentVariable, variable: NewVariable, solution: Solution) -> str:
    """The model's text with the values of the new variable, without what only the model has."""
    lines = text.splitlines(keepends=True)
    root = next(i for i, line in enumerate(lines) if line.strip() and not line.startswith("---"))
    inner = re.match(r"\s*", lines[root + 1])
    indent = inner[0] if inner else "  "
    values = {
        "@schemaname": variable.schema_name,
        "@default": variable.display_name,
        "@description": variable.display_name,
        "introducedversion": solution.version or "1.0.0.0",
        "type": str(TYPE_IDS[variable.type]),
        "apiid": SHAREPOINT_ID,
        "parameterkey": variable.parameter_key,
        "schemaname": variable.parent,
    }
    dropped = {"defaultvalue", "description", "hint", "valueschema"}
    if not variable.parameter_key:
        dropped |= {"apiid", "parameterkey"}
    if not variable.parent:
        dropped.add("parentdefinitionid")
    kept, is_dropping = [], False
    for line in lines:
        match = re.match(r"(\s*)(['\"]?)([@\w]+)\2(\s*:)(\s*)(.*?)(\s*)$", line, re.DOTALL)
        if match is not None and match[1] == indent:
            is_dropping = match[3] in dropped
        if is_dropping:
            continue
        if match is not None and match[6] and match[3] in values:
            key = line[: match.start(6)]
            line = f"{key}{_scalar(values[match[3]], match[6])}{match[7]}"
        kept.append(line)
    return "".join(kept)


def _scalar(value: str, like: str) -> str:
    """A value quoted as the one that it replaces, or where it has to be."""
    is_plain = re.fullmatch(r"[A-Za-z/][\w ./()-]*[\w)]|[A-Za-z]|\d+(\.\d+){2,}", value) is not None
    if like.startswith('"'):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if (
        like.startswith("'")
        or not is_plain
        or value.lower() in ("yes", "no", "on", "off", "true", "false", "null")
    ):
        return "'" + value.replace("'", "''") + "'"
    return value


def _list_of(solution: Solution) -> Document | None:
    return solution.component_paths[0][1].document if solution.component_paths else None


def _listed(document: Document, model: EnvironmentVariable, variable: NewVariable) -> str:
    """The list of components with a line for the new variable behind that of the model."""
    name = re.escape(model.schema_name)
    lines = document.text.splitlines(keepends=True)
    for number, line in enumerate(lines):
        if re.fullmatch(rf"\s*-\s.*environmentvariabledefinitions/{name}['\"/]?\s*", line, re.IGNORECASE):
            ended = line if line.endswith(("\n", "\r")) else f"{line}\n"
            lines[number] = ended
            lines.insert(number + 1, line.replace(model.schema_name, variable.schema_name))
            return "".join(lines)
    raise Refusal(f"{quote(document.path)} does not list {quote(model.schema_name)} on a line to copy")
