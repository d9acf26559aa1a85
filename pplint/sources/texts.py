"""The decoded strings of documents, and of the text files of a solution that the model does not open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from pplint.expressions import json_strings
from pplint.files.limits import Unreadable
from pplint.key_path import KeyPath
from pplint.model.places import Document, Site
from pplint.model.workspace import Solution, Workspace
from pplint.sources.documents import RANGE
from pplint.sources.parsing import decode
from pplint.typed import Any

TEXT_ENDINGS = frozenset(
    {
        *("js", "ts", "jsx", "tsx", "html", "htm", "css", "xml", "xaml", "json", "yaml", "yml", "txt", "csv"),
        *("md", "config", "ps1", "resx", "svg", "xsl", "xslt", "data"),
    }
)
"""Endings of text files in a solution tree that the model does not read."""
TEXT_TYPES = frozenset({"html", "css", "javascript", "xml", "xsl", "vector", "resx"})
"""Types of web resources that are text, whatever their ending."""

LARGEST_TEXT = 5_000_000


def texts(document: Document) -> Iterator[tuple[str, Site]]:
    """Every decoded string of a document once, with its place; the whole text where there is no tree."""
    if document.kind in ("json", "yaml") and document.data is not None:
        for path, text in json_strings(document.data):
            yield text, Site(document, path)
    elif document.kind == "xml" and document.data is not None:
        stack: list[tuple[Any, KeyPath]] = [(document.data, ())]
        while stack:
            element, path = stack.pop()
            for key, value in element.attrib.items():
                yield str(value), Site(document, (*path, f"@{key}"))
            text = (element.text or "").strip()
            if text:
                yield text, Site(document, (*path, "text"))
            if len(element):
                children = [child for child in element if isinstance(child.tag, str)]
                stack += [(child, (*path, index)) for index, child in enumerate(children)][::-1]
    elif document.text:
        yield document.text, Site(document, (RANGE,))


def other_texts(workspace: Workspace, is_wanted: Callable[[str], bool] | None = None) -> Iterator[Document]:
    """Text files of the solution trees that the model did not open: web resources, canvas sources, XAML."""
    opened = {document.path for document in workspace.documents}
    for solution in workspace.solutions:
        wanted = [p for p in solution.files if p not in opened and (is_wanted is None or is_wanted(p))]
        yield from read_texts(wanted, solution, workspace)


def read_texts(paths: Iterable[str], solution: Solution, workspace: Workspace) -> Iterator[Document]:
    """A solution's text files that are not documents of the workspace."""
    resources = {c.site.document.path: c for c in solution.file_components if c.kind == "web-resource"}
    for path in paths:
        if not _has_text_ending(path):
            resource = resources.get(path)
            if resource is None or resource.type not in TEXT_TYPES:
                continue
        if _is_listing_of_studio(path, solution):
            continue
        try:
            raw = workspace.tree.read_shared(path)
            if len(raw) > LARGEST_TEXT:
                continue
            document = Document(path, "text", decode(raw))
        except Unreadable:
            continue
        document.solution = solution
        yield document


def _has_text_ending(path: str) -> bool:
    name = path.rpartition("/")[2].lower()
    return (name.rpartition(".")[2] if "." in name else name) in TEXT_ENDINGS


def _is_listing_of_studio(path: str, solution: Solution) -> bool:
    """Whether the file lists an unpacked canvas app's media: with links of the studio that expired when it was saved."""
    inside = path[len(solution.root) + 1 :] if solution.root else path
    folder, _, rest = inside.lower().partition("/")
    return folder == "canvasapps" and rest.rpartition("/")[2] == "resources.json"
