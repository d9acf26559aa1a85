"""``Solution.xml``: name, version, publisher, root components, missing dependencies."""

from __future__ import annotations

from functools import partial
from sys import intern

from pplint.model.components import MissingDependency, RootComponent
from pplint.model.places import Document
from pplint.model.workspace import Solution
from pplint.sources.elements import Element
from pplint.sources.root_elements import root_element


def read_manifest(document: Document, solution: Solution) -> None:
    """Fill ``solution`` from its manifest; fields missing in the manifest stay empty."""
    root = root_element(document)
    manifest = root if root.tag == "solutionmanifest" else root.child("solutionmanifest")
    if manifest is None:
        return
    fill_from_manifest(manifest, solution)


def fill_from_manifest(manifest: Element, solution: Solution) -> None:
    """Fill ``solution`` from the ``SolutionManifest`` element."""
    name = manifest.child("uniquename")
    if name is not None:
        solution.unique_name = solution.id = solution.name = name.text
        solution.site = name.text_site
    solution.version = manifest.child_text("version")
    managed = manifest.child("managed")
    if managed is not None:
        solution.managed, solution.managed_site = managed.text, managed.text_site
    publisher = manifest.child("publisher")
    if publisher is not None:
        read_publisher(publisher, solution)
    solution.find_rows = partial(_read_all_rows, manifest, solution)


def _read_all_rows(manifest: Element, solution: Solution) -> None:
    for rows in manifest.children():
        read_rows(rows, solution)


def read_publisher(publisher: Element, solution: Solution) -> None:
    """Name and prefix from a ``Publisher`` element, in the manifest or (YAML) in a file of its own."""
    solution.publisher = publisher.child_text("uniquename")
    prefix = publisher.child("customizationprefix")
    solution.publisher_prefix = prefix.text if prefix is not None else ""
    solution.publisher_site = prefix.text_site if prefix is not None else publisher.site


def read_rows(rows: Element, solution: Solution) -> None:
    """Add the rows of ``RootComponents`` or ``MissingDependencies``; any other element adds nothing."""
    if rows.tag == "rootcomponents":
        for row in rows.children("rootcomponent"):
            attributes = row.attributes()
            if attributes:  # YAML writes an empty list like this
                solution.root_components.append(read_root_component(row, attributes))
    elif rows.tag == "missingdependencies":
        for row in rows.children("missingdependency"):
            required = row.child("required")
            if required is not None:
                solution.missing_dependencies.append(read_missing_dependency(row, required))


def read_root_component(row: Element, attributes: dict[str, str]) -> RootComponent:
    """A row of ``RootComponents``."""
    return RootComponent(
        attributes.get("type", ""),
        intern(attributes.get("id", "").strip("{}").lower()),
        attributes.get("schemaname", ""),
        row.site,
    )


def read_missing_dependency(row: Element, required: Element) -> MissingDependency:
    """A row of ``MissingDependencies``."""
    node = row.child("dependent")
    wanted, dependent = required.attributes(), node.attributes() if node is not None else {}
    return MissingDependency(
        wanted.get("type", ""),
        wanted,
        wanted.get("solution", ""),
        dependent.get("type", ""),
        dependent.get("displayname", dependent.get("schemaname", "")),
        dependent.get("id", "").strip("{}").lower(),
        required.site,
    )
