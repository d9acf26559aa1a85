"""The page of ``pplint audit`` as tests read it: elements, attributes and texts, without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

VOID = frozenset({"meta", "img", "br", "input", "link", "hr", "wbr"})


class Element:
    """An element of a page."""

    def __init__(self, tag: str, attributes: dict[str, str], parent: Element | None) -> None:
        self.tag = tag
        self.attributes = attributes
        self.parent = parent
        self.children: list[Element | str] = []

    def walk(self) -> Iterator[Element]:
        """This element and all below it."""
        pending = [self]
        while pending:
            current = pending.pop()
            yield current
            pending += [child for child in reversed(current.children) if isinstance(child, Element)]

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Elements of a kind below; ``class_`` is one of the element's classes."""
        return [
            e
            for e in self.walk()
            if e.tag == tag
            and all(
                value in e.attributes.get("class", "").split()
                if name == "class_"
                else e.attributes.get(name) == value
                for name, value in attributes.items()
            )
        ]

    @property
    def raw(self) -> str:
        """All text below as it is written."""
        parts: list[str] = []
        pending: list[Element | str] = [self]
        while pending:
            current = pending.pop()
            if isinstance(current, str):
                parts.append(current)
            elif current.tag == "br":
                parts.append(" ")
            else:
                pending += reversed(current.children)
        return "".join(parts)

    @property
    def text(self) -> str:
        """The same with white space folded."""
        return " ".join(self.raw.split())

    def section(self, id: str) -> Element:
        """The element with that id."""
        (found,) = [e for e in self.walk() if e.attributes.get("id") == id]
        return found

    def rows(self) -> list[list[str]]:
        """The cells of the first table below, head first."""
        return [
            [cell.text for cell in row.children if isinstance(cell, Element)]
            for row in self.all("table")[0].all("tr")
        ]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.current = Element("root", {}, None)
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.current)
        if len(element.attributes) != len(attrs):
            self.faults.append(f"<{tag}> has an attribute twice")
        self.current.children.append(element)
        if tag not in VOID:
            self.current = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.current.children.append(Element(tag, {n: v or "" for n, v in attrs}, self.current))

    def handle_endtag(self, tag: str) -> None:
        if tag != self.current.tag or self.current.parent is None:
            self.faults.append(f"</{tag}> closes <{self.current.tag}>")
            return
        self.current = self.current.parent

    def handle_data(self, data: str) -> None:
        self.current.children.append(data)


def read_page(text: str) -> Element:
    """The tree of a page in which every element is closed."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    assert reader.faults == []
    assert reader.current is reader.root, f"<{reader.current.tag}> is not closed"
    return reader.root
