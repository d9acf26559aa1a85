"""Decodes bytes into JSON, XML and text documents; an unreadable file becomes a problem and the run continues."""

from __future__ import annotations

import json

from pplint.files.limits import Unreadable
from pplint.files.tree import Tree
from pplint.model.places import Document, DocumentKind, Site
from pplint.model.problem import Problem
from pplint.positions.locating import duplicate_keys
from pplint.secrets.masking import mask, quote
from pplint.sources.costs import refuse_tree
from pplint.sources.parsing import (
    HUGE,
    decode,
    decode_xml,
    has_document_type,
    parse_json,
    parse_xml_or_clr,
)
from pplint.sources.shelf import Shelf
from pplint.typed import Any

CONFLICT = "<<<<<<<"
RANGE = "#range"
"""First step of a path that means a range of the text itself, for documents without a tree."""


def range_site(document: Document, start: int, end: int) -> Site:
    """A place given as offsets into the text of ``document``."""
    return Site(document, (RANGE,), "value", (start, end))


def _is_at_end(text: str, position: tuple[int, int] | None) -> bool:
    """Whether the XML parser's position is behind the last character of a text."""
    lines = text.rstrip().split("\n")
    return position is not None and (position[0], position[1]) > (len(lines), len(lines[-1]))


class Documents:
    """Opens documents of a tree, once each, and collects their problems.

    ``problems`` are (rule, problem); ``opened`` are all documents by path. ``not_recognised`` are files that
    look like a component of a solution and are not loaded, each with the reason.
    """

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.shelf = Shelf(tree)
        self.problems: list[tuple[str, Problem]] = []
        self.opened: dict[str, Document] = {}
        self.not_recognised: list[tuple[str, str]] = []
        self._failed: set[str] = set()

    def open_json(self, path: str, text: str | None = None, *, may_be_empty: bool = False) -> Document | None:
        """A parsed JSON document, or ``None`` after noting a problem. ``text``: if it was decoded already.

        Also ``None`` for an empty file if it ``may_be_empty``.
        """
        document = self._open(path, "json", text)
        if document is None or document.data is not None:
            return document
        if may_be_empty and not document.text.strip():
            return None
        try:
            document.data, has_duplicates = parse_json(document.text)
        except RecursionError:
            self._problem("malformed-json", "is nested too deeply to be read", document.root)
            return None
        except json.JSONDecodeError as error:
            self._malformed_json(document, error)
            return None
        except ValueError as error:
            # Python refuses to convert integers with more digits than any real file has.
            what = "a number has too many digits" if "integer string" in str(error) else str(error)
            self._problem("malformed-json", f"is not JSON: {what}", document.root)
            return None
        if has_duplicates:
            self._duplicate_keys(document)
        return document

    def open_xml(self, path: str) -> Document | None:
        """A parsed XML document, or ``None`` after noting a problem."""
        document = self._open(path, "xml")
        if document is None or document.data is not None:
            return document
        raw = document.text.encode("utf-8", "surrogatepass")
        try:
            document.data = parse_xml_or_clr(raw)
        except SyntaxError as error:
            self._malformed_xml(document, error)
            return None
        if has_document_type(document.data):
            self._problem(
                "malformed-xml", "has a document type declaration, which no export writes", document.root
            )
            document.data = None
            return None
        return document

    def open_yaml(self, path: str, text: str | None = None) -> Document | None:
        """A YAML document of text, lists and dictionaries, or ``None`` after noting a problem.

        Every scalar is its text, as ``pac`` takes it: ``yes``, ``1.0`` and ``2024-01-01`` are strings.
        """
        document = self._open(path, "yaml", text)
        if document is None or document.data is not None:
            return document
        # PyYAML takes long to import, and most repositories keep no solution in YAML.
        from pplint.sources.yaml_elements import MalformedYaml, parse_yaml

        try:
            document.data = parse_yaml(document.text)
        except MalformedYaml as error:
            at = min(error.at, max(len(document.text) - 1, 0))
            what = str(error)
            if document.text[at : at + 1] == "\t":
                what = "tab used for indentation"
            elif document.text.startswith(CONFLICT, at) or f"\n{CONFLICT}" in document.text:
                what = "unresolved merge conflict"
            self._problem("malformed-yaml", f"is not YAML: {what}", range_site(document, at, at + 1))
            return None
        return document

    def open_text(self, path: str, kind: DocumentKind = "text") -> Document | None:
        """A decoded document without a tree, or ``None`` after noting a problem."""
        return self._open(path, kind)

    def open_binary(self, path: str) -> Document:
        """A document with only a path, so that a finding can be placed in it."""
        return self.opened.get(path) or self._new(path, "binary", "")

    def _open(self, path: str, kind: DocumentKind, text: str | None = None) -> Document | None:
        if path in self._failed:
            return None
        document = self.opened.get(path)
        if document is not None:
            if document.kind == "text":
                document.kind = kind
            return document
        decoded = text
        try:
            if decoded is None:
                decoded = (decode_xml if kind == "xml" else decode)(self.tree.read(path))
            too_much = refuse_tree(decoded, kind)
            if too_much:
                raise Unreadable(too_much)
            document = self._new(path, kind, decoded)
            self.shelf.add(document)
            return document
        except Unreadable as error:
            document = self._new(path, "binary", "")
            self._problem("unreadable-file", str(error), document.root)
            return None

    def note_unreadable(self, path: str, reason: str, **more: Any) -> None:
        """Note that a relevant file or a folder cannot be read."""
        if path not in self._failed:
            self._problem("unreadable-file", reason, self._new(path, "binary", "").root, **more)

    def _new(self, path: str, kind: DocumentKind, text: str) -> Document:
        document = Document(path, kind, text, origin=self.shelf)
        self.opened[path] = document
        return document

    def _problem(self, rule: str, message: str, site: Site, **more: Any) -> None:
        self._failed.add(site.document.path)
        name = site.document.path.rpartition("/")[2]
        self.problems.append((rule, Problem(f"{name!r} {message}", site, **more)))

    def _malformed_json(self, document: Document, error: json.JSONDecodeError) -> None:
        at = min(error.pos, max(len(document.text) - 1, 0))
        rest = document.text[error.pos :].strip()
        what = error.msg[0].lower() + error.msg[1:]
        if not document.text.strip():
            what = "the file is empty"
        elif not rest or (error.msg.startswith("Unterminated string") and '"' not in rest[1:]):
            what = "the file ends too early"
        else:
            before = document.text[:at].rstrip()
            if rest[0] in "}]" and before.endswith(","):
                # Python 3.13 points at the comma, earlier versions at the bracket after it.
                at, rest = len(before) - 1, ","
            if rest[0] == "," and document.text[at + 1 :].lstrip()[:1] in ("}", "]"):
                what = "extra comma"
            elif rest.startswith(CONFLICT):
                what = "unresolved merge conflict"
        self._problem("malformed-json", f"is not JSON: {what}", range_site(document, at, at + 1))

    def _malformed_xml(self, document: Document, error: Any) -> None:
        line, column = error.position if error.position and error.position[0] else (1, 1)
        lines = document.text.split("\n")
        line = min(line, len(lines))
        at = sum(len(part) + 1 for part in lines[: line - 1])
        at += max(min(column - 1, len(lines[line - 1].rstrip("\r")) - 1), 0)
        message = (error.msg or "not well-formed").partition(", line ")[0]
        what = message[0].lower() + message[1:]
        if not document.text.strip():
            what = "the file is empty"
        elif HUGE in message:
            what = "it is nested too deeply"
        elif any(part.startswith(CONFLICT) for part in lines):
            what = "unresolved merge conflict"
            line = next(number for number, part in enumerate(lines) if part.startswith(CONFLICT)) + 1
            at = sum(len(part) + 1 for part in lines[: line - 1])
        elif "EntityRef" in what:
            what = "'&' must be written '&amp;'"
        elif "tag mismatch" not in what and _is_at_end(document.text, error.position):
            # Each place where a file is cut off has words of its own, about what would have come next.
            what = "the file ends too early"
        self._problem("malformed-xml", f"is not XML: {what}", range_site(document, at, at + 1))

    def _duplicate_keys(self, document: Document) -> None:
        for path, earlier, later in duplicate_keys(document.text):
            self.problems.append(
                (
                    "duplicate-key",
                    Problem(
                        f"duplicate key {quote(path[-1])} in one object, so the first value is lost; remove one",
                        range_site(document, *later),
                        related=((range_site(document, *earlier), "first here"),),
                        discriminator="/".join(mask(str(step)) for step in path),
                    ),
                )
            )
