"""Web resources and plug-in assemblies: names, with bytes only on request."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from pplint.files.limits import Unreadable
from pplint.files.tree import Tree
from pplint.model.components import FileComponent
from pplint.model.places import Document, Site
from pplint.model.workspace import Solution
from pplint.sources.documents import Documents
from pplint.sources.elements import Element

TYPES = {
    "1": "html",
    "2": "css",
    "3": "javascript",
    "4": "xml",
    **dict.fromkeys(("5", "6", "7", "10"), "image"),
    "8": "silverlight",
    "9": "xsl",
    "11": "vector",
    "12": "resx",
}
"""Codes of ``WebResourceType``. Source: learn.microsoft.com, table reference webresource."""

EXTENSIONS = {
    "htm": "html",
    "html": "html",
    "css": "css",
    "js": "javascript",
    "xml": "xml",
    **dict.fromkeys(("png", "jpg", "jpeg", "gif", "ico"), "image"),
    "xap": "silverlight",
    "xsl": "xsl",
    "xslt": "xsl",
    "svg": "vector",
    "resx": "resx",
}


def read_web_resource(
    path: str, name: str, metadata: str | None, solution: Solution, documents: Documents
) -> FileComponent:
    """The web resource in the file ``path``; ``metadata`` is its ``.data.xml``, read only for the type."""
    known = EXTENSIONS.get(path.rpartition(".")[2].lower(), "")
    find_type = (
        partial(_written_type, metadata, documents.tree) if metadata and not known else partial(str, known)
    )
    return _add("web-resource", name, path, solution, documents, find_type)


def _written_type(path: str, tree: Tree) -> str:
    # Read without a document: only this is needed of these files, and there can be thousands.
    try:
        head = tree.read_shared(path)
    except Unreadable:
        return ""
    _, found, after = head.partition(b"<WebResourceType>")
    return TYPES.get(after.partition(b"<")[0].strip().decode("latin-1"), "") if found else ""


def read_packed_web_resource(
    node: Element, solution: Solution, names: dict[str, str], documents: Documents
) -> FileComponent | None:
    """The web resource of a ``WebResource`` element in a customizations file, if its own file exists."""
    path = names.get(node.child_text("filename").strip("/").lower())
    if path is None:
        return None
    written = TYPES.get(node.child_text("webresourcetype"), "")
    return _add("web-resource", node.child_text("name"), path, solution, documents, partial(str, written))


def read_assembly(path: str, solution: Solution, documents: Documents) -> FileComponent:
    """The plug-in assembly, or the package of several, in the file ``path``."""
    return _add("assembly", path.rpartition("/")[2], path, solution, documents, None)


def _add(
    kind: str,
    name: str,
    path: str,
    solution: Solution,
    documents: Documents,
    find_type: Callable[[], str] | None,
) -> FileComponent:
    document = Document(path, "binary", origin=documents.shelf)
    document.solution = solution
    component = FileComponent(kind, name, Site(document), solution, find_type)
    document.own((), component)
    solution.file_components.append(component)
    return component
