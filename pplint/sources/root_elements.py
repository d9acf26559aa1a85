"""The root of an XML or YAML document."""

from __future__ import annotations

from pplint.model.places import Document
from pplint.sources.elements import Element


def root_element(document: Document) -> Element:
    """The root element of an XML document, or its equivalent in a YAML document."""
    if document.kind == "yaml":
        from pplint.sources.yaml_elements import yaml_root

        return yaml_root(document)
    return Element(document, document.data, ())
