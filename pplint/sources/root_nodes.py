"""The root of a document, be it XML or YAML."""

from __future__ import annotations

from pplint.model.places import Document
from pplint.sources.nodes import Node
from pplint.sources.yaml_nodes import yaml_root


def root_node(document: Document) -> Node:
    """The root element of an XML document, or what stands for it in a YAML document."""
    if document.kind == "yaml":
        return yaml_root(document)
    return Node(document, document.data, ())
