"""The keys that newer versions of ``pac solution create-settings`` add to a variable's entry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pplint.detect.credentials.key_vault import looks_like_reference
from pplint.model.components import EnvironmentVariable
from pplint.secrets.known import KnownSecrets
from pplint.secrets.masking import mask_spans
from pplint.secrets.names import hides_value
from pplint.secrets.placeholders import is_placeholder
from pplint.sources.elements import Element
from pplint.sources.root_elements import root_element

TYPE_IDS = {
    "string": 100000000,
    "number": 100000001,
    "boolean": 100000002,
    "json": 100000003,
    "data-source": 100000004,
    "secret": 100000005,
}
"""Codes of ``TypeId``: those of the table environmentvariabledefinition."""


def newer_keys(variable: EnvironmentVariable) -> dict[str, Any]:
    """``DefaultValue``, ``Name``, ``TypeId``, ``Description`` and ``IsRequired``, as far as the sources have them.

    Order and shape as seen in files that ``pac`` wrote (2025): names and descriptions have a text for each
    language code; ``DefaultValue`` and ``Description`` are left out if there is none. A text that contains a
    credential is left out, too.
    """
    node = _definition(variable)
    keys: dict[str, Any] = {}
    is_shown = _harmless(variable)
    if variable.default and is_shown(variable.default):
        keys["DefaultValue"] = variable.default
    name = variable.display_name or variable.schema_name
    keys["Name"] = _texts(name if is_shown(name) else variable.schema_name, is_shown, node, "displayname")
    type_id = TYPE_IDS.get(variable.type)
    if type_id is not None:
        keys["TypeId"] = type_id
    if variable.description and is_shown(variable.description):
        keys["Description"] = _texts(variable.description, is_shown, node, "description", "descriptions")
    keys["IsRequired"] = node is not None and node.child_text("isrequired").lower() in ("1", "true")
    return keys


def _harmless(variable: EnvironmentVariable) -> Callable[[str], bool]:
    """Whether a text contains no credential: none with a known form, and no piece of the variable's own value."""
    known = KnownSecrets()
    if variable.type == "secret" or hides_value(variable.schema_name) or hides_value(variable.display_name):
        for value in (variable.default, *(item.value for item in variable.values)):
            if value and not looks_like_reference(value) and not is_placeholder(value):
                known.add(value)
    return lambda text: not mask_spans(text) and not known.spans(text)


def _definition(variable: EnvironmentVariable) -> Element | None:
    """The element that defines the variable: the innermost with that tag above its name, else the root."""
    document = variable.site.document
    if document.data is None or document.kind not in ("xml", "yaml"):
        return None
    node: Element | None = root_element(document)
    found = node
    for step in variable.site.path:
        if not isinstance(step, int) or node is None:
            break
        node = next((child for index, child in enumerate(node.children()) if index == step), None)
        if node is not None and node.tag == "environmentvariabledefinition":
            found = node
    return found


def _texts(default: str, is_shown: Callable[[str], bool], node: Element | None, *tags: str) -> dict[str, Any]:
    by_language: dict[str, str] = {}
    for tag in tags:
        group = node.child(tag) if node is not None else None
        for label in group.children() if group is not None else ():
            code, text = label.attribute("languagecode"), label.attribute("description")
            if code and text and is_shown(text):
                by_language.setdefault(code, text)
    return {"Default": default, "ByLcid": by_language}
