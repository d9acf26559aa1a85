"""Tables and columns that the XML of tables, views and forms names.

Source: shapes of ``Entities/<table>/Entity.xml``, ``SavedQueries`` and ``FormXml`` as exports hold them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pplint.files.limits import Unreadable
from pplint.model.places import Document, Site
from pplint.model.workspace import Solution, Workspace
from pplint.occurrences.occurrence import Occurrence
from pplint.sources.documents import Documents
from pplint.sources.parsing import parse_xml_or_clr
from pplint.typed import Any

_TAGS = ("entity", "attribute", "condition", "order", "link-entity", "control", "cell", "Entity")


def table_occurrences(workspace: Workspace, wanted: Callable[[bytes], bool]) -> Iterator[Occurrence]:
    """Yield what files of tables name; only those whose bytes are ``wanted`` are parsed."""
    documents = Documents(workspace.tree)
    for solution in workspace.solutions:
        files = frozenset(solution.files)
        for path in solution.files:
            if not _is_of_table(path, solution) or _is_twin(path, files):
                continue
            try:
                raw = workspace.tree.read(path)
            except Unreadable:
                continue
            if (
                wanted(raw)
                and (document := documents.open_xml(path)) is not None
                and document.data is not None
            ):
                yield from _of_document(document, _table_of(path, solution), solution)


def _inside(path: str, solution: Solution) -> str:
    return path[len(solution.root) + 1 :] if solution.root else path


def _is_of_table(path: str, solution: Solution) -> bool:
    inside = _inside(path, solution).lower()
    return inside.endswith(".xml") and (
        inside.startswith("entities/") or inside in ("customizations.xml", "other/customizations.xml")
    )


def _is_twin(path: str, files: frozenset[str]) -> bool:
    return path.endswith("_managed.xml") and f"{path.removesuffix('_managed.xml')}.xml" in files


def _table_of(path: str, solution: Solution) -> str:
    parts = _inside(path, solution).split("/")
    return parts[1] if parts[0].lower() == "entities" and len(parts) > 2 else ""


def _of_document(document: Document, folder: str, solution: Solution) -> Iterator[Occurrence]:
    def at(kind: str, name: str, use: str, element: Any) -> Occurrence:
        owner = document.owner(())[0]
        return Occurrence(kind, name, use, Site(document), owner, solution, line=element.sourceline or 1)

    root = document.data
    if not hasattr(root, "getparent"):
        root = parse_xml_or_clr(document.text.encode("utf-8", "surrogatepass"), with_parents=True)
    for element in root.iter(*_TAGS):
        get, tag = element.get, element.tag
        if tag == "entity" and get("Name"):
            yield at("table", get("Name"), "defines", element)
            continue
        table = _table_around(element, folder)
        if tag in ("entity", "link-entity") and get("name"):
            yield at("table", get("name"), "shows", element)
        elif tag == "attribute" and get("PhysicalName"):
            yield at("column", f"{table}.{_logical_name(element)}", "defines", element)
        elif tag == "attribute" and get("name") and _is_fetched(element):
            yield at("column", f"{table}.{get('name')}", "shows", element)
        elif tag in ("condition", "order") and get("attribute"):
            use = "filters" if tag == "condition" else "shows"
            yield at("column", f"{get('entityname') or table}.{get('attribute')}", use, element)
        elif tag == "control" and get("datafieldname"):
            yield at("column", f"{table}.{get('datafieldname')}", "shows", element)
        elif tag == "cell" and get("name") and "." not in get("name"):
            yield at("column", f"{table}.{get('name')}", "shows", element)


def _is_fetched(element: Any) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag in ("entity", "link-entity")


def _logical_name(attribute: Any) -> str:
    for tag in ("LogicalName", "Name"):
        child = attribute.find(tag)
        if child is not None and child.text:
            return str(child.text).strip()
    return str(attribute.get("PhysicalName")).lower()


def _table_around(element: Any, folder: str) -> str:
    """The table that an element mentions: of a fetch, the nearest entity; else that of the file or the element."""
    for parent in element.iterancestors():
        if parent.tag in ("entity", "link-entity"):
            name = parent.get("name") or parent.get("Name")
            if name:
                return str(name)
        elif parent.tag == "Entity":
            named = parent.find("EntityInfo/entity")
            if named is not None and named.get("Name"):
                return str(named.get("Name"))
            name = parent.findtext("Name")
            if name:
                return str(name).strip()
    return folder
