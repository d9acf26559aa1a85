"""Connection references in ``Customizations.xml``."""

from __future__ import annotations

from pplint.model.components import ConnectionReference
from pplint.model.workspace import Solution
from pplint.sources.elements import Element


def read_connection_references(root: Element, solution: Solution) -> None:
    """Add every ``connectionreference`` below ``root`` to ``solution``."""
    for group in root.children("connectionreferences"):
        for node in group.children("connectionreference"):
            add_connection_reference(node, solution)


def add_connection_reference(node: Element, solution: Solution) -> None:
    """Add one definition, unless it has no logical name."""
    name = node.attribute("connectionreferencelogicalname") or node.child_text(
        "connectionreferencelogicalname"
    )
    if not name:
        return
    site = node.attribute_site("connectionreferencelogicalname")
    reference = ConnectionReference(name, site, solution)
    reference.display_name = node.child_text("connectionreferencedisplayname")
    reference.description = node.child_text("description")
    connector = node.child("connectorid")
    if connector is not None:
        reference.connector_id, reference.connector_id_site = connector.text, connector.text_site
    reference.custom_connector_id = node.child_text("customconnectorid", "connectorid").strip("{}").lower()
    description = node.child("description")
    reference.description_site = description.text_site if description is not None else None
    node.document.own(node.path, reference)
    solution.connection_references.append(reference)
