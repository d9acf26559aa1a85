"""Keeps the contents of some documents in memory; others are released and read again on request."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable

from pplint.errors import SourcesChanged
from pplint.files.limits import Unreadable
from pplint.files.tree import Tree
from pplint.model.components import Component
from pplint.model.facts import Facts
from pplint.model.places import Document
from pplint.sources.parsing import decode, decode_xml, parse_xml_or_clr
from pplint.typed import Any

ROOM = 9_000_000
"""Characters of text kept in memory with their trees: about 45 MB. Most repositories have less and release nothing."""
COLLECTED = 64_000_000
"""Characters of text that are released between two garbage collections of their cyclic objects."""


class Shelf:
    """Keeps the contents requested last, of documents that are on disk or in an archive of ``tree``."""

    def __init__(self, tree: Tree, room: int | None = None) -> None:
        self.tree = tree
        self.room = ROOM if room is None else room
        self.keep_facts: Callable[[Component], None] = keep_nothing
        """Called for each component of a document that is let go, while its content is still there."""
        self._held: dict[Document, int] = {}
        self._size = 0
        self._dropped = 0

    def add(self, document: Document) -> None:
        """Count the content of a document that was read; the oldest is released if there is too much."""
        if self.tree.can_read_again:
            self._add(document, len(document.text))

    def _add(self, newest: Document, size: int) -> None:
        self._held[newest] = size
        self._size += size
        while self._size > self.room:
            document = next(iter(self._held))
            if document is newest:
                break
            if document.is_in_use:
                self._held[document] = self._held.pop(document)
            else:
                self._drop(document)
        if self._dropped > COLLECTED and not gc.isenabled():
            # A run is short and needs no collections; one that releases contents reads much, and graphs are cyclic.
            gc.collect(0)
            self._dropped = 0

    def _drop(self, document: Document) -> None:
        size = self._held.pop(document)
        self._size -= size
        self._dropped += size
        document.let_go(checksum, self.keep_facts)

    def pack(self, facts: Facts) -> bytes:
        """The facts of a solution as a pickle without the content of documents, which is let go of."""
        for document in facts.documents:
            if document in self._held:
                self._drop(document)
        # Imported late: nothing that a check does by itself needs these.
        import io
        import pickle

        here = {id(self): "shelf", id(self.tree): "tree"}

        class Pickler(pickle.Pickler):
            def persistent_id(self, item: Any) -> str | None:
                return here.get(id(item))

        buffer = io.BytesIO()
        Pickler(buffer, pickle.HIGHEST_PROTOCOL).dump(facts)
        return buffer.getvalue()

    def unpack(self, raw: bytes) -> Facts:
        """The facts that the shelf of another process packed; what is not in them is read from this one's tree."""
        # Late for the same reason.
        import io
        import pickle

        here = {"shelf": self, "tree": self.tree}

        class Unpickler(pickle.Unpickler):
            def persistent_load(self, name: str) -> Any:
                return here[name]

        facts: Facts = Unpickler(io.BytesIO(raw)).load()
        return facts

    def raw(self, document: Document) -> bytes:
        """The bytes on disk."""
        return self.tree.read(document.path)

    def read_text(self, document: Document) -> str:
        """The text of a released document. Raises ``SourcesChanged`` if it has changed."""
        try:
            text = (decode_xml if document.kind == "xml" else decode)(self.tree.read_again(document.path))
        except Unreadable as error:
            raise SourcesChanged(document.path) from error
        if checksum(text) != document.checksum:
            raise SourcesChanged(document.path)
        return text

    def restore_text(self, document: Document) -> str:
        """The same, and it is kept."""
        text = self.read_text(document)
        self._add(document, len(text))
        return text

    def restore_data(self, document: Document) -> Any:
        """The tree of a released document, as it was first parsed."""
        if document.kind == "json":
            return json.loads(document.text)
        if document.kind == "xml":
            return parse_xml_or_clr(document.text.encode("utf-8", "surrogatepass"))
        from pplint.sources.yaml_elements import parse_yaml

        return parse_yaml(document.text)


def keep_nothing(component: Component) -> None:
    """Keep no facts, so that each is worked out from the document when it is asked for."""


def checksum(text: str) -> int:
    """A number by which a text that was let go is recognised."""
    # Imported late: small repositories release nothing.
    from zlib import crc32

    return crc32(text.encode("utf-8", "surrogatepass"))
