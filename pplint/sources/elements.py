"""Reads element trees of XML, and of YAML in place of XML, through one interface with all places."""

from __future__ import annotations

from collections.abc import Iterator
from sys import intern

from pplint.key_path import KeyPath
from pplint.model.places import Document, Site
from pplint.typed import Any


class _Locals(dict[str, str]):
    """The local name of an element or an attribute in lower case; files have the same few by the thousand."""

    def __missing__(self, name: str) -> str:
        if len(self) >= _MOST_NAMES:
            self.clear()
        local = self[name] = name.rpartition("}")[2].lower()
        return local


_MOST_NAMES = 4096
_LOCAL = _Locals()


def _first_children(element: Any) -> dict[str, tuple[int, Any]]:
    """The first child of each tag with its index, comments left out."""
    first: dict[str, tuple[int, Any]] = {}
    index = 0
    for child in element:
        name = child.tag
        if isinstance(name, str):
            local = _LOCAL[name]
            if local not in first:
                first[local] = index, child
            index += 1
    return first


class Element:
    """An element: names are compared without regard to case, since exports spell them differently."""

    __slots__ = ("_first", "document", "element", "path")

    def __init__(self, document: Document, element: Any, path: KeyPath) -> None:
        self.document = document
        self.element = element
        self.path = path
        self._first: dict[str, tuple[int, Any]] | None = None

    @property
    def tag(self) -> str:
        """The element's local name in lower case."""
        return _LOCAL[self.element.tag]

    @property
    def site(self) -> Site:
        return Site(self.document, self.path, "key")

    @property
    def text(self) -> str:
        """The text before the first child, without surrounding white space."""
        return (self.element.text or "").strip()

    @property
    def text_site(self) -> Site:
        """The place of the text, or of the element if it is empty."""
        return Site(self.document, (*self.path, "text")) if self.text else self.site

    def children(self, tag: str = "") -> list[Element]:
        """Child elements, all or those with that tag (lower case)."""
        document, path = self.document, self.path
        found: list[Element] = []
        index = 0
        for child in self.element:
            name = child.tag
            # Comments and instructions have a function there, or nothing.
            if isinstance(name, str):
                # Most children are not wanted, so no objects are created for them.
                if not tag or _LOCAL[name] == tag:
                    found.append(Element(document, child, (*path, index)))
                index += 1
        return found

    def child(self, *tags: str) -> Element | None:
        """The first element down a path of tags (lower case)."""
        node = self
        for tag in tags:
            # Most elements are asked for several of their children.
            if node._first is None:
                node._first = _first_children(node.element)
            found = node._first.get(tag)
            if found is None:
                return None
            node = Element(self.document, found[1], (*node.path, found[0]))
        return node

    def child_text(self, *tags: str) -> str:
        """The text of the first element down a path of tags, or nothing."""
        node = self.child(*tags)
        return node.text if node is not None else ""

    def attribute(self, *names: str) -> str:
        """The value of the first attribute that exists, by lower-case name, or nothing."""
        for name in names:
            for key, value in self.element.items():
                if _LOCAL[key] == name:
                    return str(value)
        return ""

    def attribute_site(self, *names: str) -> Site:
        """The place of an attribute's value, or of the element if the attribute is missing."""
        for name in names:
            for key in self.element.keys():  # noqa: SIM118 - an element itself yields its children
                if _LOCAL[key] == name:
                    # Thousands of places end with the same few names.
                    return Site(self.document, (*self.path, intern(f"@{key}")))
        return self.site

    def attributes(self) -> dict[str, str]:
        """All attributes, names in lower case."""
        return {_LOCAL[key]: value for key, value in self.element.items()}

    def descendants(self, *tags: str) -> Iterator[Element]:
        """Elements at any depth with one of the tags (lower case), in document order."""
        # Most are not wanted, so no objects are created for them.
        stack = [(self.element, self.path)]
        while stack:
            element, path = stack.pop()
            if element is not self.element and _LOCAL[element.tag] in tags:
                yield Element(self.document, element, path)
            if len(element):
                children = [child for child in element if isinstance(child.tag, str)]
                stack += [(child, (*path, index)) for index, child in enumerate(children)][::-1]
