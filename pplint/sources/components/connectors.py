"""Custom connectors: the element that describes one, its OpenAPI document and its connection parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pplint.compiling import compile_fixed
from pplint.expressions import json_strings
from pplint.key_path import KeyPath
from pplint.model.components import Connector
from pplint.model.json_values import as_mapping, as_text
from pplint.model.places import Document, Site
from pplint.model.workspace import Solution
from pplint.sources.components.apps import named_file
from pplint.sources.documents import Documents
from pplint.sources.elements import Element

PARTS = (
    "openapidefinition",
    "connectionparameters",
    "connectionparametersets",
    "policytemplateinstances",
)
"""Child elements that name a JSON file of the connector, by its path in the package."""


def read_connector(
    node: Element, solution: Solution, names: dict[str, str], documents: Documents
) -> Connector:
    """The connector that a ``Connector`` element describes, added to ``solution``.

    ``names`` are the root's files by lower-case path. The element's paths begin with ``/Connector/`` although
    an unpacked solution has them in ``Connectors/``.
    """
    name = node.child("name")
    guid = node.child_text("connectorid").strip("{}").lower()
    label = node.child_text("displayname") or (name.text if name is not None else "")
    site = name.text_site if name is not None else node.site
    connector = Connector((name.text if name is not None else "") or guid or label, label, site, solution)
    connector.connector_id = guid
    connector.description = node.child_text("description")
    node.document.own(node.path, connector)
    for part in PARTS:
        path = _find_file(node.child_text(part), names)
        is_openapi = part == "openapidefinition"
        # Unpacking writes an empty file for each part that a connector does not have.
        document = documents.open_json(path, may_be_empty=not is_openapi) if path else None
        if document is not None:
            add_document(document, connector, is_openapi=is_openapi)
    folder = "Connector" if solution.layout == "plain-unzip" else "Connectors"
    for child in node.children():
        if child.text.startswith(("/Connector", "/connector")):
            file = child.text.rpartition("/")[2]
            named = named_file(child, f"{folder}/{file}", names, solution)
            connector.files.append(named._replace(path=_find_file(child.text, names) or ""))
    solution.connectors.append(connector)
    return connector


def _find_file(written: str, names: dict[str, str]) -> str | None:
    file = written.replace("\\", "/").rpartition("/")[2].lower()
    if not file:
        return None
    return names.get(f"connectors/{file}") or names.get(f"connector/{file}")


def add_document(document: Document, connector: Connector, is_openapi: bool) -> None:
    """Add a JSON document and the environment variables that it names to ``connector``."""
    document.own((), connector)
    connector.documents.append(document)
    if is_openapi:
        connector.openapi = document
        host = as_mapping(document.data).get("host")
        connector.host = as_text(host)
        connector.host_site = Site(document, ("host",)) if connector.host else None
    connector.variable_names += find_variable_names(document)


@cache
def _call() -> re.Pattern[str]:
    return compile_fixed(r"""@\{?\s*environmentVariables\(\s*(["'])([^"']{1,200})\1\s*\)""", re.IGNORECASE)


def find_variable_names(document: Document) -> Iterator[tuple[str, Site]]:
    """Environment variables that a connector's JSON names: ``@environmentVariables("cto_ApiHost")``.

    Source: learn.microsoft.com, "Use environment variables in solution custom connectors".
    """
    if "environmentvariables(" not in document.text.lower():
        return
    found: list[tuple[KeyPath, str]] = list(json_strings(document.data))
    for path, text in found:
        for match in _call().finditer(text):
            yield match[2], Site(document, path, "value", match.span(2))
