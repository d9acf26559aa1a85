"""Parses YAML in place of XML within limits, and reads it through the same interface as elements."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from pplint.key_path import KeyPath
from pplint.model.places import Document, Site
from pplint.sources.elements import Element
from pplint.typed import Any

MAX_CHARACTERS = 5_000_000
MAX_NESTING = 200
MAX_VALUES = 1_000_000
"""Values of a document, those that aliases repeat counted each time: a few bytes can expand to billions."""


class MalformedYaml(Exception):
    """What is wrong with a text, and ``at``, the offset in it."""

    def __init__(self, what: str, at: int) -> None:
        super().__init__(what)
        self.at = at


def parse_yaml(text: str) -> Any:
    """The first document of ``text`` as dictionaries, lists and strings; an empty string if there is none.

    Scalars are their text and ``null`` is empty. Nothing is constructed, tags are ignored. Raises
    ``MalformedYaml``.
    """
    if len(text) > MAX_CHARACTERS:
        raise MalformedYaml(f"it has more than {MAX_CHARACTERS:,} characters", 0)
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader)):
            at = event.start_mark.index if event.start_mark else 0
            if isinstance(event, yaml.ScalarEvent):
                null = event.implicit[0] and event.value in ("~", "null", "Null", "NULL")
                builder.add("" if null else event.value, event.anchor, at)
            elif isinstance(event, yaml.MappingStartEvent):
                builder.open({}, event.anchor, at)
            elif isinstance(event, yaml.SequenceStartEvent):
                builder.open([], event.anchor, at)
            elif isinstance(event, yaml.CollectionEndEvent):
                builder.close()
            elif isinstance(event, yaml.AliasEvent):
                builder.repeat(event.anchor or "", at)
            elif isinstance(event, yaml.DocumentEndEvent):
                break
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise MalformedYaml(error.problem or "not well-formed", mark.index if mark else 0) from error
    except yaml.reader.ReaderError as error:
        raise MalformedYaml("it holds a character that YAML does not allow", error.position) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise MalformedYaml("not well-formed", 0) from error
    return builder.result


class _Builder:
    """Puts events together without recursion."""

    def __init__(self) -> None:
        self.result: Any = ""
        self._stack: list[Any] = []
        self._keys: list[str | None] = []
        self._starts: list[tuple[str | None, int]] = []
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._count = 0

    def add(self, value: Any, anchor: str | None, at: int) -> None:
        self._put(value, at)
        if anchor:
            self._anchors[anchor] = (value, 1)

    def open(self, value: Any, anchor: str | None, at: int) -> None:
        if len(self._stack) >= MAX_NESTING:
            raise MalformedYaml(f"it is nested deeper than {MAX_NESTING} levels", at)
        before = self._count
        self._put(value, at)
        if anchor:
            self._anchors.pop(anchor, None)
        self._stack.append(value)
        self._keys.append(None)
        self._starts.append((anchor, before))

    def close(self) -> None:
        value = self._stack.pop()
        self._keys.pop()
        anchor, before = self._starts.pop()
        if anchor:
            # Registered only now, so that no value can contain itself.
            self._anchors[anchor] = (value, self._count - before)

    def repeat(self, anchor: str, at: int) -> None:
        if anchor not in self._anchors:
            raise MalformedYaml("an alias names nothing that ends before it", at)
        value, count = self._anchors[anchor]
        self._count += count - 1
        self._put(value, at)

    def _put(self, value: Any, at: int) -> None:
        self._count += 1
        if self._count > MAX_VALUES:
            raise MalformedYaml(f"it stands for more than {MAX_VALUES:,} values", at)
        if not self._stack:
            self.result = value
            return
        top = self._stack[-1]
        if isinstance(top, list):
            top.append(value)
        elif self._keys[-1] is None:
            if not isinstance(value, str):
                raise MalformedYaml("a key is not a plain text", at)
            self._keys[-1] = value
        else:
            top[self._keys[-1]] = value
            self._keys[-1] = None


class YamlElement(Element):
    """A key of a mapping with its value: ``@name`` keys are attributes, others children.

    A sequence under a key becomes that many children of the same name, as ``SolutionPackager`` writes it.
    """

    __slots__ = ("_name",)

    def __init__(self, document: Document, name: str, value: Any, path: KeyPath) -> None:
        super().__init__(document, value, path)
        self._name = name

    @property
    def tag(self) -> str:
        return self._name.rpartition(":")[2].lower()

    @property
    def text(self) -> str:
        """The value, or the text under ``#text`` beside attributes, without surrounding white space."""
        value = self.element.get("#text", "") if isinstance(self.element, dict) else self.element
        return value.strip() if isinstance(value, str) else ""

    @property
    def text_site(self) -> Site:
        if isinstance(self.element, dict) and self.text:
            return Site(self.document, (*self.path, "#text"))
        return Site(self.document, self.path) if self.text else self.site

    def children(self, tag: str = "") -> list[Element]:
        return list(self._children(tag))

    def _children(self, tag: str = "") -> Iterator[YamlElement]:
        if not isinstance(self.element, dict):
            return
        for key, value in self.element.items():
            if key.startswith(("@", "#")):
                continue
            values = enumerate(value) if isinstance(value, list) else ((None, value),)
            for index, item in values:
                path = (*self.path, key) if index is None else (*self.path, key, index)
                node = YamlElement(self.document, key, item, path)
                if not tag or node.tag == tag:
                    yield node

    def child(self, *tags: str) -> Element | None:
        node: YamlElement | None = self
        for tag in tags:
            node = next(node._children(tag), None) if node is not None else None
        return node

    def descendants(self, *tags: str) -> Iterator[Element]:
        stack = self.children()[::-1]
        while stack:
            node = stack.pop()
            if node.tag in tags:
                yield node
            stack.extend(node.children()[::-1])

    def attribute(self, *names: str) -> str:
        return next((value for _, value in self._attributes(*names)), "")

    def attribute_site(self, *names: str) -> Site:
        key = next((key for key, _ in self._attributes(*names)), None)
        return self.site if key is None else Site(self.document, (*self.path, key))

    def attributes(self) -> dict[str, str]:
        return {key[1:].rpartition(":")[2].lower(): value for key, value in self._attributes()}

    def _attributes(self, *names: str) -> Iterator[tuple[str, str]]:
        if isinstance(self.element, dict):
            found = [(k, v) for k, v in self.element.items() if k.startswith("@") and isinstance(v, str)]
            if not names:
                yield from found
            for name in names:
                yield from (pair for pair in found if pair[0][1:].rpartition(":")[2].lower() == name)


def yaml_root(document: Document) -> YamlElement:
    """The root of a YAML document: its one key, or a nameless node with several."""
    data = document.data
    if isinstance(data, dict):
        keys = [key for key in data if not key.startswith(("@", "#"))]
        if len(keys) == 1 and len(data) == 1 and not isinstance(data[keys[0]], list):
            return YamlElement(document, keys[0], data[keys[0]], (keys[0],))
    return YamlElement(document, "", data, ())
